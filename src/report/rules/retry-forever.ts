import { endsOf, hasFailed, spanOf } from '../call.ts'
import { clientRule, violated } from '../rule.ts'
import { retrySequences } from '../sequences.ts'
import { toDuration } from '../statistics.ts'

export const retryForever = clientRule({
  id: 'retry-forever',
  severity: 'error',
  why: 'A client that never gives up hides an outage from the people who could act on it.',
  source: 'Google API client libraries give up after 5 min, the OCI SDK after 20 min',
  fix: 'Limit the time of all retries together, and report the failure.',
  thresholds: { limit: 600_000 },
  judge ({ calls, armed }, { limit }) {
    return retrySequences(calls).flatMap(sequence => {
      const [first, last] = endsOf(sequence)
      const span = spanOf(sequence)
      // a fault that was removed meanwhile had an end: the client was right to wait for it
      if (span <= limit || !hasFailed(last) || !last.faults.some(fault => armed.has(fault))) return []
      const message = `The client retried ${sequence.length - 1} times in ${toDuration(span)}, and had not given up.`
      return [violated(message, [first, last])]
    })
  }
})
