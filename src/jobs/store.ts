import { shorten } from '../validation/text.ts'
import { hasEnded, isVisible, stateAt, type Job } from './job.ts'
import { CursorUnknown, JobExists, JobLimit, JobUnknown, type JobPage, type JobQuery } from './query.ts'
import { Weights } from './weights.ts'

/** A job as a store keeps it. */
export interface Entry {
  /** Its place in the order of their making, which a cursor is. */
  number: number
  job: Job
  /** When (ms) it was last made or rewritten, and its place in the order of all that was. */
  writtenAt: number
  written: number
}

/** How much a store keeps: so many jobs, and so many bytes of memory (an estimate). */
export interface StoreLimit { jobs: number, bytes: number }

/** The jobs in this process's memory, at most `limit` of them: the oldest that has ended makes room, one that has not never does. */
export class JobStore {
  /** Oldest first. */
  readonly #jobs = new Map<string, Entry>()
  /** By provider and group, so that nobody looks at all jobs for the few of one project. */
  readonly #groups = new Map<string, Map<string, Entry>>()
  readonly #limit: StoreLimit
  readonly #weights: Weights
  readonly #now: () => number
  readonly #listeners: Array<(job: Job) => void> = []
  #made = 0
  #written = 0

  /** `now` in ms. */
  constructor ({ jobs = Infinity, bytes = Infinity }: Partial<StoreLimit> = {}, now = () => 0) {
    this.#limit = { jobs, bytes }
    this.#weights = new Weights(bytes)
    this.#now = now
  }

  /** All that there is, oldest first. */
  get entries (): Entry[] {
    return [...this.#jobs.values()]
  }

  /** How many jobs have been made so far. */
  get made (): number {
    return this.#made
  }

  /** Fills the store, which is empty, with the jobs of another: in the order of their numbers, told of in the order of their turns. Throws JOB_LIMIT. */
  fill (made: number, kept: readonly Pick<Entry, 'number' | 'job'>[], inTurn: readonly Job[]): void {
    for (const { job } of kept) this.#weights.add(job)
    if (!this.#fits(kept.length)) throw this.#tooMuch(kept.length)
    this.#made = made
    for (const { number, job } of kept) this.#keep(job, number)
    for (const job of inTurn) this.#write(job, this.#entry(job.id).number)
  }

  /** Throws JOB_EXISTS, JOB_LIMIT. */
  create (job: Job): void {
    if (this.#jobs.has(job.id)) throw new JobExists(shorten(job.id))
    this.#admit(job, job.steps[0]!.at)
    this.#write(job, ++this.#made)
  }

  /** Throws JOB_UNKNOWN. */
  get (id: string): Job {
    return this.#entry(id).job
  }

  /** In the order of the ids; an id given twice counts once, unknown ids are left out. */
  many (ids: Iterable<string>): Job[] {
    return Array.from(new Set(ids), id => this.#jobs.get(id)?.job).filter(job => job !== undefined)
  }

  /** Newest first. Throws CURSOR_UNKNOWN. */
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

  /** Replaces a job by what `change` makes of it. Throws JOB_UNKNOWN, JOB_LIMIT if the job grows, and what `change` throws. */
  update (id: string, change: (job: Job) => Job): Job {
    const { number, job } = this.#entry(id)
    const changed = change(job)
    this.#admit(changed, this.#now(), job)
    this.#write(changed, number)
    return changed
  }

  /** Calls `listener` with each job that is created or replaced, before anything can read it. */
  onWrite (listener: (job: Job) => void): void {
    this.#listeners.push(listener)
  }

  #entry (id: string): Entry {
    const entry = this.#jobs.get(id)
    if (entry === undefined) throw new JobUnknown(shorten(id))
    return entry
  }

  #write (job: Job, number: number): void {
    this.#keep(job, number)
    for (const listener of this.#listeners) listener(job)
  }

  #keep (job: Job, number: number): void {
    const entry = { number, job, writtenAt: this.#now(), written: ++this.#written }
    this.#jobs.set(job.id, entry)
    if (job.group !== undefined) this.#groupOf(job).set(job.id, entry)
  }

  #groupOf (job: Job): Map<string, Entry> {
    const name = toGroup(job)
    let group = this.#groups.get(name)
    if (group === undefined) this.#groups.set(name, group = new Map())
    return group
  }

  /** Makes room for a job that is new, or for what one is to become: the oldest that have ended go. Throws JOB_LIMIT, and then nothing has changed. */
  #admit (job: Job, now: number, before?: Job): void {
    const sum = this.#weights.sum
    this.#weights.add(job)
    if (before !== undefined) this.#weights.remove(before)
    // a job that does not grow is never refused
    if (before !== undefined && this.#weights.sum <= sum) return
    const count = this.#jobs.size + (before === undefined ? 1 : 0)
    const leaving: Job[] = []
    for (const { job: other } of this.#jobs.values()) {
      if (this.#fits(count - leaving.length)) break
      if (other === before || !hasEnded(other, now)) continue
      this.#weights.remove(other)
      leaving.push(other)
    }
    if (!this.#fits(count - leaving.length)) {
      for (const other of before === undefined ? leaving : [before, ...leaving]) this.#weights.add(other)
      this.#weights.remove(job)
      throw this.#tooMuch(count - leaving.length)
    }
    for (const other of leaving) this.#forget(other)
  }

  #fits (count: number): boolean {
    return count <= this.#limit.jobs && this.#weights.sum <= this.#limit.bytes
  }

  #tooMuch (count: number): Error {
    const { jobs, bytes } = this.#limit
    return count > jobs ? new JobLimit(`${jobs} jobs`, '--max-jobs') : new JobLimit(`${bytes} bytes of jobs`, '--max-job-bytes')
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
  if (!/^\d{1,15}$/.test(cursor)) throw new CursorUnknown(shorten(cursor))
  return Number(cursor)
}
