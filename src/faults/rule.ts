import { Type } from '@sinclair/typebox'
import { DurationSchema, readDelay, toMilliseconds, type Draw } from '../time/index.ts'
import { callEach } from '../defects.ts'
import { sizeOf } from '../validation/size.ts'
import { InvalidField, mustFit } from '../validation/index.ts'
import { defaultPhase, givesAnswer, isFinal, mustMakeSense } from './contradictions.ts'
import type { Window } from './quota.ts'
import type { Fault, NewFault, Match, Phase, Then, When } from './schema.ts'

/** What a rule does, with its durations in ms. */
export interface Action {
  /** As it was ordered. */
  readonly then: Then
  readonly delay: number | Draw
  /** What `Retry-After` says, if anything: so many seconds, or the date behind them. */
  readonly retryAfter: { seconds: number, date: boolean } | undefined
  readonly rateLimit: { limit: number, window: number } | undefined
  /** `bytes` is undefined where the whole body takes `ms`; else so many bytes come every `ms`. */
  readonly drip: { bytes: number | undefined, ms: number } | undefined
  /** Whether it answers by itself. */
  readonly answers: boolean
  /** Whether no rule behind it is tried. */
  readonly final: boolean
}

/** What follows from an order, and how many bytes of memory it takes (an estimate). */
export interface FaultPlan { match: Match, when: When, phase: Phase, action: Action, from: number, until: number, bytes: number }

/** A rule at work. `place` is the running number of its creation. */
export interface FaultRule extends FaultPlan {
  readonly id: string
  readonly place: number
  name: string | undefined
  enabled: boolean
  seen: number
  fired: number
  window: Window | undefined
  /** How to let go of each connection that it holds up. */
  readonly held: Set<() => void>
}

/** How long a client may be told to wait, in ms: beyond that, some cannot count any more. */
const longest = (2 ** 31 - 1) * 1000

const ByDateSchema = Type.Object({ date: DurationSchema }, { additionalProperties: false })
const ByBytesSchema = Type.Object({ bytes: Type.Integer({ minimum: 1, maximum: 1_000_000 }), every: DurationSchema }, { additionalProperties: false })

/** Checks an order whose shape is right, and works out what follows from it. Throws InvalidField. */
export function toPlan ({ match = {}, when = {}, then, phase = defaultPhase(then) }: NewFault, graphql: readonly string[]): FaultPlan {
  mustMakeSense({ match, when, phase, then }, graphql)
  const { delay = 0, retryAfter, rateLimit, drip } = then
  const action: Action = {
    then,
    delay: readDelay(delay, 'then.delay'),
    retryAfter: retryAfter === undefined ? undefined : readRetryAfter(retryAfter),
    rateLimit: rateLimit && { limit: rateLimit.limit, window: mustEnd(mustLast(toMilliseconds(rateLimit.window)!, 'then.rateLimit.window'), 'then.rateLimit.window') },
    drip: drip === undefined ? undefined : readDrip(drip),
    answers: givesAnswer(then),
    final: isFinal(then)
  }
  return { match, when, phase, action, from: toMoment(when.from, -Infinity), until: toMoment(when.until, Infinity), bytes: sizeOf({ match, when, then }) }
}

/** A rule at its beginning. Throws InvalidField. */
export function toRule (order: NewFault, place: number, graphql: readonly string[]): FaultRule {
  const { name, enabled = true } = order
  return { ...toPlan(order, graphql), id: `fault-${place}`, place, name, enabled, seen: 0, fired: 0, window: undefined, held: new Set() }
}

/** Lets go of all connections that it holds up. */
export function release ({ held }: FaultRule): void {
  const ends = [...held]
  held.clear()
  callEach(ends, end => end())
}

/** As it is shown. */
export function toFault ({ id, name, match, when, phase, action, enabled, seen, fired, held }: FaultRule): Fault {
  return { id, ...name !== undefined && { name }, match, when, phase, then: action.then, enabled, seen, fired, held: held.size }
}

function readRetryAfter (given: NonNullable<Then['retryAfter']>): Action['retryAfter'] {
  const date = typeof given === 'object'
  if (date) mustFit(ByDateSchema, given, 'then.retryAfter')
  const ms = toMilliseconds(date ? given.date : given)
  if (ms === undefined || ms % 1000 !== 0) throw new InvalidField('then.retryAfter', 'must be whole seconds like "5s" (a number counts milliseconds), or {date: "5s"} to show them as a date')
  return { seconds: mustEnd(ms, 'then.retryAfter') / 1000, date }
}

function readDrip (drip: NonNullable<Then['drip']>): Action['drip'] {
  if (typeof drip === 'object') {
    mustFit(ByBytesSchema, drip, 'then.drip')
    return { bytes: drip.bytes, ms: mustLast(toMilliseconds(drip.every)!, 'then.drip.every') }
  }
  const ms = toMilliseconds(drip)
  if (ms === undefined) throw new InvalidField('then.drip', 'must be a duration like "5s", or {bytes, every}')
  return { bytes: undefined, ms: mustLast(ms, 'then.drip') }
}

function mustLast (ms: number, field: string): number {
  if (ms === 0) throw new InvalidField(field, 'must be longer than nothing')
  return ms
}

function mustEnd (ms: number, field: string): number {
  if (ms > longest) throw new InvalidField(field, 'must be at most 2147483647 seconds')
  return ms
}

function toMoment (moment: string | undefined, otherwise: number): number {
  return moment === undefined ? otherwise : Date.parse(moment)
}
