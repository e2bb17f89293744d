import { gapBetween, hasSucceeded, overlaps, type Call } from '../call.ts'
import { jobRule, violated } from '../rule.ts'
import { pollsByClient, showsEnd } from '../sequences.ts'
import { median, toDuration } from '../statistics.ts'

export const pollTooFast = jobRule({
  id: 'poll-too-fast',
  severity: 'error',
  why: 'Jobs take seconds to hours: polls that are faster than that learn nothing and use up the rate limit.',
  source: 'RFC 8628 (5 s between polls); Smithy waiters (at least 2 s)',
  fix: 'Wait 2 s or more between polls, and longer for long jobs; or use the long poll of the provider if it has one.',
  thresholds: { error: 1000, info: 2000, gaps: 3, longPoll: 500 },
  judge (conversation, { error, info, gaps: least, longPoll }) {
    const { job } = conversation
    return pollsByClient(conversation).flatMap(polls => {
      // a loop, and no object for each pair: there can be a hundred thousand
      const gaps: number[] = []
      const calls: Call[] = []
      for (let index = 1; index < polls.length; index++) {
        const [before, after] = [polls[index - 1]!, polls[index]!]
        if (!isPause(before, after)) continue
        gaps.push(gapBetween(before, after))
        if (calls.at(-1) !== before) calls.push(before)
        calls.push(after)
      }
      const gap = median(gaps)
      if (gaps.length < least || gap >= info) return []
      const message = `${calls.length} polls of one job came ${toDuration(gap)} apart (median).`
      return [violated(message, calls, { gaps, ...gap >= error && { severity: 'info' } })]
    })

    /** After a failure it is a retry, and after the end it is for another rule. */
    function isPause (before: Call, after: Call): boolean {
      const isLongPoll = before.ended !== undefined && before.ended.real - before.started.real >= longPoll
      return hasSucceeded(before) && !isLongPoll && !overlaps(before, after) && !showsEnd(before, job)
    }
  }
})
