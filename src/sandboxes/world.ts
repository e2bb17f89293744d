import type { TSchema } from '@sinclair/typebox'
import { randomInt } from 'node:crypto'
import { Faults } from '../faults/index.ts'
import { Journal } from '../journal/index.ts'
import { Clock, Ids, Jobs, MemoryStore, randomStream, type ClockStart, type Lifecycles, type RandomStream, type Seed, type SeededStream } from '../jobs/index.ts'
import { callEach } from '../safely.ts'
import type { Dialect } from './dialect.ts'
import { Files } from './files.ts'
import { LifecycleRules } from './rules.ts'
import { Shelf, type Room, type ShelfKind, type ShelfOf } from './shelf.ts'

export interface WorldOptions {
  /** Where its clock begins. */
  clock: ClockStart
  /** Where its ids and draws come from; drawn at random if none is given. */
  seed?: Seed | undefined
  /** By provider; one that is not named speaks as documented. */
  dialects: Readonly<Record<string, Dialect>>
  /** The lifecycle of a job that says nothing of its own, and by provider where it differs. */
  lifecycle: string
  lifecycleOf: Readonly<Record<string, string>>
  lifecycles: Lifecycles
  /** Called with what a callback of its clock throws when no request is there to be told. */
  onDefect?: ((error: unknown) => void) | undefined
  /** How many jobs it keeps, and things of each other kind, how many bytes of memory each of the two take (an estimate), and how many bytes of files; and how many requests and bytes of them, 10,000 and 16 MB if left out. */
  limit: { jobs: number, jobBytes: number, things: number, thingBytes: number, bytes: number, requests?: number | undefined, requestBytes?: number | undefined }
}

/** What a new world begins with instead of nothing. */
export interface Furniture {
  rules: LifecycleRules
  streams: Map<string, SeededStream>
}

/** What a sandbox holds from its creation to its reset. */
export class World {
  readonly seed: Seed
  readonly clock: Clock
  readonly ids: Ids
  readonly lifecycles: Lifecycles
  readonly store: MemoryStore
  readonly jobs: Jobs
  readonly files: Files
  readonly rules: LifecycleRules
  readonly journal: Journal
  readonly faults: Faults
  dialects: Readonly<Record<string, Dialect>>
  readonly lifecycle: string
  readonly lifecycleOf: Readonly<Record<string, string>>
  readonly #limit: number
  readonly #room: Room
  readonly #shelves = new Map<string, Shelf<unknown>>()
  readonly #streams: Map<string, SeededStream>
  readonly #open = new Set<() => void>()

  constructor ({ clock, seed = randomInt(2 ** 32), dialects, lifecycle, lifecycleOf, lifecycles, onDefect, limit }: WorldOptions, { rules = new LifecycleRules(), streams = new Map() }: Partial<Furniture> = {}) {
    this.seed = seed
    const own = this.clock = new Clock(clock, onDefect)
    this.#streams = streams
    this.ids = new Ids(seed, this.random('ids'))
    this.lifecycles = lifecycles.fork()
    this.store = new MemoryStore({ jobs: limit.jobs, bytes: limit.jobBytes }, () => own.now())
    this.jobs = new Jobs(this.clock, this.store, this.lifecycles, purpose => randomStream(seed, purpose))
    this.files = new Files(limit.bytes)
    this.rules = rules
    this.journal = new Journal({ entries: limit.requests, bytes: limit.requestBytes })
    this.faults = new Faults(purpose => randomStream(seed, purpose))
    this.dialects = dialects
    this.lifecycle = lifecycle
    this.lifecycleOf = lifecycleOf
    this.#limit = limit.things
    this.#room = { limit: limit.thingBytes, used: 0 }
  }

  /** What is kept of a kind, made at the first call. */
  shelf<S extends TSchema> ({ name }: ShelfKind<S>): ShelfOf<S> {
    let shelf = this.#shelves.get(name)
    if (shelf === undefined) this.#shelves.set(name, shelf = new Shelf(name, this.#limit, this.#room))
    return shelf as ShelfOf<S>
  }

  get shelves (): ReadonlyMap<string, Shelf<unknown>> {
    return this.#shelves
  }

  /** The random stream of a purpose, where it stands. */
  random (purpose: string): RandomStream {
    let stream = this.#streams.get(purpose)
    if (stream === undefined) this.#streams.set(purpose, stream = randomStream(this.seed, purpose))
    return stream
  }

  get streams (): ReadonlyMap<string, SeededStream> {
    return this.#streams
  }

  /** Whether a request is under way here, a wait or a stream is open, or a fault holds a connection up. */
  get busy (): boolean {
    return this.journal.pending > 0 || this.jobs.openWaits > 0 || this.#open.size > 0 || this.faults.held > 0
  }

  /** Whether nothing is kept here but the journal, and the clock runs as it began. */
  get empty (): boolean {
    const { store, files, rules, faults, lifecycles, clock } = this
    return store.made === 0 && files.size === 0 && rules.all.length === 0 && faults.size === 0 && lifecycles.uploaded.length === 0 &&
      !clock.adjusted && Array.from(this.#shelves.values()).every(({ size }) => size === 0)
  }

  /** Keeps a stream open until the function that it returns is called; `end` is called if the world closes before. */
  keepOpen (end: () => void): () => void {
    this.#open.add(end)
    return () => { this.#open.delete(end) }
  }

  /** Answers whoever waits, ends the streams and lets go of the timer. */
  close (): void {
    const ends = [() => this.jobs.endWaits(), ...this.#open, () => this.faults.close(), () => this.clock.stop()]
    this.#open.clear()
    callEach(ends, end => end())
  }
}
