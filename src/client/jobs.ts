import { toPages, type Page, type PageOptions, type Pages } from './pages.ts'
import type { CallOptions, Request } from './request.ts'
import type { Script } from './script.ts'
import type { LifecycleName, Moment, Provider, State } from './words.ts'

/** A unit of work with an id, in exactly one state at any moment. */
export interface Job {
  /** The id by which its provider knows the job. */
  id: string
  provider: Provider
  /** The kind of work, in the provider's words. */
  kind: string
  /** The name of its lifecycle. */
  lifecycle: string
  state: State
  /** The provider's own word for the state. */
  status: string
  /** In percent, 0 to 100. */
  progress: number
  createdAt: Moment
  /** null until the job has ended. */
  finishedAt: Moment | null
  /** Whether the job stays in its state until it is released. */
  held: boolean
  /** Past and future steps; `at` is null while the job is held, or waits to be resumed before the step. */
  steps: Array<{ state: State, at: Moment | null }>
  /** The input of the request that created the job. */
  input: unknown
  /** null if the job has none yet. */
  output: unknown
  /** Why the job failed or was retried; null if it was not. */
  error: unknown
}

export interface NewJob {
  provider: Provider
  /** The usual kind of the provider if missing. */
  kind?: string | undefined
  /** The name of a lifecycle, or a script; the default lifecycle of the sandbox if missing. */
  lifecycle?: LifecycleName | Script | undefined
  /** In the form of the provider's own ids; drawn from the seed if missing. */
  id?: string | undefined
  /** The input as a request to the provider would have it. */
  input?: unknown
  /** The output when the job succeeds, instead of that of its lifecycle. */
  output?: unknown
  /** The error when the job fails, instead of that of its lifecycle. */
  error?: unknown
}

/** Selects jobs and a page of them. Properties that are missing match all jobs. */
export interface JobFilter extends PageOptions {
  provider?: Provider | undefined
  /** The current state. */
  state?: State | undefined
  kind?: string | undefined
}

export interface JobPage extends Page<Job> {
  /** The number of jobs that match, on all pages. */
  total: number
}

/** A request by which a client asks for a job, and the response that it would get. */
export interface PolledResponse {
  /** `julep.getJobStatus` */
  operation: string
  /** `body`: null if there is none. */
  request: { method: string, url: string, headers: Record<string, string>, body: unknown }
  response: { status: number, headers: Record<string, string>, body: unknown }
}

/** A job, or its id. */
export type JobRef = string | { readonly id: string }

/** The jobs of a sandbox. A command for a job that has ended throws `JOB_FINISHED`, one for an unknown job `JOB_UNKNOWN`. */
export interface Jobs {
  create (job: NewJob, options?: CallOptions): Promise<Job>
  /** Returns a job, also while its provider does not know it. */
  get (job: JobRef, options?: CallOptions): Promise<Job>
  /** Returns the jobs that match, newest first. */
  list (filter?: JobFilter, options?: CallOptions): Pages<JobPage>
  /** Returns what each operation that shows a job would respond now. The journal does not record it. */
  responses (job: JobRef, options?: CallOptions): Promise<PolledResponse[]>
  cancel (job: JobRef, options?: CallOptions): Promise<Job>
  /** Puts a job into a state now, whatever its lifecycle says. */
  force (job: JobRef, state: State, options?: CallOptions & { output?: unknown, error?: unknown }): Promise<Job>
  /** Continues a job whose lifecycle waits for it; any other throws `JOB_NOT_WAITING`. */
  resume (job: JobRef, options?: CallOptions): Promise<Job>
  /** Keeps a job in its state, whatever the time, until it is released. */
  hold (job: JobRef, options?: CallOptions): Promise<Job>
  /** Continues a job that is held; any other throws `JOB_NOT_HELD`. */
  release (job: JobRef, options?: CallOptions): Promise<Job>
}

export function jobsOf (request: Request): Jobs {
  const command = (name: string) => async (job: JobRef, options?: CallOptions) => await request<Job>(`POST ${toPath(job)}/${name}`, options)
  return {
    create: async (job, options) => await request('POST /__admin/jobs', { ...options, body: job }),
    get: async (job, options) => await request(`GET ${toPath(job)}`, options),
    list: (filter, options) => toPages(async next => await request('GET /__admin/jobs', { ...options, query: { ...filter, ...next } })),
    responses: async (job, options) => (await request<Page<PolledResponse>>(`GET ${toPath(job)}/responses`, options)).items,
    cancel: command('cancel'),
    force: async (job, state, { output, error, signal } = {}) =>
      await request(`POST ${toPath(job)}/state`, { signal, body: { state, output, error } }),
    resume: command('resume'),
    hold: command('hold'),
    release: command('release')
  }
}

/** The id of a job, a fault or the like, or of a reference to it. */
export function toId (ref: string | { readonly id: string }): string {
  return typeof ref === 'string' ? ref : ref.id
}

/** Replaces a job in a match by its id. */
export function withId<T extends { job?: JobRef | undefined }> (match: T): T {
  return match.job === undefined ? match : { ...match, job: toId(match.job) }
}

function toPath (job: JobRef): string {
  return `/__admin/jobs/${encodeURIComponent(toId(job))}`
}
