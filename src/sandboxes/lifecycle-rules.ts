import createError from '@fastify/error'
import type { Script } from '../jobs/index.ts'
import { shorten } from '../validation/text.ts'
import { selectEvicted, sizeOf } from '../validation/size.ts'
import { isSubset } from '../validation/subset.ts'

export const RuleUnknown = createError('RULE_UNKNOWN', 'There is no rule %s', 404)
export const RuleLimit = createError<[string]>('RULE_LIMIT', 'A sandbox keeps at most %s that have jobs to serve; delete some first', 507)

/** How many there may be, and how many bytes of memory (an estimate) they may take: each start of a job may have to be tried on all. */
const limit = { rules: 1000, bytes: 16 * 1024 * 1024 }

/** Which lifecycle the jobs have that a client starts. What it does not say matches everything. */
export interface RuleOrder {
  provider?: string
  /** `julep.createExecution`: provider and operation, as `docs/fidelity.md` lists those that start jobs. */
  operation?: string
  /** A JSON subset of the request's body. */
  match?: unknown
  /** A JSON subset of the arguments of the GraphQL field that starts the job. */
  arguments?: Record<string, unknown>
  lifecycle: string | Script
  /** How many jobs it serves; without it, all. */
  times?: number
}

export interface Rule extends RuleOrder { id: string, matched: number }

/** The lifecycle of a new job, and the lifecycle rule that gave it, if one did. */
export interface LifecycleChoice { lifecycle: string | Script, rule?: Rule | undefined }

/** The rules of a sandbox with what is counted of them. */
export interface KeptRules { made: number, next: number, items: readonly Rule[] }

/** The request with which a client starts a job. */
export interface StartRequest { provider: string, operation: string, body: unknown, arguments?: unknown }

/** The rules of one sandbox. The first that matches wins; one that has served all its jobs makes room for another. */
export class LifecycleRules {
  readonly #rules: Rule[] = []
  /** How many of them, at the front, are for the next jobs. */
  #next = 0
  #made: number
  #bytes = 0

  /** Throws RULE_LIMIT. */
  constructor ({ made, next, items }: KeptRules = { made: 0, next: 0, items: [] }) {
    items.forEach((rule, index) => this.#put({ ...rule }, index < next))
    this.#made = made
  }

  get kept (): KeptRules {
    return { made: this.#made, next: this.#next, items: this.#rules }
  }

  /** Those for the next jobs go before all others. */
  get all (): readonly Rule[] {
    return this.#rules
  }

  /** Throws RULE_LIMIT. */
  add (order: RuleOrder): Rule {
    return this.#make(order, false)
  }

  /** For the next job or jobs, whatever the other rules say; behind those that were ordered so before. Throws RULE_LIMIT. */
  addNext (order: RuleOrder): Rule {
    return this.#make({ times: 1, ...order }, true)
  }

  /** Throws RULE_UNKNOWN. */
  remove (id: string): void {
    const rule = this.#rules.find(rule => rule.id === id)
    if (rule === undefined) throw new RuleUnknown(shorten(id))
    this.#drop(rule)
  }

  clear (): void {
    this.#rules.length = 0
    this.#next = 0
    this.#bytes = 0
  }

  /** The rule that gives a lifecycle to the job, if one does. It counts the job. */
  choose (cause: StartRequest): Rule | undefined {
    const rule = this.#rules.find(rule => serves(rule, cause))
    if (rule !== undefined) rule.matched++
    return rule
  }

  /** The job that a rule has counted has not been made. */
  giveBack (rule: Rule): void {
    rule.matched--
  }

  #make (order: RuleOrder, isNext: boolean): Rule {
    const rule = { id: `rule-${this.#made + 1}`, ...order, matched: 0 }
    this.#put(rule, isNext)
    this.#made++
    return rule
  }

  /** Throws RULE_LIMIT, and then nothing has changed. */
  #put (rule: Rule, isNext: boolean): void {
    const bytes = sizeOf(rule, limit.bytes)
    const excess = { count: this.#rules.length + 1 - limit.rules, bytes: this.#bytes + bytes - limit.bytes }
    const leaving = selectEvicted(this.#spent(), excess, sizeOf)
    if (leaving === undefined) throw new RuleLimit(excess.count > 0 ? `${limit.rules} lifecycle rules` : `${limit.bytes} bytes of lifecycle rules`)
    for (const spent of leaving) this.#drop(spent)
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
    (operation === undefined || operation === `${cause.provider}.${cause.operation}`) && isSubset(match, cause.body) && isSubset(rule.arguments, cause.arguments)
}
