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
      // no object for each pair: there can be a hundred thousand
      const later = polls.flatMap((after, index) => index > 0 && isPause(polls[index - 1]!, after) ? index : [])
      const gaps = later.map(index => gapBetween(polls[index - 1]!, polls[index]!))
      const gap = median(gaps)
      if (gaps.length < least || gap >= info) return []
      const calls = [...new Set(later.flatMap(index => [polls[index - 1]!, polls[index]!]))]
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
