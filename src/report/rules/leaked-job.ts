import { endsOf, gapsOf, type Call, type Moment } from '../call.ts'
import { jobRule, undecided, violated } from '../rule.ts'
import { firstEnd } from '../sequences.ts'
import { median, toDuration } from '../statistics.ts'

export const leakedJob = jobRule({
  id: 'leaked-job',
  severity: 'error',
  why: 'A job that its client forgets goes on costing money, and its result is lost.',
  source: 'convention',
  fix: 'Poll each job until a final status, or cancel it.',
  thresholds: { polls: 3, silence: 10, time: 5000, deadline: 300_000 },
  needsAll: true,
  judge (conversation, { polls: least, silence, time, deadline }) {
    const { calls, creation, cancelled, endsAt, lastRequest } = conversation
    if (creation === undefined) return []
    const polls = calls.filter(({ roles }) => roles.has('status'))
    // from a job that never ends the client has to walk away
    const isExcused = cancelled || polls.length < least || endsAt === Infinity || firstEnd(conversation) !== undefined
    if (isExcused) return []
    const [first, last] = endsOf(polls)
    const limit = Math.max(time, silence * median(gapsOf(polls)))
    const span = between(first, last.started)
    if (between(last, lastRequest) <= limit) {
      const message = 'The last poll is about as old as the last request of all: the test may have ended before the job.'
      return [undecided(message, [last])]
    }
    if (span >= deadline) {
      const message = `The client polled for ${toDuration(span)} before it stopped: it may have given up at its deadline.`
      return [undecided(message, [last])]
    }
    const rest = toDuration(between(last, lastRequest))
    const message = `The client polled ${polls.length} times and stopped before the job had ended`
    return [violated(`${message}, while other requests went on for ${rest}.`, [creation, last])]
  }
})

function between ({ started }: Call, end: Moment): number {
  return Math.max(end.real - started.real, end.sandbox - started.sandbox)
}
