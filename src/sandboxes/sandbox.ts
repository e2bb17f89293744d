import type { TSchema } from '@sinclair/typebox'
import type { Faults } from '../faults/index.ts'
import { show, type Journal, type Shown } from '../journal/index.ts'
import type { Clock, Ids, Jobs, Lifecycles, RandomStream, Script, Seed } from '../jobs/index.ts'
import type { Dialect } from './dialect.ts'
import { Events } from './events.ts'
import type { Files } from './files.ts'
import type { Cause, LifecycleRules, Rule } from './rules.ts'
import type { ShelfKind, ShelfOf } from './shelf.ts'
import { World, type WorldOptions } from './world.ts'

export interface SandboxOptions extends WorldOptions {
  /** What is switched on beside the default: `starfish-lenient`, … */
  switches: ReadonlySet<string>
  /** Makes the jobs with which a sandbox begins, if it has any. */
  furnish? (sandbox: Sandbox): Promise<void> | undefined
}

/** The lifecycle of a new job, and the lifecycle rule that has given it, if one did. */
export interface LifecycleChoice { lifecycle: string | Script, rule?: Rule | undefined }

/** One isolated world under a name. */
export class Sandbox {
  readonly name: string
  /** ms of the real clock: when somebody last asked for something here. */
  lastUsed = 0
  /** Whether an operation or a control call has asked for something here. */
  used = false
  /** What happens here, from its creation to its end. */
  readonly events = new Events(number => this.#requestOf(number))
  readonly #options: SandboxOptions
  #world!: World
  #furnished: Promise<void> | undefined
  #closed = false

  constructor (name: string, options: SandboxOptions) {
    this.name = name
    this.#options = options
    this.#enter(new World(options))
    this.#furnish()
  }

  /** What stands in front of a path to reach this sandbox. */
  get prefix (): string {
    return this.name === mainSandbox ? '' : `/@${this.name}`
  }

  /** With what it was made, and begins anew. */
  get options (): SandboxOptions { return this.#options }
  /** All that it holds, for those who read or replace it as a whole. */
  get world (): World { return this.#world }
  get seed (): Seed { return this.#world.seed }
  get clock (): Clock { return this.#world.clock }
  get ids (): Ids { return this.#world.ids }
  get jobs (): Jobs { return this.#world.jobs }
  get files (): Files { return this.#world.files }
  get faults (): Faults { return this.#world.faults }
  get rules (): LifecycleRules { return this.#world.rules }
  get journal (): Journal { return this.#world.journal }
  get dialects (): Readonly<Record<string, Dialect>> { return this.#world.dialects }
  get lifecycle (): string { return this.#world.lifecycle }
  get lifecycles (): Lifecycles { return this.#world.lifecycles }
  get busy (): boolean { return this.#world.busy || this.events.followers > 0 }
  /** Whether a new sandbox with its options would be the same, but for the journal. */
  get empty (): boolean { return this.#furnished === undefined && this.#world.empty && this.#world.dialects === this.#options.dialects }
  /** Whether it is gone: whoever still asks for its name means the one that comes after it. */
  get closed (): boolean { return this.#closed }
  /** Resolves when the jobs are there with which it begins; undefined once they are. */
  get furnished (): Promise<void> | undefined { return this.#furnished }

  isOn (name: string): boolean {
    return this.#options.switches.has(name)
  }

  dialectOf (provider: string): Dialect {
    return this.#world.dialects[provider] ?? 'documented'
  }

  setDialects (changed: Readonly<Record<string, Dialect>>): void {
    this.#world.dialects = { ...this.#world.dialects, ...changed }
  }

  /** What a new job's lifecycle is: a fault's or a rule's for the request that starts it, else its provider's default, else the sandbox's. */
  lifecycleFor (provider: string, cause?: Cause): LifecycleChoice {
    const { faults, clock, rules, lifecycleOf, lifecycle } = this.#world
    const faulty = cause && faults.armed.lifecycleOf(provider, `${provider}.${cause.operation}`, clock.now())
    const rule = cause && faulty === undefined ? rules.choose(cause) : undefined
    return { lifecycle: faulty ?? rule?.lifecycle ?? lifecycleOf[provider] ?? lifecycle, rule }
  }

  shelf<S extends TSchema> (kind: ShelfKind<S>): ShelfOf<S> {
    return this.#world.shelf(kind)
  }

  random (purpose: string): RandomStream {
    return this.#world.random(purpose)
  }

  keepOpen (end: () => void): () => void {
    return this.#world.keepOpen(end)
  }

  /** All as new. Whoever waits is answered with the states of this moment. */
  async reset (): Promise<void> {
    // whoever is still furnishing it would go on among the new jobs
    while (this.#furnished !== undefined) await this.#furnished.catch(() => { this.#furnished = undefined })
    if (this.#closed) return
    this.replace(new World(this.#options))
    this.#furnish()
    await this.#furnished
  }

  /** Puts another world, which nobody has seen yet, in the place of all that is here. Whoever waits is answered with the states of this moment. */
  replace (world: World): void {
    this.#world.close()
    this.events.forgetWorld()
    this.#enter(world)
    const { seed, clock } = world
    this.events.add('reset', { name: this.name, seed, at: new Date(clock.now()).toISOString() })
  }

  /** For good. Whoever waits is answered with the states of this moment. */
  close (): void {
    this.#closed = true
    this.#world.close()
    this.events.close()
  }

  async #requestOf (number: number): Promise<Shown | undefined> {
    const entry = this.journal.get(number)
    return entry && await show(entry, this)
  }

  #enter (world: World): void {
    this.#world = world
    world.jobs.onTransition(transition => this.events.add('transition', transition))
  }

  #furnish (): void {
    this.#furnished = this.#options.furnish?.(this)?.then(() => { this.#furnished = undefined })
  }
}

/** The sandbox of a URL that names none. */
export const mainSandbox = 'main'
