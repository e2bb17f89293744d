import type { TSchema } from '@sinclair/typebox'
import type { Faults } from '../faults/index.ts'
import { toExchangeView, type Exchange, type ExchangeView, type Journal } from '../journal/index.ts'
import type { Jobs, Lifecycles } from '../jobs/index.ts'
import type { ReportSettings } from '../report/index.ts'
import type { Ids, RandomStream, Seed } from '../random/index.ts'
import { toIso, type Clock } from '../time/index.ts'
import { Events } from './events.ts'
import type { Files } from './files.ts'
import type { LifecycleRules } from './lifecycle-rules.ts'
import type { CollectionKind, CollectionOf } from './collection.ts'
import { Contents, type ContentsSetup } from './contents.ts'
import type { JobTraits, ProviderJobs } from './provider-jobs.ts'
import type { Stubs } from './stubs.ts'
import type { Dialect } from './settings.ts'

/** What a sandbox is created from. */
export interface SandboxSetup extends ContentsSetup {
  /** Loads the demo data of a sandbox that has any. */
  load? (sandbox: Sandbox): void
  /** For providers whose jobs have other ids too: returns the id of the job that an id stands for. By name. */
  readonly jobIdOf?: ReadonlyMap<string, (id: string, sandbox: Sandbox) => string | undefined>
  /** Called with each exchange that has ended. Without it, nothing listens to the journal. */
  onExchange? (exchange: Exchange, sandbox: Sandbox): void
}

/** One isolated world with its own jobs, clock, faults and journal, under a name. */
export class Sandbox {
  readonly name: string
  /** When the last request arrived, in ms of the wall clock. */
  lastUsed = 0
  /** Whether an operation or a control call has used it. */
  used = false
  /** The events since its creation, also those before a reset. */
  readonly events = new Events(number => this.#requestOf(number))
  readonly #setup: SandboxSetup
  #contents!: Contents
  #closed = false

  /** With `contents`, the sandbox continues with them; else it is in its initial state. */
  constructor (name: string, setup: SandboxSetup, contents?: Contents) {
    this.name = name
    this.#setup = setup
    this.#enter(contents ?? new Contents(setup))
    if (contents === undefined) setup.load?.(this)
  }

  /** The prefix of all paths of this sandbox. */
  get prefix (): string {
    return prefixOf(this.name)
  }

  /** What it was created from; a reset uses it again. */
  get setup (): SandboxSetup { return this.#setup }
  /** Everything that it holds. Replaced by a reset. */
  get contents (): Contents { return this.#contents }
  get seed (): Seed { return this.#contents.seed }
  get clock (): Clock { return this.#contents.clock }
  get ids (): Ids { return this.#contents.ids }
  get jobs (): Jobs { return this.#contents.jobs }
  get files (): Files { return this.#contents.files }
  get faults (): Faults { return this.#contents.faults }
  get stubs (): Stubs { return this.#contents.stubs }
  get rules (): LifecycleRules { return this.#contents.rules }
  get journal (): Journal { return this.#contents.journal }
  get dialects (): Readonly<Record<string, Dialect>> { return this.#contents.dialects }
  get reportSettings (): ReportSettings { return this.#contents.reportSettings }
  get lifecycle (): string { return this.#contents.lifecycle }
  get lifecycles (): Lifecycles { return this.#contents.lifecycles }
  get busy (): boolean { return this.#contents.busy || this.events.followers > 0 }
  /** Whether a new sandbox with the same settings would differ only in its journal. */
  get empty (): boolean { return this.#contents.empty && this.#contents.dialects === this.#setup.defaults.dialects }
  /** Whether it has been deleted: a request that arrived before belongs to a new sandbox of the same name. */
  get closed (): boolean { return this.#closed }

  /** Whether a switch of a provider is on: `starfish-lenient`. */
  isOn (name: string): boolean {
    return this.#setup.defaults.switches.has(name)
  }

  set reportSettings (settings: ReportSettings) { this.#contents.reportSettings = settings }

  dialectOf (provider: string): Dialect {
    return this.#contents.dialectOf(provider)
  }

  setDialects (changed: Readonly<Record<string, Dialect>>): void {
    this.#contents.dialects = { ...this.#contents.dialects, ...changed }
  }

  /** The jobs of a provider. */
  provider (traits: JobTraits): ProviderJobs {
    return this.#contents.provider(traits)
  }

  /** The texts of a request to a provider, in which the ids that stand for a job are replaced by that of the job. */
  withJobIds (provider: string, texts: ReadonlySet<string>): ReadonlySet<string> {
    const jobIdOf = this.#setup.jobIdOf?.get(provider)
    return jobIdOf === undefined ? texts : new Set(Array.from(texts, text => jobIdOf(text, this) ?? text))
  }

  collection<S extends TSchema> (kind: CollectionKind<S>): CollectionOf<S> {
    return this.#contents.collection(kind)
  }

  random (purpose: string): RandomStream {
    return this.#contents.random(purpose)
  }

  /** See Contents.keepOpen. */
  keepOpen (end: () => void): () => void {
    return this.#contents.keepOpen(end)
  }

  /** Replaces the contents by new ones in the initial state. Open waits end with the current states. */
  reset (): void {
    this.replace(new Contents(this.#setup))
    this.#setup.load?.(this)
  }

  /** Replaces the contents. Open waits end with the current states. */
  replace (contents: Contents): void {
    this.#contents.close()
    this.events.forgetContents()
    this.#enter(contents)
    const { seed, clock } = contents
    this.events.add('reset', { name: this.name, seed, at: toIso(clock.now()) })
  }

  /** Closes it permanently. Open waits end with the current states. */
  close (): void {
    this.#closed = true
    this.#contents.close()
    this.events.close()
  }

  #requestOf (number: number): ExchangeView | undefined {
    const exchange = this.journal.get(number)
    return exchange && toExchangeView(exchange, this)
  }

  #enter (contents: Contents): void {
    this.#contents = contents
    const { onExchange } = this.#setup
    if (onExchange !== undefined) contents.journal.listen(exchange => { if (exchange.outcome !== 'pending') onExchange(exchange, this) })
    contents.jobs.onTransition(transition => this.events.add('transition', transition))
    contents.jobs.onChange(change => this.events.add('job', change))
  }
}

/** The sandbox of a URL that names no sandbox. */
export const mainSandbox = 'main'

/** The prefix of all paths of a sandbox. */
export function prefixOf (name: string): string {
  return name === mainSandbox ? '' : `/@${name}`
}
