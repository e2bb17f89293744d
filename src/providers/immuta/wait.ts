import { unfinishedSpans, type Job, type JobView } from '../../jobs/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import type { StatusesRequest } from './schema-jobs.ts'

/**
 * The jobs at the moment at which the wait ends. `onGone` is given what to call when the client hangs up, which ends the
 * wait at once.
 */
export async function awaitJobs ({ jobs, clock }: Sandbox, { jobIds, wait = 0, pollInterval = 1 }: StatusesRequest, onGone: (end: () => void) => void): Promise<JobView[]> {
  if (wait === 0) return await jobs.many('immuta', jobIds)
  const from = clock.now()
  const deadline = wait === -1 ? Infinity : from + wait * 1000
  const { ended, end } = await jobs.wait('immuta', { ids: jobIds, until: jobs => endOfWait([...jobs], from, deadline, pollInterval * 1000) })
  onGone(end)
  return await jobs.many('immuta', jobIds, await ended)
}

/**
 * When the wait ends: at the first look at which no job is unfinished, or at the deadline. The first look is at `from`, the
 * others come one each `interval`. All in ms; Infinity if it never ends by itself.
 */
export function endOfWait (jobs: readonly Job[], from: number, deadline: number, interval: number): number {
  const spans = jobs.flatMap(unfinishedSpans).filter(span => span.to > from)
  const begins = new Float64Array(spans.map(span => span.from)).sort()
  const ends = new Float64Array(spans.map(span => span.to)).sort()
  let [look, begun, ended] = [from, 0, 0]
  while (look < deadline) {
    while (begins[begun]! <= look) begun++
    while (ends[ended]! <= look) ended++
    if (begun === ended) return look
    // no look before the next end can be the one
    look = from + Math.ceil((ends[ended]! - from) / interval) * interval
  }
  return deadline
}
