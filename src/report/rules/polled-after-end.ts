import { jobRule, violated } from '../rule.ts'
import { groupBy, showsEnd } from '../sequences.ts'

export const polledAfterEnd = jobRule({
  id: 'polled-after-end',
  severity: 'warning',
  why: 'The status of a job that has ended does not change: the client has overlooked the end.',
  source: 'convention',
  fix: 'Stop polling at every final status, also at failed and cancelled.',
  thresholds: { polls: 2 },
  judge ({ calls, job }, { polls }) {
    const end = calls.find(call => call.roles.has('status') && showsEnd(call, job))
    if (end === undefined) return []
    const later = calls.filter(({ roles, number, client }) => roles.has('status') && number > end.number && client === end.client)
    // a client may use several connections; the first poll on another one may be that of another consumer, which has to see the end, too
    const after = groupBy(later, ({ connection }) => connection)
      .flatMap(calls => calls[0]!.connection === end.connection ? calls : calls.slice(1))
      .sort((one, other) => one.number - other.number)
    if (after.length < polls) return []
    // `end` is a call that asked for the job
    const message = `${after.length} more polls followed the response that showed the end (${end.asked.get(job)!.state}).`
    return [violated(message, [end, ...after])]
  }
})
