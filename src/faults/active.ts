import type { Script } from '../jobs/index.ts'
import type { RandomSource } from '../random/index.ts'
import { isSubset } from '../validation/subset.ts'
import { countMatch, decide, mayMatch, type Decision, type RequestFacts } from './decide.ts'
import type { FaultRule } from './rule.ts'
import type { Phase } from './schema.ts'

/** The facts about the start of a job that fault rules match. `arguments`: those of its GraphQL field. */
export interface StartFacts { readonly provider: string, readonly operation: string, readonly arguments?: unknown }

/** The enabled fault rules, by when they are tried. */
export class ActiveRules {
  readonly #rules: Readonly<Record<Phase | 'start', readonly FaultRule[]>>
  readonly #randomFor: RandomSource
  readonly #onCount: () => void

  /** `onCount` is called when a counter may have changed. */
  constructor (rules: Iterable<FaultRule>, randomFor: RandomSource, onCount: () => void) {
    const enabled = [...rules].filter(({ enabled }) => enabled)
    const isStart = ({ action }: FaultRule) => action.then.lifecycle !== undefined
    const of = (phase: Phase) => enabled.filter(rule => rule.phase === phase && !isStart(rule))
    this.#rules = { before: of('before'), after: of('after'), start: enabled.filter(isStart) }
    this.#randomFor = randomFor
    this.#onCount = onCount
  }

  /** Whether a rule may match a request. */
  concern (phase: Phase, facts: RequestFacts): boolean {
    return this.#rules[phase].some(rule => mayMatch(rule, facts))
  }

  /** Whether rules can be tried only when the body has been read: one matches a job, arguments, or an operation that the body names. */
  needBody (facts: RequestFacts): boolean {
    return this.#rules.before.some(rule => {
      const { job, arguments: wanted } = rule.match
      const needsOperation = facts.operations === undefined && rule.operations !== undefined
      return mayMatch(rule, facts) && (job !== undefined || wanted !== undefined || needsOperation)
    })
  }

  /** The rules that fire for a request; undefined if none does. `now` is ms of the sandbox's clock. */
  decide (phase: Phase, facts: RequestFacts, now: number): Decision | undefined {
    const decision = decide(this.#rules[phase], facts, now, this.#randomFor)
    this.#onCount()
    return decision
  }

  /** The lifecycle that a rule gives to a job that a client starts; undefined if none does. `now` is ms of the sandbox's clock. */
  lifecycleOf ({ provider, operation, arguments: given }: StartFacts, now: number): string | Script | undefined {
    if (this.#rules.start.length === 0) return undefined
    this.#onCount()
    const facts = { provider, operations: [operation], graphql: false }
    for (const rule of this.#rules.start) {
      if (!mayMatch(rule, facts) || now < rule.from || now >= rule.until) continue
      if (!isSubset(rule.match.arguments, given) || !countMatch(rule, this.#randomFor)) continue
      rule.fired++
      return rule.action.then.lifecycle
    }
    return undefined
  }
}
