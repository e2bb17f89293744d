import {
  isVisible, JobUnknown, viewAt,
  type Job, type JobList, type JobView, type NewJob, type State, type Wait, type WaitRequest
} from '../jobs/index.ts'
import type { Ids } from '../random/index.ts'
import type { Contents } from './contents.ts'
import { shorten } from '../validation/text.ts'
import type { StartRequest } from './lifecycle-rules.ts'
import type { Dialect } from './settings.ts'

/** What a sandbox needs to know of a provider to start its jobs and to show them with its statuses. */
export interface JobTraits {
  readonly name: string
  /** The kind of a job that is created without one. */
  readonly kind: string
  /** The provider's status for each state, in each dialect. */
  readonly statuses: Readonly<Record<Dialect, Readonly<Record<State, string>>>>
  /** The provider's status of a job, if it depends on more than the state. */
  toStatus? (view: JobView, dialect: Dialect): string
  newId (ids: Ids, kind: string, now: number): string
  /** Completes the input of a new job. */
  toInput? (input: unknown, ids: Ids, kind: string): unknown
  /** The group (a project) of a job with this input, if it has one. */
  groupOf? (input: unknown, kind: string): string | undefined
  /** Adds the things that belong to a new job with this input to the sandbox. Returns a function that removes them. */
  addThings? (sandbox: Pick<Contents, 'seed' | 'collection'>, input: unknown, kind: string): () => void
}

/** A job as its provider shows it at one time. */
export interface ProviderJob extends JobView {
  /** The provider's status for the state, or the `unknownStatus` of the step. */
  readonly status: string
}

/** A job to start. The provider and the sandbox supply what is missing. */
export interface JobOrder extends Partial<Omit<NewJob, 'provider' | 'group'>> {
  /** The lifecycle where neither a rule nor a fault chooses one, in place of the defaults of the provider and the sandbox. */
  usualLifecycle?: string
}

/** Which jobs to list. */
export interface ProviderJobQuery {
  kind?: string
  group?: string
  state?: State
  /** Whether to include the jobs that the provider does not show yet, or not any more. */
  hidden?: boolean
  /** The size of the page. */
  limit: number
  /** How many jobs to skip. */
  offset?: number
}

/** The jobs of one provider in one sandbox, without those that the provider does not show at the time. */
export class ProviderJobs {
  readonly #contents: Contents
  readonly #traits: JobTraits

  constructor (contents: Contents, traits: JobTraits) {
    this.#contents = contents
    this.#traits = traits
  }

  /** The provider's dialect in the sandbox. */
  get dialect (): Dialect {
    return this.#contents.dialectOf(this.#traits.name)
  }

  /** Throws JOB_UNKNOWN. */
  get (id: string): ProviderJob {
    const { store, clock } = this.#contents
    const job = store.get(id)
    const now = clock.now()
    if (!this.#knows(job, now)) throw new JobUnknown(shorten(id))
    return this.#show(viewAt(job, now))
  }

  /** Returns undefined for an unknown job. */
  seek (id: string): ProviderJob | undefined {
    return this.many([id])[0]
  }

  /** The jobs of these ids at `moment` (ms), in the order of the ids. Repeated ids count once, unknown ids are skipped. */
  many (ids: readonly string[], moment = this.#contents.clock.now()): ProviderJob[] {
    const shown: ProviderJob[] = []
    for (const job of this.#contents.store.many(ids)) if (this.#knows(job, moment)) shown.push(this.#show(viewAt(job, moment)))
    return shown
  }

  /** Newest first. */
  list ({ hidden = false, ...query }: ProviderJobQuery): JobList<ProviderJob> {
    const { items, ...page } = this.#contents.jobs.list({ ...query, provider: this.#traits.name, visible: !hidden })
    return { ...page, items: items.map(view => this.#show(view)) }
  }

  /** Opens a wait. `until` is called with the jobs of this provider only. Throws WAIT_LIMIT. */
  wait (request: WaitRequest): Wait {
    const { name } = this.#traits
    const until: WaitRequest['until'] = jobs => request.until(Array.from(jobs).filter(({ provider }) => provider === name))
    return this.#contents.jobs.wait({ ...request, until })
  }

  /**
   * Creates a job. With `request`, the request with which a client started it, faults and lifecycle rules may choose its
   * lifecycle. Throws JOB_EXISTS, JOB_LIMIT, COLLECTION_FULL, InvalidField; then no rule has counted the job.
   */
  start (order: JobOrder, request?: Omit<StartRequest, 'provider'>): ProviderJob {
    const { jobs, ids, clock, rules } = this.#contents
    const { name, kind: usualKind, newId, toInput, groupOf, addThings } = this.#traits
    const kind = order.kind ?? usualKind
    const id = order.id ?? newId(ids, kind, clock.now())
    const input = toInput?.(order.input, ids, kind) ?? order.input
    const group = groupOf?.(input, kind)
    const { lifecycle, rule } = order.lifecycle === undefined
      ? this.#contents.lifecycleFor(name, request && { ...request, provider: name }, order.usualLifecycle)
      : { lifecycle: order.lifecycle }
    let undo: (() => void) | undefined
    try {
      undo = addThings?.(this.#contents, input, kind)
      return this.#show(jobs.create({ ...order, lifecycle, id, kind, input, group, provider: name }))
    } catch (error) {
      undo?.()
      if (rule !== undefined) rules.giveBack(rule)
      throw error
    }
  }

  /** The provider's status of a job in the dialect of the sandbox. */
  statusOf (view: JobView): string {
    const { statuses, toStatus } = this.#traits
    const { dialect } = this
    return view.unknownStatus ?? toStatus?.(view, dialect) ?? statuses[dialect][view.state]
  }

  #knows (job: Job, moment: number): boolean {
    return job.provider === this.#traits.name && isVisible(job, moment)
  }

  /** Adds the status to a new view. Assigned, because Object.assign takes as long as all other work of a poll on its job. */
  #show (view: JobView): ProviderJob {
    const shown: JobView & { status?: string } = view
    shown.status = this.statusOf(view)
    return shown as ProviderJob
  }
}
