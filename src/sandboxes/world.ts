import { randomInt } from 'node:crypto'
import { Clock, Ids, Jobs, MemoryStore, randomStream, type ClockStart, type Lifecycles, type RandomStream, type Seed } from '../jobs/index.ts'
import type { Dialect } from './dialect.ts'
import { Files } from './files.ts'
import { LifecycleRules } from './rules.ts'
import { Shelf } from './shelf.ts'

export interface WorldOptions {
  /** Where its clock begins. */
  clock: ClockStart
  /** Where its ids and draws come from; drawn at random if none is given. */
  seed?: Seed | undefined
  /** By provider; one that is not named speaks as documented. */
  dialects: Readonly<Record<string, Dialect>>
  lifecycles: Lifecycles
  /** How many jobs it keeps, how many things of each other kind, and how many bytes of files. */
  limit: { jobs: number, things: number, bytes: number }
}

/** What a sandbox holds from its creation to its reset. */
export class World {
  readonly seed: Seed
  readonly clock: Clock
  readonly ids: Ids
  readonly jobs: Jobs
  readonly files: Files
  readonly rules = new LifecycleRules()
  dialects: Readonly<Record<string, Dialect>>
  readonly #limit: number
  readonly #shelves = new Map<string, Shelf<unknown>>()
  readonly #streams = new Map<string, RandomStream>()
  readonly #open = new Set<() => void>()

  constructor ({ clock, seed = randomInt(2 ** 32), dialects, lifecycles, limit }: WorldOptions) {
    this.seed = seed
    this.clock = new Clock(clock)
    this.ids = new Ids(seed)
    this.jobs = new Jobs(this.clock, new MemoryStore(limit.jobs), lifecycles)
    this.files = new Files(limit.bytes)
    this.dialects = dialects
    this.#limit = limit.things
  }

  /** What is kept under a name (`starfish.projects`), made at the first call. */
  shelf<T> (name: string): Shelf<T> {
    let shelf = this.#shelves.get(name)
    if (shelf === undefined) this.#shelves.set(name, shelf = new Shelf(name, this.#limit))
    return shelf as Shelf<T>
  }

  /** The random stream of a purpose, where it stands. */
  random (purpose: string): RandomStream {
    let stream = this.#streams.get(purpose)
    if (stream === undefined) this.#streams.set(purpose, stream = randomStream(this.seed, purpose))
    return stream
  }

  /** Whether somebody waits here, or follows a stream. */
  get busy (): boolean {
    return this.jobs.openWaits > 0 || this.#open.size > 0
  }

  /** Keeps a stream open until the function that it returns is called; `end` is called if the world closes before. */
  keepOpen (end: () => void): () => void {
    this.#open.add(end)
    return () => { this.#open.delete(end) }
  }

  /** Answers whoever waits, ends the streams and lets go of the timer. */
  close (): void {
    this.jobs.endWaits()
    for (const end of this.#open) end()
    this.#open.clear()
    this.clock.stop()
  }
}
