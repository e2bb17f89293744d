import createError from '@fastify/error'
import type { RandomStream } from '../random/index.ts'
import { shorten } from '../validation/text.ts'
import { callEach } from '../defects.ts'
import { InvalidField, mustFit, toField } from '../validation/index.ts'
import { ArmedRules } from './armed.ts'
import { profiles } from './profiles.ts'
import { release, toFault, toPlan, toRule, type FaultPlan, type FaultRule } from './rule.ts'
import { fromSaved, mustRise, SavedFaultsSchema, toSaved, type SavedFaults } from './saved.ts'
import type { Fault, FaultChange, NewFault, Match } from './schema.ts'

export const FaultUnknown = createError('FAULT_UNKNOWN', 'There is no fault %s; GET /__admin/faults lists those that there are', 404)
export const FaultLimit = createError<[string]>('FAULT_LIMIT', 'A sandbox has at most %s; delete some first', 507)

/** How many rules there may be, and how many bytes of memory (an estimate) they may take: each request may have to be tried on all. */
const limit = { rules: 1000, bytes: 16 * 1024 * 1024 }

/** The rules of one sandbox by which requests are spoilt, in the order in which they are tried: that of their making. */
export class Faults {
  readonly #draw: (purpose: string) => RandomStream
  readonly #graphql: readonly string[]
  readonly #rules = new Map<string, FaultRule>()
  #made = 0
  #closed = false
  #armed: ArmedRules

  /** `draw` returns the random stream of a purpose, from its beginning; `graphql` has the names of the GraphQL providers. */
  constructor (draw: (purpose: string) => RandomStream, graphql: readonly string[]) {
    this.#draw = draw
    this.#graphql = graphql
    this.#armed = new ArmedRules([], draw)
  }

  /** Those at work. */
  get armed (): ArmedRules { return this.#armed }

  /** How many connections are held up. */
  get held (): number {
    let sum = 0
    for (const { held } of this.#rules.values()) sum += held.size
    return sum
  }

  get size (): number { return this.#rules.size }

  list (): Fault[] {
    return [...this.#rules.values()].map(toFault)
  }

  /** Throws FAULT_UNKNOWN. */
  get (id: string): Fault {
    return toFault(this.#find(id))
  }

  /** Throws InvalidField, FAULT_LIMIT. */
  add (order: NewFault): Fault {
    return this.#addAll([order])[0]!
  }

  /** The rules of a profile, each about what `match` says. Throws InvalidField, FAULT_LIMIT, and then there is none of them. */
  addProfile (name: string, match: Match = {}): Fault[] {
    const profile = profiles.find(profile => profile.name === name)
    if (profile === undefined) throw new InvalidField('profile', `must be one of ${profiles.map(({ name }) => name).join(', ')}`)
    return this.#addAll(profile.rules.map(rule => ({ name, ...rule, match })))
  }

  /** Replaces the parts that are given, and lets go of what the rule holds up. It goes on counting. Throws FAULT_UNKNOWN, InvalidField, FAULT_LIMIT. */
  change (id: string, change: FaultChange): Fault {
    const rule = this.#find(id)
    // whoever says what happens leaves it open when, unless he says so too
    const phase = change.phase ?? (change.then === undefined ? rule.phase : undefined)
    const plan = toPlan({ match: rule.match, when: rule.when, then: rule.action.then, ...change, ...phase !== undefined && { phase } }, this.#graphql)
    mustHaveRoom(Array.from(this.#rules.values(), other => other === rule ? plan : other))
    Object.assign(rule, plan, { name: change.name ?? rule.name, enabled: change.enabled ?? rule.enabled })
    if (change.then !== undefined) rule.window = undefined
    this.#arm()
    release(rule)
    return toFault(rule)
  }

  /** Throws FAULT_UNKNOWN. */
  remove (id: string): void {
    const rule = this.#find(id)
    this.#rules.delete(id)
    this.#arm()
    release(rule)
  }

  clear (): void {
    const rules = [...this.#rules.values()]
    this.#rules.clear()
    this.#arm()
    callEach(rules, release)
  }

  /** Whether a rule that was at work still is. */
  isArmed (rule: FaultRule): boolean {
    return !this.#closed && rule.enabled && this.#rules.get(rule.id) === rule
  }

  /** Whether a rule gives a lifecycle to jobs that are to come. */
  uses (lifecycle: string): string | undefined {
    return this.list().find(({ then }) => then.lifecycle === lifecycle)?.id
  }

  /** Holds a connection up for a rule. `end` is called when it must be let go of; the function that is returned says that it has gone by itself. */
  hold (rule: FaultRule, end: () => void): () => void {
    rule.held.add(end)
    // much may have happened between the decision and now
    if (!this.isArmed(rule)) release(rule)
    return () => { rule.held.delete(end) }
  }

  /** Lets go of all connections, also of those to come: the sandbox ends, or begins anew. */
  close (): void {
    this.#closed = true
    callEach(this.#rules.values(), release)
  }

  /** All that is needed to go on elsewhere, as JSON. Connections are no part of it. */
  save (): SavedFaults {
    return { made: this.#made, rules: [...this.#rules.values()].map(toSaved) }
  }

  /** Takes over what another has saved, instead of what there is. Throws FAULT_LIMIT, InvalidField, its path below `field`, and then nothing has changed. */
  load (saved: unknown, field: string): void {
    mustFit(SavedFaultsSchema, saved, field)
    mustRise(saved, field)
    const rules = saved.rules.map((rule, index) => fromSaved(rule, toField(['rules', String(index)], field), this.#graphql))
    mustHaveRoom(rules)
    this.clear()
    this.#made = saved.made
    for (const rule of rules) this.#rules.set(rule.id, rule)
    this.#arm()
  }

  #addAll (orders: readonly NewFault[]): Fault[] {
    const rules = orders.map((order, index) => toRule(order, this.#made + index + 1, this.#graphql))
    mustHaveRoom([...this.#rules.values(), ...rules])
    this.#made += rules.length
    for (const rule of rules) this.#rules.set(rule.id, rule)
    this.#arm()
    return rules.map(toFault)
  }

  #find (id: string): FaultRule {
    const rule = this.#rules.get(id)
    if (rule === undefined) throw new FaultUnknown(shorten(id))
    return rule
  }

  #arm (): void {
    this.#armed = new ArmedRules(this.#rules.values(), this.#draw)
  }
}

/** Throws FAULT_LIMIT. */
function mustHaveRoom (plans: readonly FaultPlan[]): void {
  if (plans.length > limit.rules) throw new FaultLimit(`${limit.rules} faults`)
  if (plans.reduce((sum, { bytes }) => sum + bytes, 0) > limit.bytes) throw new FaultLimit(`${limit.bytes} bytes of faults`)
}
