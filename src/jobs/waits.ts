import createError from '@fastify/error'
import type { Clock } from '../time/index.ts'
import type { Job } from './job.ts'

export const WaitLimit = createError('WAIT_LIMIT',
  'The open waits of a sandbox may have at most %s job ids together; end some of them first', 507)

/** How many ids all open waits may have together: each takes about 250 bytes. */
const maxIds = 1_000_000

/** How many waits are resolved in one turn of the event loop: 10,000 at once would block all other requests for 200 ms. */
const chunkSize = 200

export interface WaitRequest {
  /** The jobs to wait for. A job of an unknown id may be created during the wait. */
  ids: readonly string[]
  /** Computes the moment (ms) at which the wait ends, from its jobs as they are; Infinity for never. */
  until: (jobs: Iterable<Job>) => number
}

/** An open wait for jobs. */
export interface Wait {
  /** Resolves with the moment (ms) at which the wait ended. */
  readonly ended: Promise<number>
  /** Ends the wait now. */
  end (): void
}

interface OpenWait extends WaitRequest {
  jobs: Map<string, Job>
  resolve: (moment: number) => void
  cancel: () => void
}

/** All open waits of a sandbox. The end of a wait is computed when it opens and when one of its jobs is replaced: nothing is polled. */
export class Waits {
  readonly #clock: Clock
  readonly #byId = new Map<string, Set<OpenWait>>()
  readonly #open = new Set<OpenWait>()
  #ids = 0
  /** The resolve functions of waits that have ended. */
  #ended: Array<() => void> = []

  constructor (clock: Clock) {
    this.#clock = clock
  }

  get size (): number {
    return this.#open.size
  }

  /** Throws WAIT_LIMIT. */
  open (request: WaitRequest, jobs: readonly Job[]): Wait {
    if (this.#ids + request.ids.length > maxIds) throw new WaitLimit(maxIds)
    const wait: OpenWait = { ...request, jobs: new Map(jobs.map(job => [job.id, job])), resolve: nothing, cancel: nothing }
    const ended = new Promise<number>(resolve => { wait.resolve = resolve })
    this.#open.add(wait)
    this.#ids += wait.ids.length
    for (const id of wait.ids) this.#byId.set(id, (this.#byId.get(id) ?? new Set()).add(wait))
    this.#schedule(wait)
    return { ended, end: () => this.#end(wait, this.#clock.now()) }
  }

  /** Updates the waits for a job that was created or replaced. */
  update (job: Job): void {
    for (const wait of this.#byId.get(job.id) ?? []) {
      wait.jobs.set(job.id, job)
      this.#schedule(wait)
    }
  }

  /** Ends all waits now. */
  endAll (): void {
    for (const wait of this.#open) this.#end(wait, this.#clock.now())
  }

  #schedule (wait: OpenWait): void {
    wait.cancel()
    const moment = wait.until(wait.jobs.values())
    if (moment <= this.#clock.now()) this.#end(wait, this.#clock.now())
    else wait.cancel = moment === Infinity ? nothing : this.#clock.at(moment, moment => this.#end(wait, moment))
  }

  #end (wait: OpenWait, moment: number): void {
    if (!this.#open.delete(wait)) return
    wait.cancel()
    this.#ids -= wait.ids.length
    for (const id of wait.ids) {
      const waits = this.#byId.get(id)
      if (waits?.delete(wait) && waits.size === 0) this.#byId.delete(id)
    }
    if (this.#ended.push(() => wait.resolve(moment)) === 1) setImmediate(() => this.#resolveChunk())
  }

  #resolveChunk (): void {
    for (const resolve of this.#ended.splice(0, chunkSize)) resolve()
    if (this.#ended.length > 0) setImmediate(() => this.#resolveChunk())
  }
}

function nothing (): void {}
