import { Readable } from 'node:stream'
import type { Job } from '../../jobs/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { toStatus } from './execution-map.ts'
import type { ExecutionStatus } from './execution-schema.ts'
import type { Standing } from './executions.ts'
import { turnsOf, turnsUntil } from './turns.ts'

/** ms of the sandbox's clock between two comments that keep the connection open (observed). */
const pause = 15_000

/** As many bytes may wait for a client that does not read; beyond that, comments are left out. */
const patience = 16_384

const ends: ReadonlySet<ExecutionStatus> = new Set(['succeeded', 'failed', 'cancelled'])

/**
 * Tells of an execution: an event at once, one at every turn, and the end behind an end state. It ends too when its reader
 * leaves, and when the sandbox is reset or closed.
 */
export function streamStatus (sandbox: Sandbox, standing: Standing): Readable {
  const stream = new Readable({ read () {} })
  const leaving = new AbortController()
  stream.once('close', sandbox.keepOpen(() => leaving.abort())).once('close', () => leaving.abort())
  tell(sandbox, standing, stream, leaving.signal).catch(stream.destroy.bind(stream))
  return stream
}

/** Nothing is counted in between: what has happened follows from the job's timeline, however late somebody looks. */
async function tell ({ jobs, clock }: Sandbox, standing: Standing, stream: Readable, leaving: AbortSignal): Promise<void> {
  let job: Job = standing.job
  let turns = turnsOf(job)
  let told = turnsUntil(job, standing.now).length
  let ping = standing.now + pause
  const hasEnded = () => ends.has(turns[told - 1]!.status)
  const send = () => stream.push(`data: ${JSON.stringify(toStatus({ ...standing, job }, turns.slice(0, told)))}\n\n`)
  const next = () => Math.min(turns[told]?.at ?? Infinity, ping)

  send()
  while (!hasEnded() && !leaving.aborted) {
    const wait = await jobs.wait('julep', {
      ids: [job.id],
      until ([current = job]) {
        job = current
        turns = turnsOf(job)
        return next()
      }
    })
    leaving.onabort = wait.end
    if (leaving.aborted) wait.end()
    await wait.ended
    for (const now = clock.now(); !hasEnded() && next() <= now;) {
      if (turns[told]?.at === next()) {
        told++
        send()
      } else {
        ping += pause
        if (stream.readableLength < patience) stream.push(': ping\n\n')
      }
    }
  }
  stream.push(null)
}
