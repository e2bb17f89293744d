import type { Call } from '../call.ts'
import { jobRule, violated } from '../rule.ts'
import { pollsByClient } from '../sequences.ts'

export const longPollUnused = jobRule({
  id: 'long-poll-unused',
  severity: 'info',
  why: 'The provider can hold a request until the job has ended: one request in place of many, and the end is known at once.',
  source: 'the documentation of Immuta',
  fix: 'Send `wait` with the number of seconds to wait for.',
  thresholds: { polls: 5 },
  judge (conversation, { polls: least }) {
    const { waitField } = conversation.traits
    if (waitField === undefined) return []
    return pollsByClient(conversation).flatMap(polls => {
      const without = polls.filter(({ body }) => isWithout(body, waitField))
      return without.length < least ? [] : [violated(`${without.length} polls of one job did not use \`${waitField}\`.`, without)]
    })
  }
})

function isWithout (body: Call['body'], field: string): boolean {
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[field] : undefined
  return value === undefined || value === 0
}
