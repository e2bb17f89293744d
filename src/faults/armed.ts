import type { Script } from '../jobs/index.ts'
import type { RandomStream } from '../random/index.ts'
import { isSubset } from '../validation/subset.ts'
import { decide, isDue, mayMatch, type Decision, type RequestFacts } from './decide.ts'
import type { FaultRule } from './rule.ts'
import type { Phase } from './schema.ts'

/** What fault rules know of the start of a job; `arguments` are those of its GraphQL field. */
export interface StartFacts { readonly provider: string, readonly operation: string, readonly arguments?: unknown }

/** The rules at work, by when they are tried. */
export class ArmedRules {
  readonly #rules: Readonly<Record<Phase | 'start', readonly FaultRule[]>>
  readonly #draw: (purpose: string) => RandomStream

  /** `draw` gives the random stream of a purpose, from its beginning. */
  constructor (rules: Iterable<FaultRule>, draw: (purpose: string) => RandomStream) {
    const enabled = [...rules].filter(({ enabled }) => enabled)
    const isStart = ({ action }: FaultRule) => action.then.lifecycle !== undefined
    const of = (phase: Phase) => enabled.filter(rule => rule.phase === phase && !isStart(rule))
    this.#rules = { before: of('before'), after: of('after'), start: enabled.filter(isStart) }
    this.#draw = draw
  }

  /** Whether any of them may be about a request. */
  concern (phase: Phase, facts: RequestFacts): boolean {
    return this.#rules[phase].some(rule => mayMatch(rule, facts))
  }

  /** Whether rules can be tried on a request only once its body is there: one of them asks for a job or for arguments, or the body says which operation it is. */
  needBody (facts: RequestFacts): boolean {
    return this.#rules.before.some(rule => mayMatch(rule, facts) && (rule.match.job !== undefined || rule.match.arguments !== undefined || (facts.operations === undefined && rule.match.operation !== undefined)))
  }

  /** What becomes of a request; undefined if nothing does. `now` is ms of the sandbox's clock. */
  decide (phase: Phase, facts: RequestFacts, now: number): Decision | undefined {
    return decide(this.#rules[phase], facts, now, this.#draw)
  }

  /** The lifecycle of a job that a client starts, if a rule has a word in it. */
  lifecycleOf ({ provider, operation, arguments: given }: StartFacts, now: number): string | Script | undefined {
    const facts = { provider, operations: [operation], graphql: false }
    for (const rule of this.#rules.start) {
      if (!mayMatch(rule, facts) || now < rule.from || now >= rule.until) continue
      if (!isSubset(rule.match.arguments, given) || !isDue(rule, this.#draw)) continue
      rule.fired++
      return rule.action.then.lifecycle
    }
    return undefined
  }
}
