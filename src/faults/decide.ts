import type { RandomStream } from '../random/index.ts'
import { isSubset } from '../validation/subset.ts'
import { take, type Quota } from './quota.ts'
import type { Action, FaultRule } from './rule.ts'

/** What fault rules know of a request. */
export interface RequestFacts {
  readonly provider: string
  /** `['waveline.getJob']`; several for GraphQL; none for an unmatched request; undefined until the body of a GraphQL request has been read. */
  readonly operations: readonly string[] | undefined
  readonly graphql: boolean
  /** Whether the id of a job is a value in the path, the query or the body. */
  mentions (job: string): boolean
  /** The root fields of a GraphQL request with their arguments; none for REST. */
  readonly calls: ReadonlyArray<{ operation: string, arguments: unknown }>
}

/** A rule that spoils a request, what it does (it may be changed meanwhile), and after how many ms. */
export interface Firing { readonly rule: FaultRule, readonly action: Action, readonly delay: number }

/** What comes of trying the rules: those that fire, in order, of which only the last may answer; and the limits that have let the request pass. */
export interface Decision { firings: Firing[], quotas: Quota[] }

/** Whether a rule may be about a request, as far as provider and operation tell; what the operation is may be yet to be seen. */
export function mayMatch ({ match: { provider, operation }, action: { then } }: FaultRule, facts: Omit<RequestFacts, 'mentions' | 'calls'>): boolean {
  return (provider === undefined || provider === facts.provider) &&
    (operation === undefined || (facts.operations === undefined ? operation.startsWith(`${facts.provider}.`) : facts.operations.includes(operation))) &&
    (then.graphql === undefined || facts.graphql)
}

/** Tries rules in their order, up to one behind which none is tried. `now` is ms of the sandbox's clock. */
export function decide (rules: readonly FaultRule[], facts: RequestFacts, now: number, draw: (purpose: string) => RandomStream): Decision | undefined {
  let decision: Decision | undefined
  for (const rule of rules) {
    if (!mayMatch(rule, facts) || now < rule.from || now >= rule.until) continue
    // a body that never came, or is none, asks for nothing
    if (rule.match.operation !== undefined && facts.operations === undefined) continue
    if (rule.match.job !== undefined && !facts.mentions(rule.match.job)) continue
    if (!hasArguments(rule, facts)) continue
    if (!isDue(rule, draw)) continue
    decision ??= { firings: [], quotas: [] }
    const { action } = rule
    const { rateLimit, delay, final } = action
    if (rateLimit !== undefined) {
      const { window, quota } = take(rule.window, rateLimit.limit, rateLimit.window, now)
      rule.window = window
      decision.quotas.push(quota)
      if (!quota.exceeded) continue
    }
    rule.fired++
    decision.firings.push({ rule, action, delay: typeof delay === 'number' ? delay : delay(streamOf(rule, 'delay', draw)) })
    if (final) break
  }
  return decision
}

/** Whether one of the root fields, of the operation if the rule has one, has the arguments that the rule asks for. */
function hasArguments ({ match: { arguments: wanted, operation } }: FaultRule, facts: RequestFacts): boolean {
  if (wanted === undefined) return true
  const calls = facts.calls.filter(call => operation === undefined || call.operation === operation)
  return isSubset([wanted], calls.map(call => call.arguments))
}

/** Counts a matching request, and says whether the rule is for it. */
export function isDue (rule: FaultRule, draw: (purpose: string) => RandomStream): boolean {
  const { probability = 1, first = Infinity, every = 1, after = 0 } = rule.when
  const number = ++rule.seen - after
  if (number < 1 || number > first || number % every !== 0) return false
  return probability === 1 || (probability > 0 && streamOf(rule, 'fires', draw).integer(0, 2 ** 32 - 1) < probability * 2 ** 32)
}

/**
 * A stream for each rule by its place, and within it for each request by its number: what a rule draws depends on nothing but
 * the seed, its place and how many requests it has seen, so that a snapshot need not hold where streams stand.
 */
function streamOf ({ place, seen }: FaultRule, purpose: string, draw: (purpose: string) => RandomStream): RandomStream {
  return draw(`fault ${place} ${purpose} ${seen}`)
}
