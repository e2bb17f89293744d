import createError from '@fastify/error'
import type { Clock } from '../time/index.ts'
import type { Job } from './job.ts'

export const WaitLimit = createError('WAIT_LIMIT', 'The open waits of a sandbox are about at most %s jobs together; end some of them first', 507)

/** How many ids all open waits may have together: each takes some 250 bytes. */
const maxIds = 1_000_000

/** How many waits are answered in one turn of the event loop; 10,000 at once would hold everybody else up for 200 ms. */
const chunk = 200

export interface WaitRequest {
  /** The ids that the wait is about; unknown ones too, for a job of that id may yet be made. */
  ids: readonly string[]
  /** The moment (ms) at which the wait ends, computed from its jobs as they stand; Infinity for never. */
  until: (jobs: Iterable<Job>) => number
}

/** Somebody waits for jobs. */
export interface Wait {
  /** Resolves with the moment (ms) at which the wait ended. */
  readonly ended: Promise<number>
  /** Ends it now. */
  end (): void
}

interface OpenWait extends WaitRequest {
  jobs: Map<string, Job>
  resolve: (moment: number) => void
  cancel: () => void
}

/** All open waits of a sandbox. When one ends is computed, not polled for, and computed anew when one of its jobs is rewritten. */
export class Waits {
  readonly #clock: Clock
  readonly #byId = new Map<string, Set<OpenWait>>()
  readonly #open = new Set<OpenWait>()
  #ids = 0
  #answers: Array<() => void> = []

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

  /** A job was made or rewritten. */
  see (job: Job): void {
    for (const wait of this.#byId.get(job.id) ?? []) {
      wait.jobs.set(job.id, job)
      this.#schedule(wait)
    }
  }

  /** Ends all waits, with the states of this moment. */
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
    if (this.#answers.push(() => wait.resolve(moment)) === 1) setImmediate(() => this.#answer())
  }

  #answer (): void {
    for (const answer of this.#answers.splice(0, chunk)) answer()
    if (this.#answers.length > 0) setImmediate(() => this.#answer())
  }
}

function nothing (): void {}
