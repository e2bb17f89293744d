import { clockOf, type Clock, type ClockChange, type ClockReading } from './clock.ts'
import { JobdoubleError } from './error.ts'
import { eventsOf } from './event-stream.ts'
import type { EventOptions, Events } from './events.ts'
import { faultsOf, type Faults } from './faults.ts'
import { jobsOf, type Jobs } from './jobs.ts'
import { lifecyclesOf, type Lifecycles } from './lifecycles.ts'
import { variables } from './names.ts'
import { membersOf, type Members } from './members.ts'
import type { CallOptions, Open, Request } from './request.ts'
import { reportOf, type SandboxReport } from './report.ts'
import { stubsOf, type Stubs } from './stubs.ts'
import { requestsOf, type Requests } from './requests.ts'
import type { Dialects, LifecycleName, Moment, Seed } from './words.ts'

/** The initial state of a sandbox. For each property that is missing, the setting of the server applies. */
export interface SandboxOptions extends CallOptions {
  /** Drawn at random if the server has no seed either. */
  seed?: Seed | undefined
  /** Without `now`, a frozen clock starts at 2025-01-01T00:00:00.000Z, any other at the real time. */
  clock?: ClockChange | undefined
  /** A provider that is missing has the dialect that the server was started with. */
  dialects?: Partial<Dialects> | undefined
  /** The lifecycle of jobs that are created without one. */
  lifecycle?: LifecycleName | undefined
  /** Clients that run in the sandbox, inside the server: those of `demo` use all providers for about two minutes. */
  scene?: 'demo' | undefined
}

/** The properties of a sandbox. */
export interface SandboxInfo {
  name: string
  url: string
  seed: Seed
  clock: ClockReading
  dialects: Dialects
  /** The lifecycle of jobs that are created without one. */
  lifecycle: string
  /** The number of jobs. */
  jobs: number
  /** The number of open waits for jobs. */
  waits: number
  /** The real time of the latest request. */
  lastUsed: Moment
}

/** A sandbox as one JSON document. Only `version` is for programs other than jobdouble. */
export interface Snapshot {
  version: number
  [part: string]: unknown
}

/**
 * Environment variables for the clients of all providers: base URLs, and credentials that only jobdouble accepts. If `start` has started
 * the server, they include those of your own providers.
 */
export type Env = Record<keyof typeof variables, string> & Record<string, string | undefined>

/**
 * A handle for an isolated world: its own jobs, clock, lifecycles, faults, journal and seed. At the end of an `await using` the
 * sandbox is deleted; `main`, which cannot be deleted, is reset.
 */
export interface Sandbox extends AsyncDisposable {
  readonly name: string
  /** The base URL of all providers in this sandbox. */
  readonly url: string
  /** Environment variables that direct the clients under test to this sandbox. */
  readonly env: Env
  readonly jobs: Jobs
  readonly clock: Clock
  readonly lifecycles: Lifecycles
  readonly faults: Faults
  /** The responses to requests that no operation takes. */
  readonly stubs: Stubs
  readonly requests: Requests
  readonly report: SandboxReport
  readonly members: Members
  /** The dialect of each provider. */
  readonly dialects: {
    get (options?: CallOptions): Promise<Dialects>
    /** Changes the dialects that are given; resolves with all. */
    update (dialects: Partial<Dialects>, options?: CallOptions): Promise<Dialects>
  }

  readonly snapshot: {
    get (options?: CallOptions): Promise<Snapshot>
    /** Replaces the content of the sandbox, which then continues from the moment of the snapshot. */
    restore (snapshot: Snapshot, options?: CallOptions): Promise<void>
  }

  /** Returns the events of the sandbox as they happen. */
  events (options?: EventOptions): Events
  /** Returns its seed, its clock, the number of its jobs and so on. */
  get (options?: CallOptions): Promise<SandboxInfo>
  /** Returns the sandbox to its initial state, including the clock. Open waits receive their response. */
  reset (options?: CallOptions): Promise<void>
  /**
   * Deletes the sandbox and all that it holds; resolves if it does not exist. Later calls through this handle throw `SANDBOX_DELETED`.
   * For `main` it throws `SANDBOX_STAYS`.
   */
  delete (options?: CallOptions): Promise<void>
}

/** The environment variables of the clients of providers, with `{url}` for the base URL of a sandbox. */
export type EnvTemplates = Readonly<Record<string, string>>

/** The functions that send requests to a sandbox and to its server, and the environment variables of the providers. */
export interface Connection { request: Request, open: Open, requestServer: Request, templates: EnvTemplates }

export function sandboxOf (name: string, url: string, connection: Connection): Sandbox {
  const { requestServer, templates } = connection
  const path = `/__admin/sandboxes/${encodeURIComponent(name)}`
  let isDeleted = false

  // any other request to a deleted sandbox would create it again
  const mustExist = () => { if (isDeleted) throw toDeletedError(name) }
  const request: Request = async (operation, details) => {
    mustExist()
    return await connection.request(operation, details)
  }
  const open: Open = async (operation, details) => {
    mustExist()
    return await connection.open(operation, details)
  }

  const reset = async (options?: CallOptions) => { await request('POST /__admin/reset', options) }
  async function remove (options?: CallOptions): Promise<void> {
    const before = isDeleted
    isDeleted = true
    try {
      await requestServer(`DELETE ${path}`, options)
    } catch (error) {
      if (isUnknown(error)) return
      isDeleted = before
      throw error
    }
  }
  const exists = async (options: CallOptions) => await requestServer(`GET ${path}`, options).then(() => true, error => {
    if (isUnknown(error)) return false
    throw error
  })

  return {
    name,
    url,
    // the variables of the built-in providers are always among them
    env: toEnv(url, templates) as Env,
    jobs: jobsOf(request),
    clock: clockOf(request),
    lifecycles: lifecyclesOf(request),
    faults: faultsOf(request),
    stubs: stubsOf(request),
    requests: requestsOf(request),
    report: reportOf(request),
    members: membersOf(request),
    dialects: {
      get: async options => await request('GET /__admin/dialects', options),
      update: async (dialects, options) => await request('PUT /__admin/dialects', { ...options, body: dialects })
    },
    snapshot: {
      get: async options => await request('GET /__admin/snapshot', options),
      restore: async (snapshot, options) => { await request('PUT /__admin/snapshot', { ...options, body: snapshot }) }
    },
    events: eventsOf(open, exists),
    get: async options => {
      mustExist()
      return await requestServer(`GET ${path}`, options)
    },
    reset,
    delete: remove,
    [Symbol.asyncDispose]: async () => await (name === 'main' ? reset() : remove())
  }
}

/** The environment variables that direct clients to the sandbox at `url`. `templates`: those of the providers, with `{url}`. */
export function toEnv (url: string, templates: EnvTemplates = variables): Record<string, string> {
  return Object.fromEntries(Object.entries(templates).map(([name, value]) => [name, value.replace('{url}', url)]))
}

function isUnknown (error: unknown): boolean {
  return error instanceof JobdoubleError && error.status === 404
}

function toDeletedError (name: string): JobdoubleError {
  const message = `the sandbox ${name} was deleted through this handle; double.sandbox() creates another one`
  return new JobdoubleError(message, { code: 'SANDBOX_DELETED' })
}
