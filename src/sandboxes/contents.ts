import type { TSchema } from '@sinclair/typebox'
import { randomInt } from 'node:crypto'
import { Faults } from '../faults/index.ts'
import { Journal } from '../journal/index.ts'
import { Jobs, JobStore, type Lifecycles } from '../jobs/index.ts'
import { defaultReportSettings, type ReportSettings } from '../report/index.ts'
import { Ids, randomStream, type RandomStream, type Seed, type SeededStream } from '../random/index.ts'
import { Clock } from '../time/index.ts'
import { callEach } from '../defects.ts'
import { MemoryAccount, type Memory } from '../memory.ts'
import type { Changes } from './changes.ts'
import { Files } from './files.ts'
import { Stubs } from './stubs.ts'
import { LifecycleRules, type KeptRules, type LifecycleChoice, type StartRequest } from './lifecycle-rules.ts'
import { Collection, type Room, type CollectionKind, type CollectionOf } from './collection.ts'
import { ProviderJobs, type JobTraits } from './provider-jobs.ts'
import type { Dialect, Limits, SandboxDefaults } from './settings.ts'

/** What contents are created from. */
export interface ContentsSetup {
  readonly defaults: SandboxDefaults
  readonly limits: Limits
  /** The built-in lifecycles. */
  readonly lifecycles: Lifecycles
  /** What the sandboxes of the server take together. Unlimited if missing. */
  readonly memory?: Memory
  /** The names of the GraphQL providers. */
  readonly graphql: readonly string[]
  /** Returns the record of what changes in the new contents. Without it, nothing is recorded. */
  record?: ((contents: Contents) => Changes) | undefined
  /** Called with an error that a timer throws: no response can report it. */
  onDefect? (error: unknown): void
}

/** The parts of new contents that a restored snapshot supplies. */
export interface InitialContents {
  rules: KeptRules
  streams: Map<string, SeededStream>
}

/** Bytes of memory that a sandbox takes while it is empty, measured with Node 20: of the heap, and of the first block of the journal. */
export const baseBytes = 12_000

/** Everything that a sandbox holds, from its creation or reset to its next reset. */
export class Contents {
  readonly seed: Seed
  readonly clock: Clock
  readonly ids: Ids
  readonly lifecycles: Lifecycles
  readonly store: JobStore
  readonly jobs: Jobs
  readonly files: Files
  readonly rules: LifecycleRules
  readonly journal: Journal
  readonly faults: Faults
  readonly stubs: Stubs
  /** What has changed since it was last stored; undefined if the sandbox is not stored. */
  readonly changes: Changes | undefined
  #dialects: Readonly<Record<string, Dialect>>
  #reportSettings: ReportSettings = defaultReportSettings
  readonly lifecycle: string
  readonly lifecycleOf: Readonly<Record<string, string>>
  readonly #providers = new Map<string, ProviderJobs>()
  readonly #maxThings: number
  readonly #memory: MemoryAccount
  readonly #room: Room
  readonly #collections = new Map<string, Collection<unknown>>()
  readonly #streams: Map<string, SeededStream>
  readonly #open = new Set<() => void>()

