import { callEach } from '../defects.ts'
import { Advance } from './advance.ts'
import type { Clock } from '../time/index.ts'
import { byCommand, cancel, force, hold, JobFinished, release, resume } from './commands.ts'
import { toJob, type NewJob } from './creation.ts'
import { positionAt, standingAt, viewAt, type Job, type JobView } from './job.ts'
import type { Lifecycles } from './lifecycles/lifecycles.ts'
import type { RandomStream } from '../random/index.ts'
import { Scheduler, type Transition } from './scheduler.ts'
import type { State } from './state.ts'
import type { JobQuery } from './query.ts'
import type { JobStore } from './store.ts'
import { Waits, type Wait, type WaitRequest } from './waits.ts'

/** `total` counts all that match, on all pages; `next` is null on the last page. */
export interface JobList<T = JobView> { items: T[], total: number, next: string | null }

/** The jobs of one sandbox, on its clock. */
export class Jobs {
  /** Moves the clock, and tells what happened on the way. */
  readonly advance: Advance
  readonly #clock: Clock
  readonly #store: JobStore
  readonly #lifecycles: Lifecycles
  readonly #draw: (purpose: string) => RandomStream
  readonly #waits: Waits
  readonly #scheduler: Scheduler
  readonly #listeners = new Set<(transition: Transition) => void>()
  #changes = 0

  /** `draw` gives the random stream of a purpose, from its beginning. */
  constructor (clock: Clock, store: JobStore, lifecycles: Lifecycles, draw: (purpose: string) => RandomStream) {
    this.#clock = clock
    this.#store = store
    this.#lifecycles = lifecycles
    this.#draw = draw
    this.#waits = new Waits(clock)
    this.#scheduler = new Scheduler(clock, transition => callEach(this.#listeners, listener => listener(transition)))
    this.advance = new Advance(clock, store, this.#scheduler, listener => this.onTransition(listener))
    store.onWrite(job => {
      this.#waits.see(job)
      this.#scheduler.follow(job)
    })
  }

  /** Throws JOB_EXISTS, JOB_LIMIT, InvalidField. */
  create (order: NewJob): JobView {
    const lifecycle = this.#lifecycles.choose(order.lifecycle)
    const now = this.#begin()
    const job = { ...toJob(order, lifecycle, now, this.#draw), born: ++this.#changes }
    this.#store.create(job)
    return viewAt(job, now)
  }

  /** How many jobs have been made, and how many commands given. */
  get changes (): number { return this.#changes }

  /** Which of the ids are jobs of a provider, whether it knows them or not, and how they stood at `moment` (ms) behind so many changes. `made` says whether they were there. */
  standings (provider: string, ids: Iterable<string>, moment: number, changes: number): Array<{ id: string, state: State, made: boolean }> {
    const jobs = this.#store.many(ids)
    return jobs.filter(job => job.provider === provider).map(job => ({ id: job.id, ...standingAt(job, moment, changes) }))
  }

  /** Newest first. Throws CURSOR_UNKNOWN. */
  list (query: Omit<JobQuery, 'now'>): JobList {
    const now = this.#clock.now()
    const page = this.#store.list({ ...query, now })
    return { ...page, items: page.items.map(job => viewAt(job, now)) }
  }

  /** A job whether its provider knows it or not; throws JOB_UNKNOWN. */
  find (id: string): JobView {
    return viewAt(this.#store.get(id), this.#clock.now())
  }

  /** The jobs of these ids with their timelines, whether their providers know them or not. Unknown ids are skipped. */
  stored (ids: Iterable<string>): Job[] {
    return this.#store.many(ids)
  }

  /** Throws JOB_UNKNOWN, JOB_FINISHED, JOB_STEP_LIMIT, JOB_LIMIT. */
  force (id: string, state: State, given?: { output?: unknown, error?: unknown }): JobView {
    return this.#rewrite(id, (job, now) => force(job, now, state, given))
  }

  /** Throws JOB_UNKNOWN; JOB_FINISHED also when the lifecycle says that this comes too late, and the job has ended now. */
  cancel (id: string): JobView {
    const view = this.#rewrite(id, cancel)
    if (view.state !== 'cancelled') throw new JobFinished(id, view.state)
    return view
  }

  /** Throws JOB_UNKNOWN, JOB_NOT_WAITING. */
  resume (id: string): JobView {
    return this.#rewrite(id, resume)
  }

  /** Throws JOB_UNKNOWN, JOB_FINISHED, JOB_HELD, JOB_LIMIT. */
  hold (id: string): JobView {
    return this.#rewrite(id, hold)
  }

  /** Throws JOB_UNKNOWN, JOB_NOT_HELD. */
  release (id: string): JobView {
    return this.#rewrite(id, release)
  }

  /** Opens a wait for jobs, also for jobs that are yet to be created. Throws WAIT_LIMIT. */
  wait (request: WaitRequest): Wait {
    return this.#waits.open(request, this.#store.many(request.ids))
  }

  get openWaits (): number {
    return this.#waits.size
  }

  /** Ends all waits, with the states of this moment. */
  endWaits (): void {
    this.#waits.endAll()
  }

  /** Calls for every transition until the function that it returns is called. */
  onTransition (listener: (transition: Transition) => void): () => void {
    this.#listeners.add(listener)
    return () => { this.#listeners.delete(listener) }
  }

  #rewrite (id: string, change: (job: Job, now: number) => Job): JobView {
    const now = this.#begin()
    return viewAt(this.#store.update(id, job => byCommand(change(job, now), positionAt(job, now) + 1, now, ++this.#changes)), now)
  }

  /** Something is about to happen: what is due comes first. Returns the moment (ms). */
  #begin (): number {
    this.#clock.settle()
    this.#clock.lockPast()
    return this.#clock.now()
  }
}
