import type { Call } from '../call.ts'
import { clientRule, violated } from '../rule.ts'
import { groupBy } from '../sequences.ts'

export const oneByOne = clientRule({
  id: 'one-by-one',
  severity: 'info',
  why: 'One request can read the status of many jobs; one request for each job uses up the rate limit.',
  source: 'the documentation of the providers',
  fix: 'Poll all open jobs with one request.',
  thresholds: { jobs: 5, time: 10_000 },
  judge ({ calls, traits, provider }, { jobs: least, time }) {
    if (traits.batch === undefined) return []
    const polls = calls.filter(({ roles, asked }) => roles.has('status') && asked.size === 1)
    // other connections may belong to other processes
    return groupBy(polls, ({ connection }) => connection).flatMap(polls => {
      const window = windowOf(polls, least, time)
      if (window === undefined) return []
      const message = `${least} jobs were polled one by one; ${provider}.${traits.batch} reads many at once.`
      return [violated(message, window)]
    }).slice(0, 1)
  }
})

/** The first stretch of polls of at least so many jobs within `time` ms. */
function windowOf (polls: readonly Call[], jobs: number, time: number): Call[] | undefined {
  const counts = new Map<string, number>()
  let first = 0
  for (const [index, poll] of polls.entries()) {
    count(poll, 1)
    for (; poll.started.real - polls[first]!.started.real > time; first++) count(polls[first]!, -1)
    if (counts.size >= jobs) return polls.slice(first, index + 1)
  }
  return undefined

  function count ({ asked }: Call, by: number): void {
    for (const job of asked.keys()) {
      const number = (counts.get(job) ?? 0) + by
      if (number === 0) counts.delete(job)
      else counts.set(job, number)
    }
  }
}
