import { gapsOf } from '../call.ts'
import { clientRule, violated } from '../rule.ts'
import { retrySequences } from '../sequences.ts'
import { toDuration } from '../statistics.ts'

export const retryWithoutPause = clientRule({
  id: 'retry-without-pause',
  severity: 'error',
  why: 'Retries without a pause multiply the load on a service that is failing.',
  source: 'AWS Well-Architected REL05-BP03; Google Cloud "Retry strategy"',
  fix: 'Wait before each retry, longer each time. One immediate retry after a broken connection is fine.',
  thresholds: { pause: 100 },
  judge ({ calls }, { pause }) {
    return retrySequences(calls).flatMap(sequence => {
      const gaps = gapsOf(sequence)
      const first = gaps.findIndex((gap, index) => gap < pause && gaps[index + 1]! < pause)
      if (first === -1) return []
      const shown = gaps.slice(first, first + 2)
      const message = `Two retries in a row came after ${shown.map(toDuration).join(' and ')}.`
      return [violated(message, sequence.slice(first, first + 3), { gaps: shown })]
    })
  }
})
