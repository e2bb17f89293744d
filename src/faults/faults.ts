import createError from '@fastify/error'
import type { RandomSource } from '../random/index.ts'
import { shorten } from '../validation/text.ts'
import { callEach } from '../defects.ts'
import { InvalidField, mustFit, toField } from '../validation/index.ts'
import { ActiveRules } from './active.ts'
import { profiles } from './profiles.ts'
import { checkFault, releaseHeld, toFault, toRule, type CheckedFault, type FaultRule } from './rule.ts'
import { fromSaved, mustRise, SavedFaultsSchema, toSaved, type SavedFaults } from './saved.ts'
import type { Fault, FaultChange, NewFault, Match } from './schema.ts'

export const FaultUnknown = createError('FAULT_UNKNOWN', 'There is no fault %s; GET /__admin/faults lists all', 404)
export const FaultLimit = createError<[string]>('FAULT_LIMIT', 'A sandbox has at most %s; delete some first', 507)

/** The most rules of a sandbox, because a request may have to try all of them, and the most bytes of memory (an estimate). */
const limit = { rules: 1000, bytes: 16 * 1024 * 1024 }

/** The fault rules of one sandbox. They are tried in the order in which they were created. */
export class Faults {
  readonly #randomFor: RandomSource
  readonly #graphql: readonly string[]
  readonly #rules = new Map<string, FaultRule>()
  #made = 0
  #closed = false
  #active: ActiveRules
  readonly #onChange: () => void

  /** `graphql`: the names of the GraphQL providers. `onChange` is called when a rule or a counter may have changed. */
  constructor (randomFor: RandomSource, graphql: readonly string[], onChange: () => void = () => {}) {
    this.#randomFor = randomFor
    this.#graphql = graphql
    this.#onChange = onChange
    this.#active = new ActiveRules([], randomFor, onChange)
  }

  /** The enabled rules. */
  get active (): ActiveRules { return this.#active }

  /** How many connections the rules delay or keep open. */
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
  add (newFault: NewFault): Fault {
    // one fault in, one fault out
    return this.#addAll([newFault])[0]!
  }

  /** Adds the rules of a profile, each with `match`. Throws InvalidField, FAULT_LIMIT, and then none of them has been added. */
  addProfile (name: string, match: Match = {}): Fault[] {
    const profile = profiles.find(profile => profile.name === name)
    if (profile === undefined) throw new InvalidField('profile', `must be one of ${profiles.map(({ name }) => name).join(', ')}`)
    return this.#addAll(profile.rules.map(rule => ({ name, ...rule, match })))
  }

  /** Replaces the given parts and releases the rule's connections. Its counters stay. Throws FAULT_UNKNOWN, FAULT_LIMIT, InvalidField. */
  change (id: string, change: FaultChange): Fault {
    const rule = this.#find(id)
    // a new `then` resets the phase unless one is given
    const phase = change.phase ?? (change.then === undefined ? rule.phase : undefined)
    const { match, when, action: { then } } = rule
    const checked = checkFault({ match, when, then, ...change, ...phase !== undefined && { phase } }, this.#graphql)
    mustHaveRoom(Array.from(this.#rules.values(), other => other === rule ? checked : other))
    Object.assign(rule, checked, { name: change.name ?? rule.name, enabled: change.enabled ?? rule.enabled })
    if (change.then !== undefined) rule.window = undefined
    this.#activate()
    releaseHeld(rule)
    return toFault(rule)
  }

  /** Throws FAULT_UNKNOWN. */
  remove (id: string): void {
    const rule = this.#find(id)
    this.#rules.delete(id)
    this.#activate()
    releaseHeld(rule)
  }

  clear (): void {
    const rules = [...this.#rules.values()]
    this.#rules.clear()
    this.#activate()
    callEach(rules, releaseHeld)
  }

  /** Whether a rule is enabled, has not been removed, and the sandbox has not ended. */
  isActive (rule: FaultRule): boolean {
    return !this.#closed && rule.enabled && this.#rules.get(rule.id) === rule
  }

  /** The id of a rule that gives a lifecycle to new jobs; undefined if none does. */
  uses (lifecycle: string): string | undefined {
    return this.list().find(({ then }) => then.lifecycle === lifecycle)?.id
  }

  /** Registers a connection that a rule holds; `release` ends it. Returns the function to call when it has ended in another way. */
  hold (rule: FaultRule, release: () => void): () => void {
    rule.held.add(release)
    // the rule may have been changed or removed since it fired
    if (!this.isActive(rule)) releaseHeld(rule)
    return () => { rule.held.delete(release) }
  }

  /** Releases all connections, and from now on each new one at once. */
  close (): void {
    this.#closed = true
    callEach(this.#rules.values(), releaseHeld)
  }

  /** The rules and their counters, for a snapshot. */
  save (): SavedFaults {
    return { made: this.#made, rules: [...this.#rules.values()].map(toSaved) }
  }

  /** Replaces all rules by saved ones. Throws FAULT_LIMIT, InvalidField for a path within `field`, and then nothing has changed. */
  load (saved: unknown, field: string): void {
    mustFit(SavedFaultsSchema, saved, field)
    mustRise(saved, field)
    const rules = saved.rules.map((rule, index) => fromSaved(rule, toField(['rules', String(index)], field), this.#graphql))
    mustHaveRoom(rules)
    this.clear()
    this.#made = saved.made
    for (const rule of rules) this.#rules.set(rule.id, rule)
    this.#activate()
  }

  #addAll (newFaults: readonly NewFault[]): Fault[] {
    const rules = newFaults.map((newFault, index) => toRule(newFault, this.#made + index + 1, this.#graphql))
    mustHaveRoom([...this.#rules.values(), ...rules])
    this.#made += rules.length
    for (const rule of rules) this.#rules.set(rule.id, rule)
    this.#activate()
    return rules.map(toFault)
  }

  #find (id: string): FaultRule {
    const rule = this.#rules.get(id)
    if (rule === undefined) throw new FaultUnknown(shorten(id))
    return rule
  }

  #activate (): void {
    this.#active = new ActiveRules(this.#rules.values(), this.#randomFor, this.#onChange)
    this.#onChange()
  }
}

/** Throws FAULT_LIMIT. */
function mustHaveRoom (faults: readonly CheckedFault[]): void {
  if (faults.length > limit.rules) throw new FaultLimit(`${limit.rules} faults`)
  if (faults.reduce((sum, { bytes }) => sum + bytes, 0) > limit.bytes) throw new FaultLimit(`${limit.bytes} bytes of faults`)
}
