import { endsOf } from '../call.ts'
import { jobRule, undecided, violated } from '../rule.ts'
import { pollsByClient } from '../sequences.ts'
import { toDuration } from '../statistics.ts'

export const noDeadline = jobRule({
  id: 'no-deadline',
  severity: 'warning',
  why: 'A job can get stuck; a client without a deadline then waits for ever, and so do the people who wait for it.',
  source: 'Smithy waiters require maxWaitTime',
  fix: 'Give up after a time limit, and report it.',
  thresholds: { time: 1_800_000, polls: 200, few: 10 },
  judge (conversation, { time, polls: most, few }) {
    if (conversation.endsAt !== Infinity) return []
    return pollsByClient(conversation).flatMap(polls => {
      const [first, last] = endsOf(polls)
      const span = last.started.sandbox - first.started.sandbox
      if (span > time || polls.length > most) {
        const message = `The client polled a job that never ends ${polls.length} times in ${toDuration(span)} and did not give up.`
        return [violated(message, [first, last])]
      }
      const wasLast = last === conversation.calls.at(-1) && last.started.real >= conversation.lastRequest.real
      if (polls.length < few || !wasLast) return []
      const message = `The client polled a job that never ends for ${toDuration(span)}, and then the test ended.`
      return [undecided(message, [first, last])]
    })
  }
})
