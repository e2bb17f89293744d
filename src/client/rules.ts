import { toPages, type Page, type Pages } from './pages.ts'
import type { CallOptions, Request } from './request.ts'
import type { Script } from './script.ts'
import type { Provider } from './words.ts'

/** Which jobs it is about, and what becomes of them. What it does not say matches all. */
export interface NextOrder {
  provider?: Provider | undefined
  /** Only jobs that this operation starts: `julep.createExecution`. */
  operation?: string | undefined
  /** A lifecycle's name, or one of its own. */
  lifecycle: string | Script
  /** How many jobs it serves: for `next` one if left out, for a rule all. */
  times?: number | undefined
}

export interface RuleOrder extends NextOrder {
  /** A JSON subset of the body of the request that starts the job. */
  match?: unknown
}

export interface Rule extends RuleOrder {
  id: string
  /** How many jobs it has served. */
  matched: number
}

/** By which the jobs get their lifecycle that the client under test starts. The first that matches wins. */
export interface Rules {
  add (order: RuleOrder, options?: CallOptions): Promise<Rule>
  /** In the order in which they are tried. */
  list (options?: CallOptions): Pages<Page<Rule>>
  remove (rule: string | { readonly id: string }, options?: CallOptions): Promise<void>
  clear (options?: CallOptions): Promise<void>
}

export function rulesOf (request: Request): Rules {
  return {
    add: async (order, options) => await request('POST /__admin/lifecycles/rules', { ...options, body: order }),
    list: options => toPages(async cursor => await request('GET /__admin/lifecycles/rules', { ...options, query: { cursor } })),
    remove: async (rule, options) => await request(`DELETE /__admin/lifecycles/rules/${encodeURIComponent(typeof rule === 'string' ? rule : rule.id)}`, options),
    clear: async options => await request('DELETE /__admin/lifecycles/rules', options)
  }
}
