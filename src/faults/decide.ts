import type { RandomSource, RandomStream } from '../random/index.ts'
import { isSubset } from '../validation/subset.ts'
import { take, type Quota } from './quota.ts'
import type { Action, FaultRule } from './rule.ts'

/** The facts about a request that fault rules match. */
export interface RequestFacts {
  readonly provider: string
  /** `['waveline.getJob']`. Several for GraphQL, undefined until its body has been read; none for an unmatched request. */
  readonly operations: readonly string[] | undefined
  readonly graphql: boolean
  /** Whether the id of a job is a value in the path, the query or the body. */
  mentions (job: string): boolean
  /** The root fields of a GraphQL request with their arguments; none for REST. */
  readonly calls: ReadonlyArray<{ operation: string, arguments: unknown }>
}

/** The facts that are known before the body has been read. */
type EarlyFacts = Omit<RequestFacts, 'mentions' | 'calls'>

/** A rule that fires for a request. `action`: what the rule did when it fired, because it may be changed meanwhile. `delay` in ms. */
export interface Firing { readonly rule: FaultRule, readonly action: Action, readonly delay: number }

/** The rules that fire for a request, in order; only the last may respond. `quotas`: those of all rate limits that matched. */
export interface Decision { firings: Firing[], quotas: Quota[] }

/** Whether a rule may match a request, by its provider and its operation. The operation may not be known yet. */
export function mayMatch ({ match: { provider }, operations, action: { then } }: FaultRule, facts: EarlyFacts): boolean {
  return (provider === undefined || provider === facts.provider) &&
    (operations === undefined || operations.some(operation => mayBe(operation, facts))) &&
    (then.graphql === undefined || facts.graphql)
}

function mayBe (operation: string, { provider, operations }: EarlyFacts): boolean {
  return operations === undefined ? operation.startsWith(`${provider}.`) : operations.includes(operation)
}

/** Tries rules in order, up to the first that is terminal. `now` is ms of the sandbox's clock. */
export function decide (rules: readonly FaultRule[], facts: RequestFacts, now: number, randomFor: RandomSource): Decision | undefined {
  let decision: Decision | undefined
  for (const rule of rules) {
    if (!mayMatch(rule, facts) || now < rule.from || now >= rule.until) continue
    // the body that would name the operation is missing or not valid
    if (rule.operations !== undefined && facts.operations === undefined) continue
    if (rule.match.job !== undefined && !facts.mentions(rule.match.job)) continue
    if (!hasArguments(rule, facts) || !countMatch(rule, randomFor)) continue
    decision ??= { firings: [], quotas: [] }
    const { action } = rule
    const { rateLimit, delay, isTerminal } = action
    if (rateLimit !== undefined) {
      const { window, quota } = take(rule.window, rateLimit.limit, rateLimit.window, now)
      rule.window = window
      decision.quotas.push(quota)
      if (!quota.exceeded) continue
    }
    rule.fired++
    decision.firings.push({ rule, action, delay: typeof delay === 'number' ? delay : delay(streamOf(rule, 'delay', randomFor)) })
    if (isTerminal) break
  }
  return decision
}

/** Whether a root field has the arguments that the rule matches; if the rule matches operations, one of those root fields. */
function hasArguments ({ match: { arguments: wanted }, operations }: FaultRule, { calls }: RequestFacts): boolean {
  if (wanted === undefined) return true
  const matching = calls.filter(call => operations === undefined || operations.includes(call.operation))
  return isSubset([wanted], matching.map(call => call.arguments))
}

/** Counts a matching request, and returns whether the rule fires for it. */
export function countMatch (rule: FaultRule, randomFor: RandomSource): boolean {
  const { probability = 1, first = Infinity, every = 1, after = 0 } = rule.when
  const number = ++rule.seen - after
  if (number < 1 || number > first || number % every !== 0) return false
  return probability === 1 || (probability > 0 && streamOf(rule, 'fires', randomFor).integer(0, 2 ** 32 - 1) < probability * 2 ** 32)
}

/**
 * Each request that a rule matches has its own stream: a draw depends only on the seed, the number of the rule and the number
 * of the request, so a snapshot need not contain the states of these streams.
 */
function streamOf ({ number, seen }: FaultRule, purpose: string, randomFor: RandomSource): RandomStream {
  return randomFor(`fault ${number} ${purpose} ${seen}`)
}
