import type { FaultAction, FaultMatch, FaultOrder, FaultPhase, FaultTiming } from './fault-order.ts'
import { toId, withId, type JobRef } from './jobs.ts'
import { toPages, type Page, type Pages } from './pages.ts'
import type { CallOptions, Request } from './request.ts'

/** A rule by which requests are spoilt. */
export interface Fault {
  id: string
  name?: string
  match: FaultMatch
  when: FaultTiming
  phase: FaultPhase
  then: FaultAction
  /** Whether it is at work, and not paused. */
  enabled: boolean
  /** How many matching requests it has been tried on. */
  seen: number
  /** How many it has spoilt. */
  fired: number
  /** How many connections it holds up now. */
  held: number
}

export type FaultProfile = 'flaky' | 'rate-limited' | 'overloaded' | 'offline' | 'slow' | 'lost-reply' | 'stuck-queue'

/** A fault, or its id. */
export type FaultRef = string | { readonly id: string }

/** How the sandbox misbehaves: rules, tried in the order of their making. One that is not there throws `FAULT_UNKNOWN`. */
export interface Faults {
  list (options?: CallOptions): Pages<Page<Fault>>
  get (fault: FaultRef, options?: CallOptions): Promise<Fault>
  add (order: FaultOrder, options?: CallOptions): Promise<Fault>
  /** Adds the rules of a profile, for the requests that match; all if left out. */
  profile (name: FaultProfile, match?: FaultMatch<JobRef>, options?: CallOptions): Promise<Fault[]>
  /** Each part that is given replaces the whole part. It goes on counting. */
  update (fault: FaultRef, change: Partial<FaultOrder>, options?: CallOptions): Promise<Fault>
  /** Leaves requests alone until it is resumed; whom it holds up goes on. */
  pause (fault: FaultRef, options?: CallOptions): Promise<Fault>
  resume (fault: FaultRef, options?: CallOptions): Promise<Fault>
  remove (fault: FaultRef, options?: CallOptions): Promise<void>
  clear (options?: CallOptions): Promise<void>
}

export function faultsOf (request: Request): Faults {
  const toPath = (fault: FaultRef) => `/__admin/faults/${encodeURIComponent(toId(fault))}`
  const update = async (fault: FaultRef, change: Partial<FaultOrder>, options?: CallOptions) =>
    await request<Fault>(`PATCH ${toPath(fault)}`, { ...options, body: toOrder(change) })
  return {
    list: options => toPages(async () => await request('GET /__admin/faults', options)),
    get: async (fault, options) => await request(`GET ${toPath(fault)}`, options),
    add: async (order, options) => await request('POST /__admin/faults', { ...options, body: toOrder(order) }),
    profile: async (profile, match = {}, options) => (await request<Page<Fault>>('POST /__admin/faults', { ...options, body: { profile, match: withId(match) } })).items,
    update,
    pause: async (fault, options) => await update(fault, { enabled: false }, options),
    resume: async (fault, options) => await update(fault, { enabled: true }, options),
    remove: async (fault, options) => await request(`DELETE ${toPath(fault)}`, options),
    clear: async options => await request('DELETE /__admin/faults', options)
  }
}

function toOrder (order: Partial<FaultOrder>): object {
  return order.match === undefined ? order : { ...order, match: withId(order.match) }
}
