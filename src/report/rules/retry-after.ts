import { gapBetween, type Call } from '../call.ts'
import { clientRule, undecided, violated } from '../rule.ts'
import { groupBy, nextOf } from '../sequences.ts'
import { toDuration } from '../statistics.ts'

export const retryAfter = clientRule({
  id: 'retry-after',
  severity: 'error',
  why: 'A service that says when to come back rejects the requests that come earlier, and they delay its recovery.',
  source: 'RFC 9110, 10.2.3',
  fix: 'Wait for the time in Retry-After before the next request.',
  thresholds: { dateGrain: 1000, clockSkew: 5000 },
  judge ({ calls }, { dateGrain, clockSkew }) {
    return groupBy(calls, ({ operations }) => operations.join()).flatMap(calls => calls.flatMap((call, index) => {
      const value = call.responseHeaders['retry-after']
      const next = value === undefined ? undefined : nextOf(calls, index)
      if (value === undefined || next === undefined || call.ended === undefined) return []
      const gap = gapBetween(call, next)
      const isDate = !/^\d+$/.test(value)
      const wait = isDate ? Date.parse(value) - call.ended.sandbox - dateGrain : Number(value) * 1000
      // also false for a date that cannot be parsed
      if (!(gap < wait)) return []
      const evidence = { gaps: [gap] }
      if (isDate && Math.abs(call.ended.real - call.ended.sandbox) > clockSkew) {
        const message = `The sandbox has another time than the client, which could not tell how long Retry-After: ${value} is.`
        return [undecided(message, [call, next], evidence)]
      }
      const message = `The next request came ${toDuration(gap)} after a response with Retry-After: ${value}.${hintFor(next, wait)}`
      return [violated(message, [call, next], evidence)]
    }))
  }
})

function hintFor ({ headers }: Call, wait: number): string {
  if (headers['x-stainless-retry-count'] === undefined || wait < 60_000) return ''
  return ' SDKs that Stainless generates ignore a Retry-After of 60 s and more: set maxRetries to 0 and wait in the caller.'
}
