import type { Call } from '../call.ts'
import { clientRule, violated } from '../rule.ts'
import { count, toDuration } from '../statistics.ts'

export const expiredTokenUsed = clientRule({
  id: 'expired-token-used',
  severity: 'warning',
  why: 'The response that gives a token says how long it is valid; a client that reads it needs no 401 to know.',
  source: 'RFC 6749',
  fix: 'Remember expires_in and sign in again before the token expires.',
  thresholds: { grace: 1000 },
  judge ({ calls, expiries }, { grace }) {
    // a conversation has at least one call
    const expiry = expiries.get(calls[0]!.client)
    if (expiry === undefined) return []
    const late = calls.filter(({ started, roles }) => started.sandbox > expiry && !roles.has('sign-in'))
    const valid = calls.filter(({ started }) => started.sandbox <= expiry).at(-1)
    // a test that has just advanced the clock leaves the client no time
    const seen = late.filter(({ started }) => valid === undefined || started.real - valid.started.real >= grace)
    if (seen.length === 0) return []
    return [violated(
      `${count(seen.length, 'request')} used a token that had expired ${toDuration(ageOf(seen.at(-1)!, expiry))} before.`,
      seen
    )]
  }
})

function ageOf ({ started }: Call, expiry: number): number {
  return started.sandbox - expiry
}
