import createError from '@fastify/error'
import { MemoryAccount } from '../memory.ts'
import { shorten } from '../validation/text.ts'
import { hasEnded, stepAt, type Job } from './job.ts'
import { JobMemory } from './memory.ts'
import { toPage, type JobList, type JobQuery } from './query.ts'

export const JobUnknown = createError('JOB_UNKNOWN', 'There is no job %s in this sandbox; GET /__admin/jobs lists its jobs', 404)
export const JobExists = createError('JOB_EXISTS', 'There is already a job %s; choose another id, or omit the id to have one drawn', 409)
export const JobLimit = createError<[string, string]>('JOB_LIMIT',
  'A sandbox keeps at most %s and evicts only jobs that have ended; raise the limit with %s', 507)

/** A job in a store. */
export interface StoredJob {
  /** A running number in the order of creation. The cursor of a page is the number of its last job. */
  number: number
  job: Job
  /** When (ms) it was created or last replaced. */
  writtenAt: number
  /** A running number of all creations and replacements in the store. */
  writeNumber: number
}

/** The jobs of another store, to be loaded. */
export interface LoadedJobs {
  /** How many jobs had been created in that store. */
  made: number
  /** In the order of their numbers. Without `writtenAt` and `writeNumber`, the jobs count as written now, in `dueOrder`. */
  items: ReadonlyArray<Pick<StoredJob, 'number' | 'job'> & Partial<StoredJob>>
  /** The same jobs, in the order in which their steps run that are due at the same moment. */
  dueOrder: readonly Job[]
}

/** The most jobs, and the most bytes of memory (an estimate), that a store keeps. */
export interface StoreLimit { jobs: number, bytes: number }

/** The jobs of a sandbox, in memory. When the store is full, the oldest jobs that have ended are evicted; other jobs never are. */
export class JobStore {
  /** Oldest first. */
  readonly #jobs = new Map<string, StoredJob>()
  /** By provider and group: the jobs of one project are found without a scan of all jobs. */
  readonly #groups = new Map<string, Map<string, StoredJob>>()
  readonly #limit: StoreLimit
  readonly #memory: JobMemory
  readonly #account: MemoryAccount
  readonly #now: () => number
  readonly #listeners: Array<(job: Job) => void> = []
  readonly #evictionListeners: Array<(job: Job) => void> = []
  #made = 0
  #writes = 0

  /** `now` returns the moment in ms. */
  constructor ({ jobs = Infinity, bytes = Infinity }: Partial<StoreLimit> = {}, now = () => 0, account = new MemoryAccount()) {
    this.#limit = { jobs, bytes }
    this.#memory = new JobMemory(bytes)
    this.#account = account
    this.#now = now
  }

