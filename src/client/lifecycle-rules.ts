import { toId } from './jobs.ts'
import { toPages, type Page, type Pages } from './pages.ts'
import type { CallOptions, Request } from './request.ts'
import type { Script } from './script.ts'
import type { LifecycleName, Provider } from './words.ts'

/** Selects jobs, and gives them a lifecycle. Properties that are missing match all jobs. */
export interface NextLifecycle {
  provider?: Provider | undefined
  /** Only jobs that this operation creates: `julep.createExecution`; or one of several. */
  operation?: string | readonly string[] | undefined
  /** The name of a lifecycle, or a script. */
  lifecycle: LifecycleName | Script
  /** The number of jobs that get it. If missing: one for `lifecycles.next`, all for a rule. */
  times?: number | undefined
}

export interface NewLifecycleRule extends NextLifecycle {
  /** A JSON subset of the body of the request that creates the job. */
  match?: unknown
  /** A JSON subset of the arguments of the GraphQL field that creates the job. */
  arguments?: Record<string, unknown> | undefined
}

export interface LifecycleRule extends NewLifecycleRule {
  id: string
  /** The number of jobs that got its lifecycle. */
  matched: number
}

/** The rules that choose the lifecycles of the jobs that clients create. The first that matches wins. */
export interface LifecycleRules {
  create (rule: NewLifecycleRule, options?: CallOptions): Promise<LifecycleRule>
  /** Returns the rules in the order in which they are tried. */
  list (options?: CallOptions): Pages<Page<LifecycleRule>>
  /** Deletes a rule; an unknown one throws `RULE_UNKNOWN`. */
  delete (rule: string | { readonly id: string }, options?: CallOptions): Promise<void>
  /** Deletes all rules. */
  reset (options?: CallOptions): Promise<void>
}

export function lifecycleRulesOf (request: Request): LifecycleRules {
  const path = '/__admin/lifecycles/rules'
  return {
    create: async (rule, options) => await request(`POST ${path}`, { ...options, body: rule }),
    list: options => toPages(async next => await request(`GET ${path}`, { ...options, query: next })),
    delete: async (rule, options) => await request(`DELETE ${path}/${encodeURIComponent(toId(rule))}`, options),
    reset: async options => await request(`DELETE ${path}`, options)
  }
}
