import { toPages, type Page, type PageChoice, type Pages } from './pages.ts'
import type { CallOptions, Request } from './request.ts'
import type { Script } from './script.ts'
import type { Moment, Provider, State } from './words.ts'

/** A unit of work with an id, in exactly one state at any moment. */
export interface Job {
  /** The id by which its provider knows it. */
  id: string
  provider: Provider
  /** What kind of work it is, in the provider's words. */
  kind: string
  /** The name of its script. */
  lifecycle: string
  state: State
  /** The provider's own word for the state. */
  status: string
  /** In percent, 0 to 100. */
  progress: number
  createdAt: Moment
  /** null until it has ended. */
  finishedAt: Moment | null
  /** Whether it stands still until it is released. */
  held: boolean
  /** Past and to come; `at` is null while the job is held, or held back before the step. */
  steps: Array<{ state: State, at: Moment | null }>
  /** What the call that made it was told. */
  input: unknown
  /** What it has yielded; null if nothing. */
  output: unknown
  /** Why it failed or had to try again; null if it did not. */
  error: unknown
}

export interface NewJob {
  provider: Provider
  /** The provider's usual one if left out. */
  kind?: string | undefined
  /** A lifecycle's name, or one of its own; the sandbox's usual one if left out. */
  lifecycle?: string | Script | undefined
  /** Drawn if left out; else in a form that the provider knows. */
  id?: string | undefined
  /** What the provider's own call would have been told. */
  input?: unknown
  /** What it yields when it succeeds, whatever its lifecycle says. */
  output?: unknown
  /** Why it fails, whatever its lifecycle says. */
  error?: unknown
}

export interface JobFilter extends PageChoice {
  provider?: Provider | undefined
  /** The state in which they are now. */
  state?: State | undefined
  kind?: string | undefined
}

export interface JobPage extends Page<Job> {
  /** How many match, on whichever page. */
  total: number
}

/** A job, or its id. */
export type JobRef = string | { readonly id: string }

/** The jobs of a sandbox. A command to a job that has ended throws `JOB_FINISHED`, one to a job that is not there `JOB_UNKNOWN`. */
export interface Jobs {
  create (job: NewJob, options?: CallOptions): Promise<Job>
  /** Whether its provider knows it already or not. */
  get (job: JobRef, options?: CallOptions): Promise<Job>
  /** Newest first. */
  list (filter?: JobFilter, options?: CallOptions): Pages<JobPage>
  cancel (job: JobRef, options?: CallOptions): Promise<Job>
  /** Puts it into a state at this moment, whatever its lifecycle had in mind. */
  force (job: JobRef, state: State, options?: CallOptions & { output?: unknown, error?: unknown }): Promise<Job>
  /** Lets one go on that waits for it. */
  resume (job: JobRef, options?: CallOptions): Promise<Job>
  /** Keeps it where it is, for any length of time, until it is released. */
  hold (job: JobRef, options?: CallOptions): Promise<Job>
  release (job: JobRef, options?: CallOptions): Promise<Job>
}

export function jobsOf (request: Request): Jobs {
  const command = (name: string) => async (job: JobRef, options?: CallOptions) => await request<Job>(`POST ${toPath(job)}/${name}`, options)
  return {
    create: async (job, options) => await request('POST /__admin/jobs', { ...options, body: job }),
    get: async (job, options) => await request(`GET ${toPath(job)}`, options),
    list: (filter, options) => toPages(async cursor => await request('GET /__admin/jobs', { ...options, query: { ...filter, ...cursor !== undefined && { cursor } } })),
    cancel: command('cancel'),
    force: async (job, state, { output, error, signal } = {}) => await request(`POST ${toPath(job)}/state`, { signal, body: { state, output, error } }),
    resume: command('resume'),
    hold: command('hold'),
    release: command('release')
  }
}

/** The id of a job or of its reference. */
export function toId (job: JobRef): string {
  return typeof job === 'string' ? job : job.id
}

/** What matches a job says its id. */
export function withId<T extends { job?: JobRef | undefined }> (match: T): T {
  return match.job === undefined ? match : { ...match, job: toId(match.job) }
}

function toPath (job: JobRef): string {
  return `/__admin/jobs/${encodeURIComponent(toId(job))}`
}
