import createError from '@fastify/error'
import { hasEnded, isVisible, stateAt, type Job } from './job.ts'
import type { State } from './state.ts'

export const JobUnknown = createError('JOB_UNKNOWN', 'There is no job %s', 404)
export const JobExists = createError('JOB_EXISTS', 'There is a job %s already', 409)
export const JobLimit = createError('JOB_LIMIT', 'A sandbox keeps at most %s jobs, and all that it has are still to end; --max-jobs allows more', 507)
export const CursorUnknown = createError('CURSOR_UNKNOWN', 'cursor: %s is not one that this list gave out', 400)

export interface JobQuery {
  /** ms: the moment whose states are asked for. */
  now: number
  provider?: string | undefined
  kind?: string | undefined
  /** Only together with `provider`: groups are its own. */
  group?: string | undefined
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
  /** Throws JOB_EXISTS, JOB_LIMIT. */
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

interface Entry { number: number, job: Job }

/** The jobs in this process's memory, at most `limit` of them: the oldest that has ended makes room, one that has not never does. */
export class MemoryStore implements JobStore {
  /** Oldest first, each with its number, which a cursor is. */
  readonly #jobs = new Map<string, Entry>()
  /** By provider and group, so that nobody looks at all jobs for the few of one project. */
  readonly #groups = new Map<string, Map<string, Entry>>()
  readonly #limit: number
  readonly #listeners: Array<(job: Job) => void> = []
  #made = 0

  constructor (limit = Infinity) {
    this.#limit = limit
  }

  create (job: Job): void {
    if (this.#jobs.has(job.id)) throw new JobExists(job.id)
    if (this.#jobs.size >= this.#limit) this.#makeRoom(job.steps[0]!.at)
    this.#write(job, ++this.#made)
  }

  get (id: string): Job {
    return this.#entry(id).job
  }

  many (ids: Iterable<string>): Job[] {
    return Array.from(new Set(ids), id => this.#jobs.get(id)?.job).filter(job => job !== undefined)
  }

  list ({ now, provider, kind, group, state, visible = false, limit, offset = 0, cursor }: JobQuery): JobPage {
    const matches = (job: Job) =>
      (provider === undefined || job.provider === provider) && (kind === undefined || job.kind === kind) &&
      (state === undefined || stateAt(job, now) === state) && (!visible || isVisible(job, now))
    const before = cursor === undefined ? Infinity : toNumber(cursor)
    const candidates = group === undefined ? this.#jobs : this.#groups.get(toGroup({ provider, group })) ?? []
    const matching = Array.from(candidates.values()).reverse().filter(({ job }) => matches(job))
    const rest = matching.filter(({ number }) => number < before).slice(offset)
    const page = rest.slice(0, limit)
    return { items: page.map(({ job }) => job), total: matching.length, next: rest.length > limit && limit > 0 ? String(page.at(-1)!.number) : null }
  }

  update (id: string, change: (job: Job) => Job): Job {
    const { number, job } = this.#entry(id)
    const changed = change(job)
    this.#write(changed, number)
    return changed
  }

  onWrite (listener: (job: Job) => void): void {
    this.#listeners.push(listener)
  }

  #entry (id: string): Entry {
    const entry = this.#jobs.get(id)
    if (entry === undefined) throw new JobUnknown(id)
    return entry
  }

  #write (job: Job, number: number): void {
    const entry = { number, job }
    this.#jobs.set(job.id, entry)
    if (job.group !== undefined) this.#groupOf(job).set(job.id, entry)
    for (const listener of this.#listeners) listener(job)
  }

  #groupOf (job: Job): Map<string, Entry> {
    const name = toGroup(job)
    let group = this.#groups.get(name)
    if (group === undefined) this.#groups.set(name, group = new Map())
    return group
  }

  #makeRoom (now: number): void {
    for (const { job } of this.#jobs.values()) {
      if (hasEnded(job, now)) {
        this.#forget(job)
        return
      }
    }
    throw new JobLimit(this.#limit)
  }

  #forget (job: Job): void {
    this.#jobs.delete(job.id)
    if (job.group === undefined) return
    const group = this.#groupOf(job)
    if (group.delete(job.id) && group.size === 0) this.#groups.delete(toGroup(job))
  }
}

function toGroup ({ provider, group }: { provider?: string | undefined, group?: string | undefined }): string {
  return `${provider} ${group}`
}

function toNumber (cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) throw new CursorUnknown(cursor)
  return Number(cursor)
}
