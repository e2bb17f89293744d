// The package in a TypeScript project with strict settings and only TypeScript's own types.
import { connect, JobdoubleError, start, VerificationError, type Double, type Job, type Sandbox, type StartOptions, type State } from 'jobdouble'
import type { Job as DatasaurJob } from 'jobdouble/datasaur'
import type { Operations as Immuta } from 'jobdouble/immuta'
import type { JobStatus } from 'jobdouble/julep'
import type { JobStatusResponse } from 'jobdouble/starfish'
import type { Job as WavelineJob } from 'jobdouble/waveline'

const options: StartOptions = { clock: 'frozen', seed: 1 }

/** The states of a job on the server at `url`, and on one that is started here. */
export async function follow (url: string): Promise<State[][]> {
  await using started: Double = await start(options)
  return [await followIn(connect(url)), await followIn(started)]
}

async function followIn (double: Double): Promise<State[]> {
  await using sandbox: Sandbox = await double.sandbox({ clock: { mode: 'frozen' } })
  const job: Job = await sandbox.jobs.create({ provider: 'julep', lifecycle: { steps: [{ state: 'running', after: '1s' }, { state: 'failed', after: { min: 10, max: 20 } }] } })
  const refusal: unknown = await sandbox.jobs.get('missing').catch((error: unknown) => error)
  if (!(refusal instanceof JobdoubleError && refusal.code === 'JOB_UNKNOWN')) throw new Error('a missing job was found')
  const events = await sandbox.events({ kinds: ['transition'] })
  const { transitions } = await sandbox.clock.advanceUntil({ job, state: 'failed' })
  for await (const event of events) if (event.kind === 'transition' && event.data.to === 'failed') break
  const { fired } = await sandbox.faults.create({ match: { job }, then: { status: 503, delay: { min: 0, max: '1ms' } } })
  const failure: unknown = await sandbox.requests.verify({ job, status: 503 }, { exactly: fired + 1 }).catch((error: unknown) => error)
  if (!(failure instanceof VerificationError && failure.count === 0)) throw new Error('a request was found that was not sent')
  return [job.state, ...transitions.map(({ to }) => to)]
}

/** The bodies of the providers have types. */
export const bodies: [JobStatusResponse['status'], Immuta['getJobStatuses']['request'], JobStatus['state'], WavelineJob['status'], DatasaurJob['id']] =
  ['COMPLETE', { jobIds: ['1'] }, 'succeeded', 'COMPLETED', 'AutoLabelQueue:1']

/** Never called: each line must fail to compile. */
export async function mistake (sandbox: Sandbox): Promise<void> {
  // @ts-expect-error: no such provider
  await sandbox.jobs.create({ provider: 'jules' })
  // @ts-expect-error: no such state
  await sandbox.jobs.force('id', 'done')
  // @ts-expect-error: no such profile
  await sandbox.faults.create({ profile: 'tired' })
  // @ts-expect-error: no such expectation
  await sandbox.requests.verify({ provider: 'julep' }, { times: 3 })
  // @ts-expect-error: no such kind
  sandbox.events({ kinds: ['gap'] })
  // @ts-expect-error: no such unit
  await sandbox.clock.advance('3 minutes')
}