  /** Oldest first. */
  get all (): StoredJob[] {
    return [...this.#jobs.values()]
  }

  /** How many jobs are kept. */
  get size (): number {
    return this.#jobs.size
  }

  /** How many jobs have been created so far. */
  get made (): number { return this.#made }

  /** Loads jobs into a store that is empty. The listeners are called in `dueOrder`. Throws JOB_LIMIT. */
  load ({ made, items, dueOrder }: LoadedJobs): void {
    for (const { job } of items) this.#memory.add(job)
    const error = this.#errorOf(items.length, 0)
    if (error !== undefined) throw error
    this.#account.add(this.#memory.bytes)
    this.#made = made
    for (const { number, job } of items) this.#set(job, number)
    for (const job of dueOrder) this.#write(job, this.#stored(job.id).number)
    for (const { job, writtenAt, writeNumber = 0 } of items) {
      if (writtenAt === undefined) continue
      Object.assign(this.#stored(job.id), { writtenAt, writeNumber })
      this.#writes = Math.max(this.#writes, writeNumber)
    }
  }

  /** Throws JOB_EXISTS, JOB_LIMIT. */
  create (job: Job): void {
    if (this.#jobs.has(job.id)) throw new JobExists(shorten(job.id))
    this.#admit(job, stepAt(job, 0).at)
    this.#write(job, ++this.#made)
  }

  /** Throws JOB_UNKNOWN. */
  get (id: string): Job {
    return this.#stored(id).job
  }

  /** In the order of the ids, without duplicates. Skips unknown ids. */
  many (ids: Iterable<string>): Job[] {
    const jobs: Job[] = []
    for (const id of new Set(ids)) {
      const stored = this.#jobs.get(id)
      if (stored !== undefined) jobs.push(stored.job)
    }
    return jobs
  }

  /** Newest first. Throws CURSOR_UNKNOWN. */
  list (query: JobQuery): JobList {
    const { provider, group } = query
    return toPage((group === undefined ? this.#jobs : this.#groups.get(groupKey({ provider, group })))?.values() ?? [], query)
  }

  /** Replaces a job by the result of `change`. Throws JOB_UNKNOWN, JOB_LIMIT if the job grows, and the errors of `change`. */
  update (id: string, change: (job: Job) => Job): Job {
    const { number, job } = this.#stored(id)
    const changed = change(job)
    this.#admit(changed, this.#now(), job)
    this.#write(changed, number)
    return changed
  }

  /** Calls the listener with each job that is created or replaced, before other code can read the job. */
  onWrite (listener: (job: Job) => void): void {
    this.#listeners.push(listener)
  }

  /** Calls the listener with each job that is evicted. */
  onEvict (listener: (job: Job) => void): void {
    this.#evictionListeners.push(listener)
  }

  /** A job with its numbers; undefined for an unknown id. */
  seek (id: string): StoredJob | undefined {
    return this.#jobs.get(id)
  }

  #stored (id: string): StoredJob {
    const stored = this.#jobs.get(id)
    if (stored === undefined) throw new JobUnknown(shorten(id))
    return stored
  }

  #write (job: Job, number: number): void {
    this.#set(job, number)
    for (const listener of this.#listeners) listener(job)
  }

  #set (job: Job, number: number): void {
    const stored = { number, job, writtenAt: this.#now(), writeNumber: ++this.#writes }
    this.#jobs.set(job.id, stored)
    if (job.group !== undefined) this.#groupOf(job).set(job.id, stored)
  }

  #groupOf (job: Job): Map<string, StoredJob> {
    const key = groupKey(job)
    let group = this.#groups.get(key)
    if (group === undefined) this.#groups.set(key, group = new Map())
    return group
  }

  /**
   * Makes room for a new job, or for one that replaces `before`: evicts the oldest jobs that have ended at `now` (ms). Throws
   * JOB_LIMIT and MEMORY_FULL, and then nothing has changed.
   */
  #admit (job: Job, now: number, before?: Job): void {
    const bytesBefore = this.#memory.bytes
    this.#memory.add(job)
    if (before !== undefined) this.#memory.remove(before)
    // a job that does not grow is never rejected
    if (before !== undefined && this.#memory.bytes <= bytesBefore) return this.#account.add(this.#memory.bytes - bytesBefore)
    const count = this.#jobs.size + (before === undefined ? 1 : 0)
    const evicted: Job[] = []
    for (const { job: other } of this.#jobs.values()) {
      if (this.#fits(count - evicted.length)) break
      if (other === before || !hasEnded(other, now)) continue
      this.#memory.remove(other)
      evicted.push(other)
    }
    const error = this.#errorOf(count - evicted.length, bytesBefore)
    if (error !== undefined) {
      for (const other of before === undefined ? evicted : [before, ...evicted]) this.#memory.add(other)
      this.#memory.remove(job)
      throw error
    }
    this.#account.add(this.#memory.bytes - bytesBefore)
    for (const other of evicted) this.#delete(other)
  }

  #fits (count: number): boolean {
    return count <= this.#limit.jobs && this.#memory.bytes <= this.#limit.bytes
  }

  /** Why there is no room for so many jobs, whose memory was `bytesBefore`; undefined if there is. */
  #errorOf (count: number, bytesBefore: number): Error | undefined {
    const { jobs, bytes } = this.#limit
    if (this.#fits(count)) return this.#account.fits(this.#memory.bytes - bytesBefore) ? undefined : this.#account.full()
    return count > jobs ? new JobLimit(`${jobs} jobs`, '--max-jobs') : new JobLimit(`${bytes} bytes of jobs`, '--max-job-bytes')
  }

  #delete (job: Job): void {
    this.#jobs.delete(job.id)
    for (const listener of this.#evictionListeners) listener(job)
    if (job.group === undefined) return
    const group = this.#groupOf(job)
    if (group.delete(job.id) && group.size === 0) this.#groups.delete(groupKey(job))
  }
}

function groupKey ({ provider, group }: { provider?: string | undefined, group?: string | undefined }): string {
  return `${provider} ${group}`
}
