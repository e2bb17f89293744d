import createError from '@fastify/error'
import { isVisible, stateAt, type Job } from './job.ts'
import type { State } from './state.ts'

export const JobUnknown = createError('JOB_UNKNOWN', 'There is no job %s', 404)
export const JobExists = createError('JOB_EXISTS', 'There is a job %s already', 409)
export const CursorUnknown = createError('CURSOR_UNKNOWN', 'cursor: %s is not one that this list gave out', 400)

export interface JobQuery {
  /** ms: the moment whose states are asked for. */
  now: number
  provider?: string | undefined
  kind?: string | undefined
  state?: State | undefined
  /** Leaves out the jobs that their provider does not know at that moment. */
  visible?: boolean | undefined
  limit: number
  /** How many to pass over. */
  offset?: number | undefined
  /** From an earlier answer's `next`; jobs that were made since do not shift the pages. */
  cursor?: string | undefined
}

/** `total` counts all that match, on whichever page; `next` is null on the last. */
export interface JobPage { items: Job[], total: number, next: string | null }

type MaybePromise<T> = T | Promise<T>

/** Where a sandbox keeps its jobs. A store may be one that other processes share: hence the promises. */
export interface JobStore {
  /** Throws JOB_EXISTS. */
  create (job: Job): MaybePromise<void>
  /** Throws JOB_UNKNOWN. */
  get (id: string): MaybePromise<Job>
  /** In the order of the ids, each once; the unknown ones are left out. */
  many (ids: Iterable<string>): MaybePromise<Job[]>
  /** Newest first. Throws CURSOR_UNKNOWN. */
  list (query: JobQuery): MaybePromise<JobPage>
  /** Replaces a job by what `change` makes of it, with nothing in between. Throws JOB_UNKNOWN and whatever `change` throws. */
  update (id: string, change: (job: Job) => Job): MaybePromise<Job>
  /** Tells of every job that was made or replaced, before anybody can read it. */
  onWrite (listener: (job: Job) => void): void
}

/** The jobs in this process's memory. */
export class MemoryStore implements JobStore {
  readonly #jobs = new Map<string, Job>()
  /** Oldest first. A cursor is a place in it. */
  readonly #order: string[] = []
  readonly #listeners: Array<(job: Job) => void> = []

  create (job: Job): void {
    if (this.#jobs.has(job.id)) throw new JobExists(job.id)
    this.#order.push(job.id)
    this.#write(job)
  }

  get (id: string): Job {
    const job = this.#jobs.get(id)
    if (job === undefined) throw new JobUnknown(id)
    return job
  }

  many (ids: Iterable<string>): Job[] {
    return Array.from(new Set(ids), id => this.#jobs.get(id)).filter(job => job !== undefined)
  }

  list ({ now, provider, kind, state, visible = false, limit, offset = 0, cursor }: JobQuery): JobPage {
    const matches = (job: Job) =>
      (provider === undefined || job.provider === provider) && (kind === undefined || job.kind === kind) &&
      (state === undefined || stateAt(job, now) === state) && (!visible || isVisible(job, now))
    const start = cursor === undefined ? this.#order.length : toPlace(cursor)
    const page: JobPage = { items: [], total: 0, next: null }
    let passed = 0
    for (let place = this.#order.length - 1; place >= 0; place--) {
      const job = this.#jobs.get(this.#order[place]!)!
      if (!matches(job)) continue
      page.total++
      if (place >= start || passed++ < offset) continue
      if (page.items.length < limit) page.items.push(job)
      else page.next ??= String(place + 1)
    }
    return page
  }

  update (id: string, change: (job: Job) => Job): Job {
    const job = change(this.get(id))
    this.#write(job)
    return job
  }

  onWrite (listener: (job: Job) => void): void {
    this.#listeners.push(listener)
  }

  #write (job: Job): void {
    this.#jobs.set(job.id, job)
    for (const listener of this.#listeners) listener(job)
  }
}

function toPlace (cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) throw new CursorUnknown(cursor)
  return Number(cursor)
}
