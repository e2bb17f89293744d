import { randomInt } from 'node:crypto'
import { Clock, Ids, Jobs, MemoryStore, type ClockStart, type Lifecycles, type Seed } from '../jobs/index.ts'

export interface SandboxOptions {
  /** Where its clock begins, and begins again at a reset. */
  clock: ClockStart
  /** Where its ids and draws come from; drawn at random if none is given, anew at each reset. */
  seed?: Seed | undefined
  /** The lifecycle of a job that says nothing of its own. */
  lifecycle: string
  lifecycles: Lifecycles
  /** Makes the jobs with which a sandbox begins, if it has any. */
  furnish? (sandbox: Sandbox): Promise<void> | undefined
}

/** One isolated world: its own jobs, clock and seed. */
export class Sandbox {
  readonly name: string
  /** ms of the real clock: when somebody last asked for something here. */
  lastUsed = 0
  readonly #options: SandboxOptions
  #seed!: Seed
  #clock!: Clock
  #ids!: Ids
  #jobs!: Jobs
  #furnished: Promise<void> | undefined

  constructor (name: string, options: SandboxOptions) {
    this.name = name
    this.#options = options
    this.#begin()
  }

  /** What stands in front of a path to reach this sandbox. */
  get prefix (): string {
    return this.name === mainSandbox ? '' : `/@${this.name}`
  }

  get seed (): Seed { return this.#seed }
  get clock (): Clock { return this.#clock }
  get ids (): Ids { return this.#ids }
  get jobs (): Jobs { return this.#jobs }
  get lifecycle (): string { return this.#options.lifecycle }
  get lifecycles (): Lifecycles { return this.#options.lifecycles }
  /** Resolves when the jobs are there with which it begins; undefined once they are. */
  get furnished (): Promise<void> | undefined { return this.#furnished }

  /** All as new. Whoever waits is answered with the states of this moment. */
  async reset (): Promise<void> {
    // whoever is still furnishing it would go on among the new jobs
    while (this.#furnished !== undefined) await this.#furnished.catch(() => { this.#furnished = undefined })
    this.close()
    this.#begin()
    await this.#furnished
  }

  /** Answers whoever waits and lets go of the timer. */
  close (): void {
    this.#jobs.endWaits()
    this.#clock.stop()
  }

  #begin (): void {
    this.#seed = this.#options.seed ?? randomInt(2 ** 32)
    this.#clock = new Clock(this.#options.clock)
    this.#ids = new Ids(this.#seed)
    this.#jobs = new Jobs(this.#clock, new MemoryStore(), this.#options.lifecycles)
    this.#furnished = this.#options.furnish?.(this)?.then(() => { this.#furnished = undefined })
  }
}

/** The sandbox of a URL that names none. */
export const mainSandbox = 'main'
