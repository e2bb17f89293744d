import type { Call } from '../call.ts'
import { clientRule, violated } from '../rule.ts'

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
    const window = windowOf(polls, least, time)
    if (window === undefined) return []
    const message = `${least} jobs were polled one by one; ${provider}.${traits.batch} reads many at once.`
    return [violated(message, window)]
  }
})

/**
 * The first stretch of polls of at least so many jobs within `time` ms. The `fetch` of Node sends the requests of one client over two
 * connections; more than one connection for every two jobs may belong to several processes.
 */
function windowOf (polls: readonly Call[], least: number, time: number): Call[] | undefined {
  const [jobs, connections] = [new Tally<string>(), new Tally<number>()]
  let first = 0
  for (const [index, poll] of polls.entries()) {
    count(poll, 1)
    for (; poll.started.real - polls[first]!.started.real > time; first++) count(polls[first]!, -1)
    if (jobs.size >= least && connections.size * 2 < jobs.size) return polls.slice(first, index + 1)
  }
  return undefined

  function count ({ asked, connection }: Call, by: 1 | -1): void {
    connections.add(connection, by)
    for (const job of asked.keys()) jobs.add(job, by)
  }
}

/** Counts different things. */
class Tally<T> {
  readonly #counts = new Map<T, number>()

  /** How many different things there are. */
  get size (): number {
    return this.#counts.size
  }

  add (thing: T, by: 1 | -1): void {
    const number = (this.#counts.get(thing) ?? 0) + by
    if (number === 0) this.#counts.delete(thing)
    else this.#counts.set(thing, number)
  }
}
