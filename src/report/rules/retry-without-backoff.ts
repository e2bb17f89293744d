import { gapsOf, type Call } from '../call.ts'
import { clientRule, undecided, violated } from '../rule.ts'
import { retrySequences } from '../sequences.ts'
import { toDuration } from '../statistics.ts'

export const retryWithoutBackoff = clientRule({
  id: 'retry-without-backoff',
  severity: 'warning',
  why: 'Retries at a constant interval keep the load constant, however long the service fails.',
  source: 'Google Cloud Storage SLA (1 s, doubled up to 32 s); AWS Builders\' Library "Timeouts, retries, and backoff with jitter"',
  fix: 'Double the pause after each failed attempt, up to a limit.',
  thresholds: { retries: 4, growth: 1.5, gaps: 6 },
  judge ({ calls }, { retries, growth, gaps: most }) {
    // a client that waits as long as it is told to need not wait longer
    const sequences = retrySequences(calls).filter(sequence => !sequence.some(isTold))
    const long = sequences.filter(({ length }) => length > retries)
    if (long.length === 0 && sequences.length > 0) {
      return [undecided(`No request was retried ${retries} times or more, so that its pauses could be compared.`, sequences[0]!)]
    }
    return long.flatMap(sequence => {
      const gaps = gapsOf(sequence).slice(0, most)
      if (Math.max(...gaps) >= growth * Math.min(...gaps)) return []
      const message = `${gaps.length} retries in a row came after pauses of about the same length: ${gaps.map(toDuration).join(', ')}.`
      return [violated(message, sequence.slice(0, gaps.length + 1), { gaps })]
    })
  }
})

function isTold ({ responseHeaders }: Call): boolean {
  return responseHeaders['retry-after'] !== undefined
}
