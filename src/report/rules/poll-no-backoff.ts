import { endsOf, gapsOf } from '../call.ts'
import { jobRule, violated } from '../rule.ts'
import { pollsByClient } from '../sequences.ts'
import { median, toDuration, variation } from '../statistics.ts'

export const pollNoBackoff = jobRule({
  id: 'poll-no-backoff',
  severity: 'info',
  why: 'The longer a job has run, the less a client loses by asking less often.',
  source: 'Google long-running operations (pause × 1.5, up to 45 s)',
  fix: 'Lengthen the pause between polls as the job goes on, or poll every 5 s or more.',
  thresholds: { polls: 30, span: 120_000, variation: 0.05, slow: 4900 },
  judge (conversation, { polls: least, span, variation: limit, slow }) {
    return pollsByClient(conversation).flatMap(polls => {
      if (polls.length < least) return []
      const gaps = gapsOf(polls)
      const length = gaps.reduce((sum, gap) => sum + gap, 0)
      if (length <= span) return []
      const gap = median(gaps)
      if (gap >= slow || variation(gaps) >= limit) return []
      const message = `${polls.length} polls in ${toDuration(length)} all came about ${toDuration(gap)} apart.`
      return [violated(message, endsOf(polls), { gaps: gaps.slice(0, 20) })]
    })
  }
})
