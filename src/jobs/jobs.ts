import { shorten } from '../messages.ts'
import { callEach } from '../safely.ts'
import { Advance } from './advance.ts'
import type { Clock } from './clock.ts'
import { byCommand, cancel, force, hold, JobFinished, release, resume } from './commands.ts'
import { toJob, type NewJob } from './creation.ts'
import { isVisible, positionAt, standingAt, viewAt, type Job, type JobView } from './job.ts'
import type { Lifecycles } from './lifecycles.ts'
import type { RandomStream } from './random.ts'
import { Scheduler, type Transition } from './scheduler.ts'
import type { State } from './state.ts'
import { JobUnknown, type JobQuery, type JobStore } from './store.ts'
import { Waits, type Wait, type WaitRequest } from './waits.ts'

export interface JobViews { items: JobView[], total: number, next: string | null }

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
  async create (order: NewJob): Promise<JobView> {
    const lifecycle = this.#lifecycles.choose(order.lifecycle)
    const now = this.#begin()
    const job = { ...toJob(order, lifecycle, now, this.#draw), born: ++this.#changes }
    await this.#store.create(job)
    return viewAt(job, now)
  }

  /** A job as its provider knows it now; throws JOB_UNKNOWN. */
  async get (provider: string, id: string): Promise<JobView> {
    const job = await this.#store.get(id)
    const now = this.#clock.now()
    if (job.provider !== provider || !isVisible(job, now)) throw new JobUnknown(shorten(id))
    return viewAt(job, now)
  }

  /** As `get`, for those to whom an unknown job is no mistake. */
  async seek (provider: string, id: string): Promise<JobView | undefined> {
    try {
      return await this.get(provider, id)
    } catch (error) {
      if (error instanceof JobUnknown) return undefined
      throw error
    }
  }

  /** The jobs that their provider knows at `moment` (ms), each once, in the order of the ids. */
  async many (provider: string, ids: readonly string[], moment?: number): Promise<JobView[]> {
    const jobs = await this.#store.many(ids)
    const now = moment ?? this.#clock.now()
    return jobs.filter(job => job.provider === provider && isVisible(job, now)).map(job => viewAt(job, now))
  }

  /** How many jobs have been made, and how many commands given. */
  get changes (): number { return this.#changes }

  /** Which of the ids are jobs of a provider, whether it knows them or not, and how they stood at `moment` (ms) behind so many changes. `made` says whether they were there. */
  async standings (provider: string, ids: Iterable<string>, moment: number, changes: number): Promise<Array<{ id: string, state: State, made: boolean }>> {
    const jobs = await this.#store.many(ids)
    return jobs.filter(job => job.provider === provider).map(job => ({ id: job.id, ...standingAt(job, moment, changes) }))
  }

  /** Newest first. Throws CURSOR_UNKNOWN. */
  async list (query: Omit<JobQuery, 'now'>): Promise<JobViews> {
    const now = this.#clock.now()
    const page = await this.#store.list({ ...query, now })
    return { ...page, items: page.items.map(job => viewAt(job, now)) }
  }

  /** A job whether its provider knows it or not; throws JOB_UNKNOWN. */
  async find (id: string): Promise<JobView> {
    return viewAt(await this.#store.get(id), this.#clock.now())
  }

  /** Throws JOB_UNKNOWN, JOB_FINISHED, JOB_STEP_LIMIT, JOB_LIMIT. */
  async force (id: string, state: State, given?: { output?: unknown, error?: unknown }): Promise<JobView> {
    return await this.#rewrite(id, (job, now) => force(job, now, state, given))
  }

  /** Throws JOB_UNKNOWN; JOB_FINISHED also when the lifecycle says that this comes too late, and the job has ended now. */
  async cancel (id: string): Promise<JobView> {
    const view = await this.#rewrite(id, cancel)
    if (view.state !== 'cancelled') throw new JobFinished(id, view.state)
    return view
  }

  /** Throws JOB_UNKNOWN, JOB_NOT_WAITING. */
  async resume (id: string): Promise<JobView> {
    return await this.#rewrite(id, resume)
  }

  /** Throws JOB_UNKNOWN, JOB_FINISHED, JOB_HELD, JOB_LIMIT. */
  async hold (id: string): Promise<JobView> {
    return await this.#rewrite(id, hold)
  }

  /** Throws JOB_UNKNOWN, JOB_NOT_HELD. */
  async release (id: string): Promise<JobView> {
    return await this.#rewrite(id, release)
  }

  /** Waits for the jobs of a provider. A store in memory answers at once, so that no write falls in between. Throws WAIT_LIMIT. */
  async wait (provider: string, request: WaitRequest): Promise<Wait> {
    const answer = this.#store.many(request.ids)
    const jobs = answer instanceof Promise ? await answer : answer
    const own = (jobs: Iterable<Job>) => Array.from(jobs).filter(job => job.provider === provider)
    return this.#waits.open({ ...request, until: jobs => request.until(own(jobs)) }, jobs)
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

  async #rewrite (id: string, change: (job: Job, now: number) => Job): Promise<JobView> {
    const now = this.#begin()
    return viewAt(await this.#store.update(id, job => byCommand(change(job, now), positionAt(job, now) + 1, now, ++this.#changes)), now)
  }

  /** Something is about to happen: what is due comes first. Returns the moment (ms). */
  #begin (): number {
    this.#clock.settle()
    this.#clock.begin()
    return this.#clock.now()
  }
}
