import { Type } from '@sinclair/typebox'
import { checkedMilliseconds, DurationSchema, readDelay, toMilliseconds, type Draw } from '../time/index.ts'
import { callEach } from '../defects.ts'
import { sizeOf } from '../validation/size.ts'
import { InvalidField, mustFit, toList } from '../validation/index.ts'
import { defaultPhase, hasResponse, isTerminal, mustBeConsistent } from './contradictions.ts'
import type { QuotaWindow } from './quota.ts'
import type { Fault, NewFault, Match, Phase, Then, When } from './schema.ts'

/** The effects of a fault rule, with durations in ms. */
export interface Action {
  /** As it was given. */
  readonly then: Then
  readonly delay: number | Draw
  /** The value of the Retry-After header: seconds, or, if `date` is true, the date after them. Undefined for no header. */
  readonly retryAfter: { seconds: number, date: boolean } | undefined
  readonly rateLimit: { limit: number, window: number } | undefined
  /** The server sends `bytes` every `ms`; if `bytes` is undefined, the whole body takes `ms`. */
  readonly drip: { bytes: number | undefined, ms: number } | undefined
  /** Whether it responds in place of the provider. */
  readonly hasResponse: boolean
  /** Whether no rule after it is tried. */
  readonly isTerminal: boolean
}

/** A checked fault rule without its counters. */
export interface CheckedFault {
  match: Match
  /** Those of `match`; undefined if it matches all. */
  operations: readonly string[] | undefined
  when: When
  phase: Phase
  action: Action
  /** In ms of the sandbox's clock. */
  from: number
  until: number
  /** Of memory (an estimate). */
  bytes: number
}

/** A fault rule of a sandbox, with its counters. */
export interface FaultRule extends CheckedFault {
  readonly id: string
  /** A running number in the order of creation. */
  readonly number: number
  name: string | undefined
  enabled: boolean
  /** How many requests it has matched. */
  seen: number
  /** How many requests it has affected. */
  fired: number
  /** The current window of its rate limit. */
  window: QuotaWindow | undefined
  /** For each connection that it delays or keeps open: the function that releases it. */
  readonly held: Set<() => void>
}

/** The longest Retry-After and the longest window, in ms: many clients count seconds in 32 bits. */
const maxWait = (2 ** 31 - 1) * 1000

const closed = { additionalProperties: false }
const ByDateSchema = Type.Object({ date: DurationSchema }, closed)
const ByBytesSchema = Type.Object({ bytes: Type.Integer({ minimum: 1, maximum: 1_000_000 }), every: DurationSchema }, closed)

/** Checks a fault that fits its schema. `graphql`: the names of the GraphQL providers. Throws InvalidField. */
export function checkFault (newFault: NewFault, graphql: readonly string[]): CheckedFault {
  const { match = {}, when = {}, then, phase = defaultPhase(then) } = newFault
  mustBeConsistent({ match, when, phase, then }, graphql)
  const { delay = 0, retryAfter, rateLimit, drip } = then
  const action: Action = {
    then,
    delay: readDelay(delay, 'then.delay'),
    retryAfter: retryAfter === undefined ? undefined : readRetryAfter(retryAfter),
    rateLimit: rateLimit && { limit: rateLimit.limit, window: readWindow(rateLimit.window) },
    drip: drip === undefined ? undefined : readDrip(drip),
    hasResponse: hasResponse(then),
    isTerminal: isTerminal(then)
  }
  const [from, until] = [toMoment(when.from, -Infinity), toMoment(when.until, Infinity)]
  const operations = match.operation === undefined ? undefined : toList(match.operation)
  return { match, operations, when, phase, action, from, until, bytes: sizeOf({ match, when, then }) }
}

/** A new rule. Throws InvalidField. */
export function toRule (newFault: NewFault, number: number, graphql: readonly string[]): FaultRule {
  const { name, enabled = true } = newFault
  const counters = { seen: 0, fired: 0, window: undefined, held: new Set<() => void>() }
  return { ...checkFault(newFault, graphql), id: `fault-${number}`, number, name, enabled, ...counters }
}

/** Releases all connections of a rule. */
export function releaseHeld ({ held }: FaultRule): void {
  const ends = [...held]
  held.clear()
  callEach(ends, end => end())
}

/** A rule as the control API shows it. */
export function toFault ({ id, name, match, when, phase, action, enabled, seen, fired, held }: FaultRule): Fault {
  return { id, ...name !== undefined && { name }, match, when, phase, then: action.then, enabled, seen, fired, held: held.size }
}

function readRetryAfter (given: NonNullable<Then['retryAfter']>): Action['retryAfter'] {
  const date = typeof given === 'object'
  if (date) mustFit(ByDateSchema, given, 'then.retryAfter')
  const ms = toMilliseconds(date ? given.date : given)
  if (ms === undefined || ms % 1000 !== 0) {
    const message = 'must be whole seconds like "5s" (a number counts milliseconds), or {date: "5s"} to show them as a date'
    throw new InvalidField('then.retryAfter', message)
  }
  return { seconds: mustBeShort(ms, 'then.retryAfter') / 1000, date }
}

function readDrip (drip: NonNullable<Then['drip']>): Action['drip'] {
  if (typeof drip === 'object') {
    mustFit(ByBytesSchema, drip, 'then.drip')
    return { bytes: drip.bytes, ms: mustBePositive(checkedMilliseconds(drip.every), 'then.drip.every') }
  }
  const ms = toMilliseconds(drip)
  if (ms === undefined) throw new InvalidField('then.drip', 'must be a duration like "5s", or {bytes, every}')
  return { bytes: undefined, ms: mustBePositive(ms, 'then.drip') }
}

function readWindow (window: string | number): number {
  return mustBeShort(mustBePositive(checkedMilliseconds(window), 'then.rateLimit.window'), 'then.rateLimit.window')
}

function mustBePositive (ms: number, field: string): number {
  if (ms === 0) throw new InvalidField(field, 'must be greater than 0')
  return ms
}

function mustBeShort (ms: number, field: string): number {
  if (ms > maxWait) throw new InvalidField(field, 'must be at most 2147483647 seconds')
  return ms
}

function toMoment (moment: string | undefined, fallback: number): number {
  return moment === undefined ? fallback : Date.parse(moment)
}