  constructor ({ defaults, limits, lifecycles, graphql, memory, onDefect, record }: ContentsSetup, initial: Partial<InitialContents> = {}) {
    const { rules, streams = new Map() } = initial
    const changes = this.changes = record?.(this)
    const { clock: clockStart, seed = randomInt(2 ** 32), dialects, lifecycle, lifecycleOf } = defaults
    this.seed = seed
    this.#memory = new MemoryAccount(memory)
    this.#memory.add(baseBytes)
    const clock = this.clock = new Clock(clockStart, onDefect, () => changes?.add('clock'))
    this.#streams = streams
    this.ids = new Ids(seed, this.random('ids'))
    this.lifecycles = lifecycles.fork(() => changes?.add('lifecycles'))
    this.store = new JobStore({ jobs: limits.jobs, bytes: limits.jobBytes }, () => clock.now(), this.#memory)
    this.jobs = new Jobs(clock, this.store, this.lifecycles, purpose => randomStream(seed, purpose))
    this.files = new Files(limits.fileBytes, this.#memory, (key, isThere) => changes?.[isThere ? 'add' : 'remove'](`file:${key}`))
    this.rules = new LifecycleRules(rules, () => changes?.add('rules'))
    this.journal = new Journal({ exchanges: limits.requests, bytes: limits.requestBytes }, this.#memory)
    this.faults = new Faults(purpose => randomStream(seed, purpose), graphql, () => changes?.add('faults'))
    this.stubs = new Stubs(() => changes?.add('stubs'))
    this.#dialects = dialects
    this.lifecycle = lifecycle
    this.lifecycleOf = lifecycleOf
    this.#maxThings = limits.things
    this.#room = { limit: limits.thingBytes, used: 0, memory: this.#memory }
    if (changes !== undefined) {
      this.store.onWrite(({ id }) => {
        changes.add('jobs')
        changes.add(`job:${id}`)
      })
      this.store.onEvict(({ id }) => changes.remove(`job:${id}`))
    }
  }

  get dialects (): Readonly<Record<string, Dialect>> { return this.#dialects }
  /** How the report judges the clients of the sandbox. */
  get reportSettings (): ReportSettings { return this.#reportSettings }

  set dialects (dialects: Readonly<Record<string, Dialect>>) {
    this.#dialects = dialects
    this.changes?.add('settings')
  }

  set reportSettings (settings: ReportSettings) {
    this.#reportSettings = settings
    this.changes?.add('settings')
  }

  /** The jobs of a provider, created at the first call. */
  provider (traits: JobTraits): ProviderJobs {
    let jobs = this.#providers.get(traits.name)
    if (jobs === undefined) this.#providers.set(traits.name, jobs = new ProviderJobs(this, traits))
    return jobs
  }

  dialectOf (provider: string): Dialect {
    return this.dialects[provider] ?? 'documented'
  }

  /**
   * The lifecycle of a new job: that of a fault rule or of a lifecycle rule that matches the request, else `usual`, else the default of
   * the provider, else the default of the sandbox. `request` is missing for a job of the control API.
   */
  lifecycleFor (provider: string, request?: StartRequest, usual?: string): LifecycleChoice {
    const { faults, clock, rules, lifecycleOf, lifecycle } = this
    const ofFault = request && faults.active.lifecycleOf({ ...request, operation: `${provider}.${request.operation}` }, clock.now())
    const rule = request && ofFault === undefined ? rules.choose(request) : undefined
    return { lifecycle: ofFault ?? rule?.lifecycle ?? usual ?? lifecycleOf[provider] ?? lifecycle, rule }
  }

  /** The collection of a kind, created at the first call. Its things have the type of the schema of the kind. */
  collection<S extends TSchema> ({ name }: CollectionKind<S>): CollectionOf<S> {
    let collection = this.#collections.get(name)
    if (collection === undefined) {
      const { changes } = this
      const onChange = (id: string, isThere: boolean) => changes?.[isThere ? 'add' : 'remove'](`thing:${name}:${id}`)
      collection = new Collection<unknown>(name, this.#maxThings, this.#room, onChange)
      this.#collections.set(name, collection)
    }
    // the map cannot relate the type of a collection to its name
    return collection as CollectionOf<S>
  }

  get collections (): ReadonlyMap<string, Collection<unknown>> {
    return this.#collections
  }

  /** The random stream of a purpose, in its current state. */
  random (purpose: string): RandomStream {
    let stream = this.#streams.get(purpose)
    if (stream === undefined) this.#streams.set(purpose, stream = randomStream(this.seed, purpose))
    const { changes } = this
    return changes === undefined ? stream : watched(stream, () => changes.add('random'))
  }

  get streams (): ReadonlyMap<string, SeededStream> {
    return this.#streams
  }

  /** Whether a request is in progress, a wait or a stream is open, or a fault delays a connection. */
  get busy (): boolean {
    return this.journal.pending > 0 || this.jobs.openWaits > 0 || this.#open.size > 0 || this.faults.held > 0
  }

  /** Whether nothing is kept except the journal, and the clock has not been changed. */
  get empty (): boolean {
    const { store, files, rules, faults, stubs, lifecycles, clock } = this
    return store.made === 0 &&
      files.size === 0 &&
      rules.all.length === 0 &&
      faults.size === 0 &&
      stubs.size === 0 &&
      lifecycles.uploaded.length === 0 &&
      !clock.adjusted &&
      Array.from(this.#collections.values()).every(({ size }) => size === 0)
  }

  /** Registers an open stream or wait. Returns a function that removes it; `end` is called if the contents are closed before that. */
  keepOpen (end: () => void): () => void {
    this.#open.add(end)
    return () => { this.#open.delete(end) }
  }

  /** Ends the waits and streams, releases the connections that faults hold, and stops the clock. */
  close (): void {
    const ends = [() => this.jobs.endWaits(), ...this.#open, () => this.faults.close(), () => this.clock.stop(), () => this.#memory.close()]
    this.#open.clear()
    callEach(ends, end => end())
  }
}

/** Calls `onDraw` before each draw. */
function watched (stream: RandomStream, onDraw: () => void): RandomStream {
  return {
    integer (from, to) {
      onDraw()
      return stream.integer(from, to)
    },
    bytes (count) {
      onDraw()
      return stream.bytes(count)
    }
  }
}
