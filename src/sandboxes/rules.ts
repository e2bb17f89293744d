import createError from '@fastify/error'
import type { Script } from '../jobs/index.ts'
import { isSubset } from '../subset.ts'

export const RuleUnknown = createError('RULE_UNKNOWN', 'There is no rule %s', 404)

/** Which lifecycle the jobs have that a client starts. What it does not say matches everything. */
export interface RuleOrder {
  provider?: string
  /** `julep.createExecution`: provider and operation, as `docs/fidelity.md` lists those that start jobs. */
  operation?: string
  /** A JSON subset of the request's body. */
  match?: unknown
  lifecycle: string | Script
  /** How many jobs it serves; without it, all. */
  times?: number
}

export interface Rule extends RuleOrder { id: string, matched: number }

/** The rules of a sandbox with what is counted of them. */
export interface KeptRules { made: number, next: number, items: readonly Rule[] }

/** The request with which a client starts a job. */
export interface Cause { provider: string, operation: string, body: unknown }

/** The rules of one sandbox. The first that matches wins. */
export class LifecycleRules {
  #rules: Rule[]
  /** How many of them, at the front, are for the next jobs. */
  #next: number
  #made: number

  constructor ({ made, next, items }: KeptRules = { made: 0, next: 0, items: [] }) {
    this.#rules = items.map(rule => ({ ...rule }))
    this.#next = next
    this.#made = made
  }

  get kept (): KeptRules {
    return { made: this.#made, next: this.#next, items: this.#rules }
  }

  /** Those for the next jobs go before all others. */
  get all (): readonly Rule[] {
    return this.#rules
  }

  add (order: RuleOrder): Rule {
    const rule = this.#make(order)
    this.#rules.push(rule)
    return rule
  }

  /** For the next job or jobs, whatever the other rules say; behind those that were ordered so before. */
  addNext (order: RuleOrder): Rule {
    const rule = this.#make({ times: 1, ...order })
    this.#rules.splice(this.#next++, 0, rule)
    return rule
  }

  /** Throws RULE_UNKNOWN. */
  remove (id: string): void {
    const place = this.#rules.findIndex(rule => rule.id === id)
    if (place === -1) throw new RuleUnknown(id)
    this.#rules.splice(place, 1)
    if (place < this.#next) this.#next--
  }

  clear (): void {
    this.#rules = []
    this.#next = 0
  }

  /** The lifecycle that a rule gives to the job, if one does; the rule counts it. */
  choose (cause: Cause): string | Script | undefined {
    const rule = this.#rules.find(rule => serves(rule, cause))
    if (rule !== undefined) rule.matched++
    return rule?.lifecycle
  }

  #make (order: RuleOrder): Rule {
    return { id: `rule-${++this.#made}`, ...order, matched: 0 }
  }
}

function serves ({ provider, operation, match, times = Infinity, matched }: Rule, cause: Cause): boolean {
  return matched < times && (provider === undefined || provider === cause.provider) &&
    (operation === undefined || operation === `${cause.provider}.${cause.operation}`) && isSubset(match, cause.body)
}
