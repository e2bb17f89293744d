import { hasFailed, hasSucceeded, spanOf, type Call } from '../call.ts'
import { clientRule, undecided, violated } from '../rule.ts'
import { retrySequences } from '../sequences.ts'
import { toDuration } from '../statistics.ts'

export const retryBudget = clientRule({
  id: 'retry-budget',
  severity: 'warning',
  why: 'While a service fails for long, a client that retries every request multiplies its load for all of that time.',
  source: 'Finagle RetryBudget (20 %); .NET HttpRetryBudget (10 %)',
  fix: 'Limit retries to a share of all requests, or stop sending for a while (circuit breaker).',
  thresholds: { share: 0.2, outage: 60_000, requests: 50 },
  judge ({ calls }, { share, outage, requests }) {
    const retries = new Set(retrySequences(calls).flatMap(sequence => sequence.slice(1)))
    return outages(calls, outage).flatMap(calls => {
      const retried = calls.filter(call => retries.has(call))
      const ratio = retried.length / calls.length
      if (ratio <= share) return []
      const percent = Math.round(ratio * 100)
      const message = `${percent} % of ${calls.length} requests were retries while the service failed for ${toDuration(spanOf(calls))}`
      if (calls.length < requests) return [undecided(`${message}; a share means little for fewer than ${requests} requests.`, retried)]
      return [violated(`${message}.`, retried)]
    })
  }
})

/** The stretches of calls without a success that last at least `length` ms. */
function outages (calls: readonly Call[], length: number): Call[][] {
  const found: Call[][] = []
  let current: Call[] = []
  const end = () => {
    if (current.length > 0 && spanOf(current) >= length) found.push(current)
    current = []
  }
  for (const call of calls) {
    if (hasSucceeded(call)) end()
    else if (current.length > 0 || hasFailed(call)) current.push(call)
  }
  end()
  return found
}
