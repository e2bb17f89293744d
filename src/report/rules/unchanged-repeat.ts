import { overlaps, type Call } from '../call.ts'
import { clientRule, violated } from '../rule.ts'
import { byFingerprint } from '../sequences.ts'

/** Refusals that time, another token or another state can change. */
const passing = new Set([401, 403, 408, 409, 425, 429])

export const unchangedRepeat = clientRule({
  id: 'unchanged-repeat',
  severity: 'error',
  why: 'A request that the service rejected as invalid is rejected again.',
  source: 'AIP-194',
  fix: 'Do not retry a 4xx; report it with the body of the response.',
  thresholds: { repeats: 1 },
  judge ({ calls }, { repeats }) {
    return byFingerprint(calls).flatMap(same => {
      const first = same.find(isInvalid)
      const again = same.filter(call => first !== undefined && call.number > first.number && !overlaps(first, call))
      if (first === undefined || again.length < repeats) return []
      return [violated(`The client repeated a request unchanged after a ${first.status}.`, [first, ...again])]
    })
  }
})

/** A job that the provider does not know yet becomes known: its 404, or Julep's 400, passes. */
function isInvalid ({ status = 0, asked }: Call): boolean {
  return status >= 400 && status < 500 && !passing.has(status) && asked.size === 0
}
