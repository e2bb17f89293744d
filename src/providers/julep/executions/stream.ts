import { Readable } from 'node:stream'
import type { Job } from '../../../jobs/index.ts'
import type { ProviderJobs, Sandbox } from '../../../sandboxes/index.ts'
import { changesOf, type ExecutionChange } from './changes.ts'
import type { ExecutionView } from './executions.ts'
import type { ExecutionStatus } from './schema.ts'

/** ms of the sandbox's clock between two comments that keep the connection open (observed). */
const commentInterval = 15_000

/** How many bytes are buffered for a client that does not read before comments are skipped. */
const maxBuffered = 16_384

const finalStatuses: ReadonlySet<ExecutionStatus> = new Set(['succeeded', 'failed', 'cancelled'])

/** The data of the events of a stream. */
export interface StreamEvents {
  /** What is sent at once, for the changes so far. */
  atOnce (view: ExecutionView, changes: readonly ExecutionChange[]): string[]
  /** What is sent for the last of the changes. */
  atChange (view: ExecutionView, changes: readonly ExecutionChange[]): string[]
}

/**
 * Streams the changes of an execution: those so far at once, each other one when it comes, and the end after a final status. The
 * stream also ends when the client disconnects, and when the sandbox is reset or closed.
 */
export function streamChanges (sandbox: Sandbox, jobs: ProviderJobs, view: ExecutionView, events: StreamEvents): Readable {
  const stream = new Readable({ read () {} })
  const leaving = new AbortController()
  stream.once('close', sandbox.keepOpen(() => leaving.abort())).once('close', () => leaving.abort())
  sendEvents(sandbox, jobs, view, events, stream, leaving.signal).catch(stream.destroy.bind(stream))
  return stream
}

/** Derives the past changes from the job's timeline, so that an event is not lost if the wait ends late. */
async function sendEvents (
  { clock }: Sandbox,
  jobs: ProviderJobs,
  view: ExecutionView,
  events: StreamEvents,
  stream: Readable,
  leaving: AbortSignal
): Promise<void> {
  let { job }: { job: Job } = view
  let changes = changesOf(job, view.execution)
  let sent = changes.filter(({ at }) => at <= view.now).length
  let nextComment = view.now + commentInterval
  // at least one change has been sent, and commands keep past changes
  const hasEnded = () => finalStatuses.has(changes[sent - 1]!.status)
  const send = (toData: StreamEvents[keyof StreamEvents]) => {
    for (const data of toData({ ...view, job }, changes.slice(0, sent))) stream.push(`data: ${data}\n\n`)
  }
  const nextMoment = () => Math.min(changes[sent]?.at ?? Infinity, nextComment)

  send(events.atOnce)
  while (!hasEnded() && !leaving.aborted) {
    const wait = jobs.wait({
      ids: [job.id],
      until ([current = job]) {
        job = current
        changes = changesOf(job, view.execution)
        return nextMoment()
      }
    })
    leaving.onabort = wait.end
    await wait.ended
    for (const now = clock.now(); !hasEnded() && nextMoment() <= now;) {
      if (changes[sent]?.at === nextMoment()) {
        sent++
        send(events.atChange)
      } else {
        nextComment += commentInterval
        if (stream.readableLength < maxBuffered) stream.push(': ping\n\n')
      }
    }
  }
  stream.push(null)
}
