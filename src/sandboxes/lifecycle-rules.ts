import createError from '@fastify/error'
import type { Script } from '../jobs/index.ts'
import { shorten } from '../validation/text.ts'
import { selectEvicted, sizeOf } from '../validation/size.ts'
import { toList } from '../validation/index.ts'
import { isSubset } from '../validation/subset.ts'

export const RuleUnknown = createError('RULE_UNKNOWN', 'There is no lifecycle rule %s; GET /__admin/lifecycles/rules lists all', 404)
export const RuleLimit = createError<[string]>('RULE_LIMIT',
  'A sandbox keeps at most %s whose `times` are not used up; delete some first', 507)

/** The maximum number of lifecycle rules and of bytes of memory (an estimate): starting a job may have to try all rules. */
const limit = { rules: 1000, bytes: 16 * 1024 * 1024 }

/** A lifecycle rule to create: it gives its lifecycle to the matching jobs that clients start. A missing field matches everything. */
export interface RuleOrder {
  provider?: string
  /** `julep.createExecution`; or several, any of which matches. docs/fidelity.md lists the operations that start jobs. */
  operation?: string | string[]
  /** A JSON subset of the body of the request. */
  match?: unknown
  /** A JSON subset of the arguments of the GraphQL field that starts the job. */
  arguments?: Record<string, unknown>
  lifecycle: string | Script
  /** The number of jobs that the rule serves; all if missing. */
  times?: number
}

/** `matched` is the number of jobs that the rule has served. */
export interface Rule extends RuleOrder { id: string, matched: number }

/** The lifecycle of a new job, and the lifecycle rule that chose it, if one did. */
export interface LifecycleChoice { lifecycle: string | Script, rule?: Rule | undefined }

/** The lifecycle rules of a sandbox for a snapshot: `made` were created so far, and the first `next` items are for the next jobs. */
export interface KeptRules { made: number, next: number, items: readonly Rule[] }

/** The request by which a client starts a job. */
export interface StartRequest { provider: string, operation: string, body: unknown, arguments?: unknown }

/** The lifecycle rules of one sandbox. The first that matches applies. A rule that has served all its jobs can be evicted. */
export class LifecycleRules {
  readonly #rules: Rule[] = []
  /** The number of rules, at the front, that are for the next jobs. */
  #next = 0
  #made: number
  #bytes = 0
  readonly #onChange: () => void

  /** `onChange` is called after each change. Throws RULE_LIMIT. */
  constructor ({ made, next, items }: KeptRules = { made: 0, next: 0, items: [] }, onChange: () => void = () => {}) {
    items.forEach((rule, index) => this.#put({ ...rule }, index < next))
    this.#made = made
    this.#onChange = onChange
  }

  get kept (): KeptRules {
    return { made: this.#made, next: this.#next, items: this.#rules }
  }

  /** The rules in the order in which they are tried: first those for the next jobs. */
  get all (): readonly Rule[] {
    return this.#rules
  }

  /** Adds a rule after all others. Throws RULE_LIMIT. */
  add (order: RuleOrder): Rule {
    return this.#make(order, false)
  }

  /** Adds a rule for the next job or jobs: before all other rules, but after the earlier ones of this kind. Throws RULE_LIMIT. */
  addNext (order: RuleOrder): Rule {
    return this.#make({ times: 1, ...order }, true)
  }

  /** Throws RULE_UNKNOWN. */
  remove (id: string): void {
    const rule = this.#rules.find(rule => rule.id === id)
    if (rule === undefined) throw new RuleUnknown(shorten(id))
    this.#drop(rule)
    this.#onChange()
  }

  clear (): void {
    this.#rules.length = 0
    this.#next = 0
    this.#bytes = 0
    this.#onChange()
  }

  /** The first rule that matches, if one does. It counts the job. */
  choose (cause: StartRequest): Rule | undefined {
    const rule = this.#rules.find(rule => serves(rule, cause))
    if (rule === undefined) return undefined
    rule.matched++
    this.#onChange()
    return rule
  }

  /** Undoes the count of a job whose creation has failed. */
  giveBack (rule: Rule): void {
    rule.matched--
    this.#onChange()
  }

  #make (order: RuleOrder, isNext: boolean): Rule {
    const rule = { id: `rule-${this.#made + 1}`, ...order, matched: 0 }
    this.#put(rule, isNext)
    this.#made++
    this.#onChange()
    return rule
  }

  /** Throws RULE_LIMIT; then nothing has changed. */
  #put (rule: Rule, isNext: boolean): void {
    const bytes = sizeOf(rule, limit.bytes)
    const excess = { count: this.#rules.length + 1 - limit.rules, bytes: this.#bytes + bytes - limit.bytes }
    const evicted = selectEvicted(this.#spent(), excess, sizeOf)
    if (evicted === undefined) throw new RuleLimit(`${excess.count > 0 ? limit.rules : `${limit.bytes} bytes of`} lifecycle rules`)
    for (const spent of evicted) this.#drop(spent)
    this.#rules.splice(isNext ? this.#next++ : this.#rules.length, 0, rule)
    this.#bytes += bytes
  }

  #drop (rule: Rule): void {
    const place = this.#rules.indexOf(rule)
    this.#rules.splice(place, 1)
    if (place < this.#next) this.#next--
    this.#bytes -= sizeOf(rule)
  }

  * #spent (): Generator<Rule> {
    for (const rule of this.#rules) if (isSpent(rule)) yield rule
  }
}

function isSpent ({ times = Infinity, matched }: Rule): boolean {
  return matched >= times
}

function serves (rule: Rule, cause: StartRequest): boolean {
  const { provider, operation, match } = rule
  return !isSpent(rule) && (provider === undefined || provider === cause.provider) &&
    (operation === undefined || toList(operation).includes(`${cause.provider}.${cause.operation}`)) &&
    isSubset(match, cause.body) && isSubset(rule.arguments, cause.arguments)
}
