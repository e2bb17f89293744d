import { lifecycleRulesOf, type LifecycleRule, type LifecycleRules, type NextLifecycle } from './lifecycle-rules.ts'
import { toPages, type Page, type Pages } from './pages.ts'
import type { CallOptions, Request } from './request.ts'
import type { Script } from './script.ts'
import type { LifecycleName, Provider, State } from './words.ts'

/** A script with a name. */
export interface Lifecycle extends Script {
  name: string
  description: string
  /** An `uploaded` lifecycle replaces a built-in one of the same name. */
  source: 'built-in' | 'uploaded'
  /** By provider, the states for which it has no status of its own, each with the status that it shows. */
  nearest: { [P in Provider]?: { [S in State]?: string } }
}

/** The lifecycles of a sandbox. An unknown one throws `LIFECYCLE_UNKNOWN`. */
export interface Lifecycles {
  /** Creates or replaces a lifecycle, from an object or from YAML. Existing jobs keep theirs. */
  create (name: string, script: Script | string, options?: CallOptions): Promise<Lifecycle>
  get (name: LifecycleName, options?: CallOptions): Promise<Lifecycle>
  list (options?: CallOptions): Pages<Page<Lifecycle>>
  /** Deletes an uploaded lifecycle; a built-in one throws `LIFECYCLE_NOT_UPLOADED`. */
  delete (name: string, options?: CallOptions): Promise<void>
  /** Sets the lifecycle of the next job that a client creates, or of the next `times` jobs. It is tried before all rules. */
  next (next: NextLifecycle, options?: CallOptions): Promise<LifecycleRule>
  readonly rules: LifecycleRules
}

export function lifecyclesOf (request: Request): Lifecycles {
  const toPath = (name: string) => `/__admin/lifecycles/${encodeURIComponent(name)}`
  return {
    create: async (name, script, options) =>
      await request(`PUT ${toPath(name)}`, { ...options, body: script, ...typeof script === 'string' && { type: 'application/yaml' } }),
    get: async (name, options) => await request(`GET ${toPath(name)}`, options),
    list: options => toPages(async next => await request('GET /__admin/lifecycles', { ...options, query: next })),
    delete: async (name, options) => await request(`DELETE ${toPath(name)}`, options),
    next: async (next, options) => await request('POST /__admin/lifecycles/next', { ...options, body: next }),
    rules: lifecycleRulesOf(request)
  }
}
