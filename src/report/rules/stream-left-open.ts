import { overlaps, type Call } from '../call.ts'
import type { JobConversation } from '../conversation.ts'
import { jobRule, violated } from '../rule.ts'
import { toDuration } from '../statistics.ts'

export const streamLeftOpen = jobRule({
  id: 'stream-left-open',
  severity: 'info',
  why: 'A stream that is kept open after its last event holds a connection for nothing; one that is closed before it misses the end.',
  source: 'convention',
  fix: 'Close the stream at the final status or at a deadline, and after a close before that open it again, or poll.',
  thresholds: { time: 10_000, deadline: 1_800_000 },
  judge (conversation, { time, deadline }) {
    const { calls, endsAt, until } = conversation
    return calls.filter(isClosedByClient).flatMap(call => {
      const end = call.ended ?? until
      const open = end.sandbox - call.started.sandbox
      if (end.sandbox - Math.max(endsAt, call.started.sandbox) >= time) {
        return [violated('The client kept a status stream open after its last event.', [call])]
      }
      if (endsAt === Infinity && open > deadline) {
        return [violated(`The client kept a status stream of a job that never ends open for ${toDuration(open)}.`, [call])]
      }
      if (!isAbandoned(call, conversation, time)) return []
      return [violated('The client closed a status stream before the job had ended, and did not ask for the job again.', [call])]
    })
  }
})

/** Whether only the client can close the stream, or has: the server ends it with the job, and a fault can cut it. */
function isClosedByClient ({ roles, outcome }: Call): boolean {
  return roles.has('stream') && (outcome === 'pending' || outcome === 'left')
}

/** From a job that never ends the client has to walk away, and a test may have ended before the job. */
function isAbandoned (call: Call, { calls, endsAt, cancelled, lastRequest }: JobConversation, time: number): boolean {
  const { ended } = call
  if (ended === undefined || cancelled || endsAt === Infinity || ended.sandbox >= endsAt) return false
  if (calls.some(later => later.number > call.number && !overlaps(call, later))) return false
  return Math.max(lastRequest.real - ended.real, lastRequest.sandbox - ended.sandbox) > time
}
