import { clockOf, type Clock, type ClockReading } from './clock.ts'
import { toEnv, type Env } from './env.ts'
import { JobdoubleError } from './error.ts'
import { eventsOf, type EventChoice, type Events } from './events.ts'
import { faultsOf, type Faults } from './faults.ts'
import { jobsOf, type Jobs } from './jobs.ts'
import { lifecyclesOf, type Lifecycles } from './lifecycles.ts'
import type { CallOptions, Open, Request } from './request.ts'
import { requestsOf, type Requests } from './requests.ts'
import type { Dialects, Moment, Seed } from './words.ts'

/** What there is to know of a sandbox. */
export interface SandboxInfo {
  name: string
  url: string
  seed: Seed
  clock: ClockReading
  dialects: Dialects
  /** The lifecycle of a job that says nothing of its own. */
  lifecycle: string
  /** How many jobs it has. */
  jobs: number
  /** How many requests wait for jobs to be done. */
  waits: number
  /** Real time: when somebody last asked for something in it. */
  lastUsed: Moment
}

/** A sandbox as one JSON document: what `put` takes is what `get` gave. */
export interface Snapshot {
  version: number
  [part: string]: unknown
}

/** One isolated world: its own jobs, clock, lifecycles, faults, journal and seed. `await using` deletes it; `main`, which is always there, is reset. */
export interface Sandbox extends AsyncDisposable {
  readonly name: string
  /** The base URL that leads the clients under test into it. */
  readonly url: string
  /** Environment variables for the clients under test: base URLs and credentials for all providers. */
  readonly env: Env
  readonly jobs: Jobs
  readonly clock: Clock
  readonly lifecycles: Lifecycles
  readonly faults: Faults
  readonly requests: Requests
  /** How each provider speaks; `set` changes those that it names. Both resolve with all. */
  readonly dialects: {
    get (options?: CallOptions): Promise<Dialects>
    set (dialects: Partial<Dialects>, options?: CallOptions): Promise<Dialects>
  }

  readonly snapshot: {
    get (options?: CallOptions): Promise<Snapshot>
    /** Puts the sandbox back to where it was; it then goes on as it went on then. */
    put (snapshot: Snapshot, options?: CallOptions): Promise<void>
  }

  /** What happens in it, while it happens. */
  events (choice?: EventChoice): Events
  /** Its seed, how many jobs it has, and so on. */
  describe (options?: CallOptions): Promise<SandboxInfo>
  /** Makes it as new, its clock too. Whoever waits in it is answered. */
  reset (options?: CallOptions): Promise<void>
  /** Frees all that it holds. One that is gone already is no error; `main` stays, and throws `SANDBOX_STAYS`. */
  delete (options?: CallOptions): Promise<void>
}

/** How the client reaches a sandbox, and the double that it lies in. */
export interface Ways { request: Request, open: Open, requestDouble: Request }

export function sandboxOf (name: string, url: string, { request, open, requestDouble }: Ways): Sandbox {
  const path = `/__admin/sandboxes/${encodeURIComponent(name)}`
  const reset = async (options?: CallOptions) => { await request('POST /__admin/reset', options) }
  const remove = async (options?: CallOptions) => await requestDouble<void>(`DELETE ${path}`, options).catch(ignoreUnknown)
  return {
    name,
    url,
    env: toEnv(url),
    jobs: jobsOf(request),
    clock: clockOf(request),
    lifecycles: lifecyclesOf(request),
    faults: faultsOf(request),
    requests: requestsOf(request),
    dialects: {
      get: async options => await request('GET /__admin/dialects', options),
      set: async (dialects, options) => await request('PUT /__admin/dialects', { ...options, body: dialects })
    },
    snapshot: {
      get: async options => await request('GET /__admin/snapshot', options),
      put: async (snapshot, options) => { await request('PUT /__admin/snapshot', { ...options, body: snapshot }) }
    },
    events: eventsOf(open, async options => await requestDouble(`GET ${path}`, options).then(() => true, toAbsence)),
    describe: async options => await requestDouble(`GET ${path}`, options),
    reset,
    delete: remove,
    [Symbol.asyncDispose]: async () => await (name === 'main' ? reset() : remove())
  }
}

function ignoreUnknown (error: unknown): void {
  if (!(error instanceof JobdoubleError && error.status === 404)) throw error
}

/** false, for a sandbox that is not there; throws anything else. */
function toAbsence (error: unknown): false {
  ignoreUnknown(error)
  return false
}
