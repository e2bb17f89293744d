import { Counters } from '../counters.ts'
import type { Exchange } from '../exchange.ts'
import type { Journal } from '../journal.ts'
import { fieldsOf, matches, reasonsOf, type Match } from './match.ts'
import { ExchangeReader } from './reading.ts'

/** Which requests match, as far as anybody can know. */
export interface Tally {
  /** Those that are kept and match for certain, oldest first. */
  readonly items: Exchange[]
  /** How many of those that are kept cannot be judged: what would say so has been cut off. */
  readonly unclear: number
  /** How many match for certain, and how many at most, with those that were dropped. */
  readonly count: number
  readonly possible: number
}

export interface Expectation { exactly?: number | undefined, atLeast?: number | undefined, atMost?: number | undefined }

/** `evicted`: what would decide it is kept no longer. */
export type Verdict = 'ok' | 'failed' | 'evicted'

/** A request that does not match, and why. */
export interface Near { readonly entry: Exchange, readonly why: readonly string[] }

export interface Verification {
  readonly ok: boolean
  readonly verdict: Verdict
  /** How many match for certain, and how many may. */
  readonly count: number
  readonly possible: number
  /** When it has failed: too few, the requests that come nearest; too many, the latest that match. */
  readonly nearest: readonly Near[]
}

/** How many requests a failed verification shows. */
const nearestCount = 3

export function tally (journal: Journal, match: Match): Tally {
  const items: Exchange[] = []
  let unclear = 0
  for (const entry of journal.entries()) {
    const verdict = matches(new ExchangeReader(entry), match)
    if (verdict === true) items.push(entry)
    else if (verdict === undefined) unclear++
  }
  const counted = countedOf(journal, match)
  return { items, unclear, count: counted ?? items.length, possible: counted ?? items.length + unclear + hiddenIn(journal)(match) }
}

/** How many there were, dropped or not, where a counter counts all that is asked for; undefined where none does. */
function countedOf ({ counters: { total, providers, operations, statuses } }: Journal, match: Match): number | undefined {
  const [field, ...more] = fieldsOf(match)
  if (more.length > 0) return undefined
  switch (field) {
    case undefined: return total
    case 'provider': return providers.get(match.provider!)
    case 'operation': return operations.get(match.operation!)
    case 'status': return statuses.get(match.status!)
    default: return undefined
  }
}

/**
 * Says how many of those that were dropped may match. The counters know how many there were of an operation, so that those of
 * others are nobody's doubt. To count those that are kept takes a look at each, and is done once, however many matches ask.
 */
function hiddenIn (journal: Journal): (match: Match) => number {
  const { dropped, droppedUntil, counters } = journal
  let kept: Counters | undefined
  return ({ provider, operation, status, from = -Infinity }) => {
    if (dropped === 0 || from > droppedUntil) return 0
    const bounds = [dropped]
    if (provider !== undefined) bounds.push(counters.providers.get(provider) - (kept ??= countKept(journal)).providers.get(provider))
    if (operation !== undefined) bounds.push(counters.operations.get(operation) - (kept ??= countKept(journal)).operations.get(operation))
    if (status !== undefined) bounds.push(counters.statuses.get(status) - (kept ??= countKept(journal)).statuses.get(status))
    return Math.min(...bounds)
  }
}

function countKept (journal: Journal): Counters {
  const kept = new Counters()
  for (const { provider, operations, status } of journal.entries()) {
    if (provider !== undefined) kept.providers.add(provider)
    for (const operation of operations) kept.operations.add(operation)
    if (status !== undefined) kept.statuses.add(status)
  }
  return kept
}

export function verify (journal: Journal, match: Match, { exactly, atLeast = exactly, atMost = exactly }: Expectation): Verification {
  const { items, count, possible } = tally(journal, match)
  const [least, most] = [atLeast ?? (atMost === undefined ? 1 : 0), atMost ?? Infinity]
  const verdict = count >= least && possible <= most ? 'ok' : possible < least || count > most ? 'failed' : 'evicted'
  const nearest = verdict === 'ok' ? [] : count > most ? latest(items) : nearestTo(journal, match)
  return { ok: verdict === 'ok', verdict, count, possible, nearest }
}

/** Whether requests came that match one after the other, with whatever others between them. `count` is how many of them were found, in their order. */
export function verifyOrder (journal: Journal, order: readonly Match[]): Verification {
  const found = follow(journal, order, false)
  if (found.count === order.length) return { ok: true, verdict: 'ok', count: found.count, possible: found.count, nearest: [] }
  const begin = hiddenBeginning(journal, order)
  const possible = begin + follow(journal, order.slice(begin), true).count
  const verdict = possible === order.length ? 'evicted' : 'failed'
  return { ok: false, verdict, count: found.count, possible, nearest: nearestTo(journal, order[found.count]!, found.next) }
}

/** How many of the requests may be among the dropped ones, which came first: none of those is two of them. */
function hiddenBeginning (journal: Journal, order: readonly Match[]): number {
  const hiddenOf = hiddenIn(journal)
  const needed = new Map<string, number>()
  const end = order.findIndex((match, index) => {
    const name = JSON.stringify(match)
    const alike = (needed.get(name) ?? 0) + 1
    needed.set(name, alike)
    return index === journal.dropped || hiddenOf(match) < alike
  })
  return end === -1 ? order.length : end
}

/** How many of the requests come one after the other, each as early as can be; and the number from which on the next one is missing. */
function follow (journal: Journal, order: readonly Match[], isGenerous: boolean): { count: number, next: number } {
  let [count, next] = [0, 0]
  for (const entry of journal.entries()) {
    if (count === order.length) break
    const verdict = matches(new ExchangeReader(entry), order[count]!)
    if (verdict === true || (isGenerous && verdict === undefined)) {
      count++
      next = entry.number + 1
    }
  }
  return { count, next }
}

function latest (items: readonly Exchange[]): Near[] {
  return items.slice(-nearestCount).map(entry => ({ entry, why: [] }))
}

/** Those that differ in the fewest fields, the latest first. */
function nearestTo (journal: Journal, match: Match, from?: number): Near[] {
  const near: Near[] = []
  for (const entry of journal.entries(from)) {
    const why = reasonsOf(new ExchangeReader(entry), match)
    if (why.length === 0) continue
    const place = near.findIndex(other => other.why.length >= why.length)
    if (place === -1 && near.length === nearestCount) continue
    near.splice(place === -1 ? near.length : place, 0, { entry, why })
    if (near.length > nearestCount) near.pop()
  }
  return near
}
