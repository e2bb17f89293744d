import { gapsOf, type Call } from '../call.ts'
import { clientRule, undecided, violated } from '../rule.ts'
import { retrySequences } from '../sequences.ts'
import { toDuration, variation } from '../statistics.ts'

export const retryWithoutJitter = clientRule({
  id: 'retry-without-jitter',
  severity: 'info',
  why: 'Clients that wait equally long after the same failure come back all at once.',
  source: 'AWS Architecture Blog "Exponential backoff and jitter"',
  fix: 'Draw the pause at random, for example between 0 and the backoff ("full jitter").',
  thresholds: { sequences: 5, variation: 0.02 },
  judge ({ calls }, { sequences: least, variation: limit }) {
    const isFree = (sequence: readonly Call[]) => sequence.every(({ responseHeaders }) => responseHeaders['retry-after'] === undefined)
    const sequences = retrySequences(calls).filter(isFree)
    if (sequences.length === 0) return []
    if (sequences.length < least) {
      const message = `There were ${sequences.length} sequences of retries; ${least} are needed to compare their pauses.`
      return [undecided(message, sequences[0]!)]
    }
    // a sequence has at least two calls
    const first = sequences.map(sequence => gapsOf(sequence)[0]!)
    if (variation(first) >= limit) return []
    const message = `The first pause of ${sequences.length} sequences of retries was always about ${toDuration(first[0]!)}.`
    return [violated(message, sequences.map(([call]) => call!), { gaps: first })]
  }
})
