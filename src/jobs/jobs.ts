import { callEach } from '../defects.ts'
import { Advance } from './advance.ts'
import { toIso, type Clock } from '../time/index.ts'
import { cancel, force, hold, JobFinished, markRevision, release, resume } from './commands.ts'
import { createJob, type NewJob } from './creation.ts'
import { positionAt, stateAtRevision, viewAt, type Job, type JobView } from './job.ts'
import type { Lifecycles } from './lifecycles/lifecycles.ts'
import type { RandomSource } from '../random/index.ts'
import { Scheduler, type Transition } from './scheduler.ts'
import type { State } from './state.ts'
import type { JobList, JobQuery } from './query.ts'
import type { JobStore } from './store.ts'
import { Waits, type Wait, type WaitRequest } from './waits.ts'

/** The state of a job at a moment in the past. `existed`: whether it had been created by then. */
export interface PastState { id: string, state: State, existed: boolean }

/** What happens to a job besides its transitions. `at`: ISO 8601. */
export interface JobChange { job: string, provider: string, change: 'created' | 'held' | 'released', at: string }

/** The jobs of one sandbox, on its clock. */
export class Jobs {
  readonly advance: Advance
  readonly #clock: Clock
  readonly #store: JobStore
  readonly #lifecycles: Lifecycles
  readonly #randomFor: RandomSource
  readonly #waits: Waits
  readonly #scheduler: Scheduler
  readonly #listeners = new Set<(transition: Transition) => void>()
  readonly #changeListeners = new Set<(change: JobChange) => void>()
  #revision = 0

  constructor (clock: Clock, store: JobStore, lifecycles: Lifecycles, randomFor: RandomSource) {
    this.#clock = clock
    this.#store = store
    this.#lifecycles = lifecycles
    this.#randomFor = randomFor
    this.#waits = new Waits(clock)
    this.#scheduler = new Scheduler(clock, transition => callEach(this.#listeners, listener => listener(transition)))
    this.advance = new Advance(clock, store, this.#scheduler, listener => this.onTransition(listener))
    store.onWrite(job => {
      this.#waits.update(job)
      // before the transitions of its first steps; a command raises the revision
      if (job.createdRevision === this.#revision) this.#announce(job, 'created')
      this.#scheduler.follow(job)
    })
  }

  /** Throws JOB_EXISTS, JOB_LIMIT, InvalidField. */
  create (newJob: NewJob): JobView {
    const lifecycle = this.#lifecycles.choose(newJob.lifecycle)
    const now = this.#begin()
    const job = createJob(newJob, lifecycle, now, ++this.#revision, this.#randomFor)
    this.#store.create(job)
    return viewAt(job, now)
  }

  /** The number of creations and commands so far. It orders what happens at one moment of a frozen clock. */
  get revision (): number { return this.#revision }

  /** The jobs of a provider among the ids, visible or not, with their states at `moment` (ms) and `revision`. */
  statesAt (provider: string, ids: Iterable<string>, moment: number, revision: number): PastState[] {
    const jobs = this.#store.many(ids)
    return jobs.filter(job => job.provider === provider).map(job => ({ id: job.id, ...stateAtRevision(job, moment, revision) }))
  }

  /** Newest first. Throws CURSOR_UNKNOWN. */
  list (query: Omit<JobQuery, 'now'>): JobList<JobView> {
    const now = this.#clock.now()
    const page = this.#store.list({ ...query, now })
    return { ...page, items: page.items.map(job => viewAt(job, now)) }
  }

  /** A job, visible to its provider or not. Throws JOB_UNKNOWN. */
  find (id: string): JobView {
    return viewAt(this.#store.get(id), this.#clock.now())
  }

  /** The jobs of these ids with their timelines, visible to their providers or not. Skips unknown ids. */
  stored (ids: Iterable<string>): Job[] {
    return this.#store.many(ids)
  }

  /** Throws JOB_UNKNOWN, JOB_FINISHED, JOB_STEP_LIMIT, JOB_LIMIT. */
  force (id: string, state: State, given?: { output?: unknown, error?: unknown }): JobView {
    return this.#command(id, (job, now) => force(job, now, state, given))
  }

  /** Throws JOB_UNKNOWN, JOB_FINISHED. If the lifecycle has `cancelTooLate`, the job ends and JOB_FINISHED is thrown. */
  cancel (id: string): JobView {
    const view = this.#command(id, cancel)
    if (view.state !== 'cancelled') throw new JobFinished(id, view.state)
    return view
  }

  /** Throws JOB_UNKNOWN, JOB_NOT_WAITING. */
  resume (id: string): JobView {
    return this.#command(id, resume)
  }

  /** Throws JOB_UNKNOWN, JOB_FINISHED, JOB_HELD, JOB_LIMIT. */
  hold (id: string): JobView {
    const view = this.#command(id, hold)
    this.#announce(view, 'held')
    return view
  }

  /** Throws JOB_UNKNOWN, JOB_NOT_HELD. */
  release (id: string): JobView {
    const view = this.#command(id, release)
    this.#announce(view, 'released')
    return view
  }

  /** Opens a wait for jobs, which need not exist yet. Throws WAIT_LIMIT. */
  wait (request: WaitRequest): Wait {
    return this.#waits.open(request, this.#store.many(request.ids))
  }

  get openWaits (): number {
    return this.#waits.size
  }

  /** Ends all waits now. */
  endWaits (): void {
    this.#waits.endAll()
  }

  /** Calls the listener for every transition, until the returned function is called. */
  onTransition (listener: (transition: Transition) => void): () => void {
    this.#listeners.add(listener)
    return () => { this.#listeners.delete(listener) }
  }

  /** Calls the listener when a job is created, held or released. */
  onChange (listener: (change: JobChange) => void): void {
    this.#changeListeners.add(listener)
  }

  #announce ({ id, provider }: Pick<Job, 'id' | 'provider'>, change: JobChange['change']): void {
    const announced = { job: id, provider, change, at: toIso(this.#clock.now()) }
    callEach(this.#changeListeners, listener => listener(announced))
  }

  #command (id: string, command: (job: Job, now: number) => Job): JobView {
    const now = this.#begin()
    const job = this.#store.update(id, job => markRevision(command(job, now), positionAt(job, now) + 1, now, ++this.#revision))
    return viewAt(job, now)
  }

  /** Runs what is due before something happens, and returns the moment (ms). */
  #begin (): number {
    this.#clock.settle()
    this.#clock.lockPast()
    return this.#clock.now()
  }
}
