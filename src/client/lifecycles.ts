import { toPages, type Page, type Pages } from './pages.ts'
import type { CallOptions, Request } from './request.ts'
import { rulesOf, type NextOrder, type Rule, type Rules } from './rules.ts'
import type { Script } from './script.ts'
import type { Provider, State } from './words.ts'

/** A script that has a name. */
export interface Lifecycle extends Script {
  name: string
  description: string
  /** `uploaded` lies before a built-in one of the same name. */
  source: 'built-in' | 'uploaded'
  /** By provider, the states for which it has no word of its own, each with the word that it shows. */
  nearest: { [P in Provider]?: { [S in State]?: string } }
}

/** The scripts that jobs may have, and who gets which. */
export interface Lifecycles {
  list (options?: CallOptions): Pages<Page<Lifecycle>>
  get (name: string, options?: CallOptions): Promise<Lifecycle>
  /** Makes or replaces one, from an object or from YAML. The jobs that there are keep theirs. */
  put (name: string, script: Script | string, options?: CallOptions): Promise<Lifecycle>
  /** Takes away one that was uploaded. */
  delete (name: string, options?: CallOptions): Promise<void>
  /** The lifecycle of the next job that a client starts, or of the next `times` jobs. It goes before all rules. */
  next (order: NextOrder, options?: CallOptions): Promise<Rule>
  readonly rules: Rules
}

export function lifecyclesOf (request: Request): Lifecycles {
  const toPath = (name: string) => `/__admin/lifecycles/${encodeURIComponent(name)}`
  return {
    list: options => toPages(async cursor => await request('GET /__admin/lifecycles', { ...options, query: { cursor } })),
    get: async (name, options) => await request(`GET ${toPath(name)}`, options),
    put: async (name, script, options) => await request(`PUT ${toPath(name)}`, { ...options, body: script, ...typeof script === 'string' && { type: 'application/yaml' } }),
    delete: async (name, options) => await request(`DELETE ${toPath(name)}`, options),
    next: async (order, options) => await request('POST /__admin/lifecycles/next', { ...options, body: order }),
    rules: rulesOf(request)
  }
}
