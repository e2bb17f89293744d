import type { Call } from '../call.ts'
import { clientRule, violated } from '../rule.ts'
import { byFingerprint } from '../sequences.ts'

export const duplicateCreate = clientRule({
  id: 'duplicate-create',
  severity: 'error',
  why: 'A response can be lost after the work was done: the same request again starts a second job, which costs twice.',
  source: 'IETF draft "The Idempotency-Key HTTP header field"; Stripe "Idempotent requests"',
  fix: 'Send an idempotency key, or look for the job before starting another.',
  thresholds: {},
  judge ({ calls }) {
    return byFingerprint(calls).flatMap(same => {
      const first = same.findIndex(({ lost }) => lost.length > 0)
      const [call, again] = [same[first], same[first + 1]]
      if (call === undefined || again === undefined || isSameKey(call.headers, again.headers)) return []
      const message = `The client sent a request again whose response was lost after it had started the job ${call.lost[0]}.`
      // `same` was searched for a call with a lost job
      return [violated(message, [call, again], { job: call.lost[0]! })]
    })
  }
})

function isSameKey (one: Call['headers'], other: Call['headers']): boolean {
  const key = one['idempotency-key']
  return key !== undefined && key === other['idempotency-key']
}
