import type { FastifyRequest } from 'fastify'
import { unfinishedSpans, type Job } from '../../jobs/index.ts'
import type { ProviderJob } from '../../sandboxes/index.ts'
import type { StatusesRequest } from './job-schema.ts'

/**
 * Returns the jobs at the moment at which the wait ends. `onGone` is called with a function that ends the wait at once, for the
 * case that the client disconnects. Throws WAIT_LIMIT.
 */
export async function awaitJobs (
  { jobs, sandbox: { clock } }: Pick<FastifyRequest, 'jobs' | 'sandbox'>,
  { jobIds, wait = 0, pollInterval = 1 }: StatusesRequest,
  onGone: (end: () => void) => void
): Promise<ProviderJob[]> {
  if (wait === 0) return jobs.many(jobIds)
  const from = clock.now()
  const deadline = wait === -1 ? Infinity : from + wait * 1000
  const { ended, end } = jobs.wait({ ids: jobIds, until: jobs => endOfWait([...jobs], from, deadline, pollInterval * 1000) })
  onGone(end)
  return jobs.many(jobIds, await ended)
}

/**
 * When the wait ends: at the first check that finds no unfinished job, or at the deadline. The first check is at `from`, the
 * others follow at every `interval`. All times are in ms; Infinity if the wait never ends by itself.
 */
export function endOfWait (jobs: readonly Job[], from: number, deadline: number, interval: number): number {
  const spans = jobs.flatMap(unfinishedSpans).filter(span => span.to > from)
  const begins = new Float64Array(spans.map(span => span.from)).sort()
  const ends = new Float64Array(spans.map(span => span.to)).sort()
  let [check, begun, ended] = [from, 0, 0]
  while (check < deadline) {
    // an index after the last element gives undefined, for which each comparison is false
    while (begins[begun]! <= check) begun++
    while (ends[ended]! <= check) ended++
    if (begun === ended) return check
    // no check before the next end of a span can be the last one; there is one, because some span has not ended
    check = from + Math.ceil((ends[ended]! - from) / interval) * interval
  }
  return deadline
}
