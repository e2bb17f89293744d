import { Counters } from '../counters.ts'
import type { Exchange } from '../exchange.ts'
import type { Journal } from '../journal.ts'
import { toList } from '../../validation/index.ts'
import { fieldsOf, matches, reasonsOf, type Match } from './match.ts'
import { ExchangeReader } from './reading.ts'

/** The exchanges that match. */
export interface MatchCount {
  /** The exchanges that are kept and match, oldest first. */
  readonly items: Exchange[]
  /** How many of the exchanges that are kept may match: the part of a body that would decide it is not kept. */
  readonly unclear: number
  /** At least how many match, including dropped exchanges. */
  readonly count: number
  /** At most how many match, including dropped exchanges. */
  readonly possible: number
}

export interface Expectation { exactly?: number | undefined, atLeast?: number | undefined, atMost?: number | undefined }

/** `evicted`: the exchanges or the parts of bodies that would decide it are not kept. */
export type Verdict = 'ok' | 'failed' | 'evicted'

/** An exchange that does not match, and why. */
export interface NearMatch { readonly exchange: Exchange, readonly why: readonly string[] }

export interface Verification {
  readonly ok: boolean
  readonly verdict: Verdict
  /** At least how many match. */
  readonly count: number
  /** At most how many match. */
  readonly possible: number
  /** If too few match, those that differ the least; if too many match, the latest of them. */
  readonly nearest: readonly NearMatch[]
}

/** How many exchanges a failed verification shows. */
const nearestCount = 3

export function countMatches (journal: Journal, match: Match): MatchCount {
  const items: Exchange[] = []
  let unclear = 0
  for (const exchange of journal.exchanges()) {
    const result = matches(new ExchangeReader(exchange), match)
    if (result === true) items.push(exchange)
    else if (result === undefined) unclear++
  }
  const counted = journal.hasGap ? undefined : countedBy(journal.counters, match)
  if (counted !== undefined) return { items, unclear, count: counted, possible: counted }
  return { items, unclear, count: items.length, possible: items.length + unclear + droppedIn(journal)(match) }
}

/**
 * The number of matching requests, dropped or not, if one counter has it; else undefined. A GraphQL request for two of several
 * operations is in the counters of both.
 */
function countedBy ({ total, providers, operations, statuses }: Readonly<Counters>, match: Match): number | undefined {
  const [field, ...more] = fieldsOf(match)
  if (more.length > 0) return undefined
  // the field is defined, as `fieldsOf` lists it
  switch (field) {
    case undefined: return total
    case 'provider': return providers.get(match.provider!)
    case 'operation': return typeof match.operation === 'string' ? operations.get(match.operation) : undefined
    case 'status': return statuses.get(match.status!)
    default: return undefined
  }
}

/**
 * Returns a function that says at most how many dropped exchanges match. The counters tell how many there were of a provider, an
 * operation or a status. The exchanges that are kept are counted once for all matches.
 */
function droppedIn (journal: Journal): (match: Match) => number {
  const { dropped, droppedUntil, counters } = journal
  let kept: Counters | undefined
  return ({ provider, operation, status, from = -Infinity }) => {
    if (dropped === 0 || from > droppedUntil) return 0
    if (journal.hasGap || (provider === undefined && operation === undefined && status === undefined)) return dropped
    kept ??= countKept(journal)
    const bounds = [dropped]
    if (provider !== undefined) bounds.push(counters.providers.get(provider) - kept.providers.get(provider))
    if (operation !== undefined) {
      const { operations } = kept
      bounds.push(toList(operation).reduce((sum, name) => sum + counters.operations.get(name) - operations.get(name), 0))
    }
    if (status !== undefined) bounds.push(counters.statuses.get(status) - kept.statuses.get(status))
    return Math.min(...bounds)
  }
}

function countKept (journal: Journal): Counters {
  const kept = new Counters()
  for (const { provider, operations, status } of journal.exchanges()) {
    if (provider !== undefined) kept.providers.add(provider)
    for (const operation of operations) kept.operations.add(operation)
    if (status !== undefined) kept.statuses.add(status)
  }
  return kept
}

export function verify (journal: Journal, match: Match, { exactly, atLeast = exactly, atMost = exactly }: Expectation): Verification {
  const { items, count, possible } = countMatches(journal, match)
  const [least, most] = [atLeast ?? (atMost === undefined ? 1 : 0), atMost ?? Infinity]
  const verdict = count >= least && possible <= most ? 'ok' : possible < least || count > most ? 'failed' : 'evicted'
  const nearest = verdict === 'ok' ? [] : count > most ? latest(items) : nearestTo(journal, match)
  return { ok: verdict === 'ok', verdict, count, possible, nearest }
}

/** Verifies that requests match `order` one after the other; there may be others between them. `count`: how many were found, in order. */
export function verifyOrder (journal: Journal, order: readonly Match[]): Verification {
  const found = findInOrder(journal, order, false)
  if (found.count === order.length) return { ok: true, verdict: 'ok', count: found.count, possible: found.count, nearest: [] }
  const begin = droppedBeginning(journal, order)
  const possible = begin + findInOrder(journal, order.slice(begin), true).count
  const verdict = possible === order.length ? 'evicted' : 'failed'
  return { ok: false, verdict, count: found.count, possible, nearest: nearestTo(journal, order[found.count]!, found.next) }
}

/** At most how many matches of `order`, from the first on, dropped exchanges may satisfy, each of them one. */
function droppedBeginning (journal: Journal, order: readonly Match[]): number {
  const droppedOf = droppedIn(journal)
  const needed = new Map<string, number>()
  const end = order.findIndex((match, index) => {
    const name = JSON.stringify(match)
    const alike = (needed.get(name) ?? 0) + 1
    needed.set(name, alike)
    return index === journal.dropped || droppedOf(match) < alike
  })
  return end === -1 ? order.length : end
}

/** How many matches of `order` are found one after the other, each as early as possible; `next` is the number after the last of them. */
function findInOrder (journal: Journal, order: readonly Match[], countUnclear: boolean): { count: number, next: number } {
  let [count, next] = [0, 0]
  for (const exchange of journal.exchanges()) {
    if (count === order.length) break
    // `count` is less than the length of `order`
    const result = matches(new ExchangeReader(exchange), order[count]!)
    if (result === true || (countUnclear && result === undefined)) {
      count++
      next = exchange.number + 1
    }
  }
  return { count, next }
}

function latest (items: readonly Exchange[]): NearMatch[] {
  return items.slice(-nearestCount).map(exchange => ({ exchange, why: [] }))
}

/** The exchanges that differ in the fewest fields, the latest first. */
function nearestTo (journal: Journal, match: Match, from?: number): NearMatch[] {
  const near: NearMatch[] = []
  for (const exchange of journal.exchanges(from)) {
    const why = reasonsOf(new ExchangeReader(exchange), match)
    if (why.length === 0) continue
    const place = near.findIndex(other => other.why.length >= why.length)
    if (place === -1 && near.length === nearestCount) continue
    near.splice(place === -1 ? near.length : place, 0, { exchange, why })
    if (near.length > nearestCount) near.pop()
  }
  return near
}
