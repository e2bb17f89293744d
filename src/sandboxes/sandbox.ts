import type { Clock, Ids, Jobs, Lifecycles, RandomStream, Script, Seed } from '../jobs/index.ts'
import type { Dialect } from './dialect.ts'
import type { Files } from './files.ts'
import type { Cause, LifecycleRules } from './rules.ts'
import type { Shelf } from './shelf.ts'
import { World, type WorldOptions } from './world.ts'

export interface SandboxOptions extends WorldOptions {
  /** What is switched on beside the default: `starfish-lenient`, … */
  switches: ReadonlySet<string>
  /** Makes the jobs with which a sandbox begins, if it has any. */
  furnish? (sandbox: Sandbox): Promise<void> | undefined
}

/** One isolated world under a name. */
export class Sandbox {
  readonly name: string
  /** ms of the real clock: when somebody last asked for something here. */
  lastUsed = 0
  readonly #options: SandboxOptions
  #world!: World
  #furnished: Promise<void> | undefined
  #closed = false

  constructor (name: string, options: SandboxOptions) {
    this.name = name
    this.#options = options
    this.#begin()
  }

  /** What stands in front of a path to reach this sandbox. */
  get prefix (): string {
    return this.name === mainSandbox ? '' : `/@${this.name}`
  }

  /** All that it holds, for those who read or replace it as a whole. */
  get world (): World { return this.#world }
  get seed (): Seed { return this.#world.seed }
  get clock (): Clock { return this.#world.clock }
  get ids (): Ids { return this.#world.ids }
  get jobs (): Jobs { return this.#world.jobs }
  get files (): Files { return this.#world.files }
  get rules (): LifecycleRules { return this.#world.rules }
  get dialects (): Readonly<Record<string, Dialect>> { return this.#world.dialects }
  get lifecycle (): string { return this.#world.lifecycle }
  get lifecycles (): Lifecycles { return this.#world.lifecycles }
  get busy (): boolean { return this.#world.busy }
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

  /** What a new job's lifecycle is: a rule's for the request that starts it, else its provider's default, else the sandbox's. */
  lifecycleFor (provider: string, cause?: Cause): string | Script {
    return (cause && this.rules.choose(cause)) ?? this.#world.lifecycleOf[provider] ?? this.lifecycle
  }

  shelf<T> (name: string): Shelf<T> {
    return this.#world.shelf<T>(name)
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
    this.#world.close()
    this.#begin()
    await this.#furnished
  }

  /** For good. Whoever waits is answered with the states of this moment. */
  close (): void {
    this.#closed = true
    this.#world.close()
  }

  #begin (): void {
    this.#world = new World(this.#options)
    this.#furnished = this.#options.furnish?.(this)?.then(() => { this.#furnished = undefined })
  }
}

/** The sandbox of a URL that names none. */
export const mainSandbox = 'main'
