import { toId, withId, type JobRef } from './jobs.ts'
import type { FaultAction, FaultMatch, FaultPhase, FaultTiming, NewFault, NewFaults } from './new-fault.ts'
import { toPages, type Page, type Pages } from './pages.ts'
import type { CallOptions, Request } from './request.ts'

/** A rule that makes matching requests misbehave. */
export interface Fault {
  id: string
  name?: string
  match: FaultMatch
  when: FaultTiming
  phase: FaultPhase
  then: FaultAction
  /** false while the fault is paused. */
  enabled: boolean
  /** The number of matching requests that it was tried on. */
  seen: number
  /** The number of requests that it was injected into. */
  fired: number
  /** The number of connections that it delays or holds now. */
  held: number
}

/** A fault, or its id. */
export type FaultRef = string | { readonly id: string }

/** The faults of a sandbox, tried in the order of their creation. An unknown one throws `FAULT_UNKNOWN`. */
export interface Faults {
  create (fault: NewFault, options?: CallOptions): Promise<Fault>
  /** Creates the faults of a profile. */
  create (faults: NewFaults, options?: CallOptions): Promise<Fault[]>
  get (fault: FaultRef, options?: CallOptions): Promise<Fault>
  list (options?: CallOptions): Pages<Page<Fault>>
  /** Replaces each property that is given as a whole. The counters stay. */
  update (fault: FaultRef, change: Partial<NewFault>, options?: CallOptions): Promise<Fault>
  /** Disables a fault until it is resumed; requests that it delays or holds continue. */
  pause (fault: FaultRef, options?: CallOptions): Promise<Fault>
  /** Enables a paused fault. */
  resume (fault: FaultRef, options?: CallOptions): Promise<Fault>
  delete (fault: FaultRef, options?: CallOptions): Promise<void>
  /** Deletes all faults. */
  reset (options?: CallOptions): Promise<void>
}

export function faultsOf (request: Request): Faults {
  const toPath = (fault: FaultRef) => `/__admin/faults/${encodeURIComponent(toId(fault))}`

  async function create (fault: NewFault, options?: CallOptions): Promise<Fault>
  async function create (faults: NewFaults, options?: CallOptions): Promise<Fault[]>
  async function create (given: NewFault | NewFaults, options?: CallOptions): Promise<Fault | Fault[]> {
    const created = await request<Fault | Page<Fault>>('POST /__admin/faults', { ...options, body: toBody(given) })
    return 'items' in created ? created.items : created
  }

  const update = async (fault: FaultRef, change: Partial<NewFault>, options?: CallOptions) =>
    await request<Fault>(`PATCH ${toPath(fault)}`, { ...options, body: toBody(change) })

  return {
    create,
    get: async (fault, options) => await request(`GET ${toPath(fault)}`, options),
    list: options => toPages(async () => await request('GET /__admin/faults', options)),
    update,
    pause: async (fault, options) => await update(fault, { enabled: false }, options),
    resume: async (fault, options) => await update(fault, { enabled: true }, options),
    delete: async (fault, options) => await request(`DELETE ${toPath(fault)}`, options),
    reset: async options => await request('DELETE /__admin/faults', options)
  }
}

function toBody (given: { match?: FaultMatch<JobRef> | undefined }): object {
  return given.match === undefined ? given : { ...given, match: withId(given.match) }
}
