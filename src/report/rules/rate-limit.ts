import type { Call, Moment } from '../call.ts'
import { clientRule, violated } from '../rule.ts'
import { groupBy, nextOf } from '../sequences.ts'
import { count } from '../statistics.ts'

export const rateLimit = clientRule({
  id: 'rate-limit',
  severity: 'error',
  why: 'A client that reads the rate limit never needs to be rejected.',
  source: 'IETF draft "RateLimit header fields for HTTP"',
  fix: 'When ratelimit-remaining is 0, wait for ratelimit-reset before the next request.',
  thresholds: {},
  judge ({ calls }) {
    return groupBy(calls, ({ operations }) => operations.join()).flatMap(calls => {
      for (const [index, call] of calls.entries()) {
        const end = resetOf(call)
        const next = end === undefined ? undefined : nextOf(calls, index)
        if (end === undefined || next === undefined) continue
        const { real, sandbox } = next.started
        if (real >= end.real || sandbox >= end.sandbox) continue
        const isEarly = ({ started }: Call) => started.real < end.real && started.sandbox < end.sandbox
        const early = calls.filter(call => call.number >= next.number && isEarly(call))
        const { 'ratelimit-reset': reset } = call.responseHeaders
        const message = `${count(early.length, 'request')} came after ratelimit-remaining: 0, before ratelimit-reset: ${reset} had passed.`
        return [violated(message, [call, ...early])]
      }
      return []
    })
  }
})

/**
 * When the client may send again after a response that leaves nothing of its limit. Retry-After takes precedence, and has a rule
 * of its own.
 */
function resetOf ({ responseHeaders, ended }: Call): Moment | undefined {
  const { 'ratelimit-remaining': remaining, 'ratelimit-reset': reset, 'retry-after': retryAfter } = responseHeaders
  if (remaining !== '0' || reset === undefined || retryAfter !== undefined || ended === undefined) return undefined
  const ms = Number(reset) * 1000
  return { real: ended.real + ms, sandbox: ended.sandbox + ms }
}
