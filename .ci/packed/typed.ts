// The package as a TypeScript project with strict settings has it, with no other types than TypeScript's own.
import { connect, JobdoubleError, start, VerificationError, type Double, type Job, type Sandbox, type StartOptions, type State } from 'jobdouble'

const options: StartOptions = { clock: { mode: 'frozen' }, seed: 1 }

/** What a job goes through in the double at `url`, and in one that is started here. */
export async function follow (url: string): Promise<State[][]> {
  await using started: Double = await start(options)
  return [await followIn(connect(url)), await followIn(started)]
}

async function followIn (double: Double): Promise<State[]> {
  await using sandbox: Sandbox = await double.sandbox({ clock: { mode: 'frozen' } })
  const job: Job = await sandbox.jobs.create({ provider: 'julep', lifecycle: { steps: [{ state: 'running', after: '1s' }, { state: 'failed', after: { min: 10, max: 20 } }] } })
  const refusal: unknown = await sandbox.jobs.get('nobody').catch((error: unknown) => error)
  if (!(refusal instanceof JobdoubleError && refusal.code === 'JOB_UNKNOWN')) throw new Error('a job that is not there was found')
  const events = await sandbox.events({ kinds: ['transition'] })
  const { transitions } = await sandbox.clock.advanceUntil({ job, state: 'failed' })
  for await (const event of events) if (event.kind === 'transition' && event.data.to === 'failed') break
  const { fired } = await sandbox.faults.add({ match: { job }, then: { status: 503, delay: { min: 0, max: '1ms' } } })
  const failure: unknown = await sandbox.requests.verify({ job, status: 503 }, { exactly: fired + 1 }).catch((error: unknown) => error)
  if (!(failure instanceof VerificationError && failure.count === 0)) throw new Error('a request was found that nobody has made')
  return [job.state, ...transitions.map(({ to }) => to)]
}

/** Never called: these are to fail to compile. */
export async function mistake (sandbox: Sandbox): Promise<void> {
  // @ts-expect-error: no such provider
  await sandbox.jobs.create({ provider: 'jules' })
  // @ts-expect-error: no such state
  await sandbox.jobs.force('id', 'done')
  // @ts-expect-error: no such profile
  await sandbox.faults.profile('tired')
  // @ts-expect-error: no such expectation
  await sandbox.requests.verify({ provider: 'julep' }, { times: 3 })
  // @ts-expect-error: no such kind
  sandbox.events({ kinds: ['gap'] })
  // @ts-expect-error: no such unit
  await sandbox.clock.advance('3 minutes')
}
