import createError from '@fastify/error'
import { toClockStart, type Clock, type ClockReading, type Seed } from '../jobs/index.ts'
import type { Dialect } from './dialect.ts'
import { drawName } from './name.ts'
import { mainSandbox, Sandbox, type SandboxOptions } from './sandbox.ts'

export const SandboxNameInvalid = createError('SANDBOX_NAME_INVALID', 'A sandbox\'s name is 1 to 64 of a-z A-Z 0-9 . _ -, and %j is not', 400)
export const SandboxLimit = createError('SANDBOX_LIMIT', 'There are %s sandboxes already, the most at a time; one is forgotten after %s s without a request', 507)

export const SandboxExists = createError('SANDBOX_EXISTS', 'There is a sandbox %s already; choose another name, or say none and a fresh one is drawn', 409)
export const SandboxUnknown = createError('SANDBOX_UNKNOWN', 'There is no sandbox %s; GET /__admin/sandboxes lists those that there are', 404)
export const SandboxStays = createError('SANDBOX_STAYS', 'The sandbox %s is always there; POST /__admin/reset makes it as new', 409)

/** How a sandbox differs from the server's defaults, also after a reset. */
export interface SandboxOrder {
  /** Drawn if none is given. */
  name?: string | undefined
  seed?: Seed | undefined
  clock?: Partial<ClockReading> | undefined
  dialects?: Readonly<Record<string, Dialect>> | undefined
  /** The name of the lifecycle of a job that says nothing of its own, whoever its provider is. */
  lifecycle?: string | undefined
}

export interface RegistryOptions extends SandboxOptions {
  /** ms without a request after which a sandbox is forgotten; `main` never is. */
  ttl: number
  /** How many there may be at a time. */
  sandboxes: number
  /** Forgetting is about requests, and they come in real time. */
  wallClock: Clock
  /** Draws a name for a sandbox that is given none. */
  drawName? (): string
  /** Called with each sandbox that comes to life. */
  onCreate? (sandbox: Sandbox): void
}

/** All sandboxes by name. One comes to life when it is first asked for. */
export class Sandboxes {
  readonly #options: RegistryOptions
  readonly #byName = new Map<string, Sandbox>()
  readonly #clock: Clock
  #sweeping = false

  constructor (options: RegistryOptions) {
    this.#options = options
    this.#clock = options.wallClock
  }

  /** The sandbox of a name, which comes to life if there is none. Throws SANDBOX_NAME_INVALID, SANDBOX_LIMIT. */
  get (name: string): Sandbox {
    const sandbox = this.#byName.get(name) ?? this.#create(name, this.#options)
    sandbox.lastUsed = this.#clock.now()
    return sandbox
  }

  /** Only looks, which is no use of it. Throws SANDBOX_UNKNOWN. */
  find (name: string): Sandbox {
    const sandbox = this.#byName.get(name)
    if (sandbox === undefined) throw new SandboxUnknown(name)
    return sandbox
  }

  /** Some of them in the order of their names, from the one behind `cursor`, which is a name. `next` is null on the last page. */
  list ({ limit, cursor = '' }: { limit: number, cursor?: string | undefined }): { items: Sandbox[], next: string | null } {
    const names = [...this.#byName.keys()].filter(name => name > cursor).sort()
    const page = names.slice(0, limit)
    return { items: page.map(name => this.find(name)), next: names.length > limit ? page.at(-1)! : null }
  }

  /** Throws SANDBOX_EXISTS, SANDBOX_NAME_INVALID, SANDBOX_LIMIT and InvalidField, and then nothing has changed. */
  create ({ name = this.#freshName(), ...order }: SandboxOrder): Sandbox {
    if (this.#byName.has(name)) throw new SandboxExists(name)
    const sandbox = this.#create(name, this.#toOptions(order))
    sandbox.lastUsed = this.#clock.now()
    return sandbox
  }

  /** Answers whoever waits in it. Throws SANDBOX_UNKNOWN, SANDBOX_STAYS. */
  delete (name: string): void {
    if (name === mainSandbox) throw new SandboxStays(name)
    this.#forget(this.find(name))
  }

  /** Answers whoever waits, in all of them. */
  close (): void {
    for (const sandbox of this.#byName.values()) sandbox.close()
    this.#clock.stop()
  }

  #freshName (): string {
    const { drawName: draw = drawName } = this.#options
    let name = draw()
    while (this.#byName.has(name)) name = draw()
    return name
  }

  #toOptions ({ seed, clock, dialects, lifecycle }: SandboxOrder): SandboxOptions {
    const options = this.#options
    if (lifecycle !== undefined) options.lifecycles.choose(lifecycle)
    return {
      ...options,
      seed: seed ?? options.seed,
      clock: clock === undefined ? options.clock : toClockStart(clock, options.clock, 'clock'),
      dialects: { ...options.dialects, ...dialects },
      // what is said of the sandbox goes before what the server says of single providers
      ...lifecycle !== undefined && { lifecycle, lifecycleOf: {} }
    }
  }

  #create (name: string, options: SandboxOptions): Sandbox {
    if (!/^[a-zA-Z0-9._-]{1,64}$/.test(name)) throw new SandboxNameInvalid(name)
    // main is where somebody deletes the others
    if (name !== mainSandbox && this.#byName.size >= this.#options.sandboxes) throw new SandboxLimit(this.#options.sandboxes, this.#options.ttl / 1000)
    const sandbox = new Sandbox(name, options)
    this.#byName.set(name, sandbox)
    this.#options.onCreate?.(sandbox)
    this.#planSweep(this.#clock.now() + this.#options.ttl)
    return sandbox
  }

  #planSweep (moment: number): void {
    if (this.#sweeping) return
    this.#sweeping = true
    this.#clock.at(moment, () => this.#sweep())
  }

  /** Forgets whom nobody has asked for anything, and looks again when the next one may be due. */
  #sweep (): void {
    this.#sweeping = false
    const now = this.#clock.now()
    for (const sandbox of this.#mortal()) {
      if (sandbox.busy) sandbox.lastUsed = now
      else if (sandbox.lastUsed + this.#options.ttl <= now) this.#forget(sandbox)
    }
    const left = this.#mortal().map(sandbox => sandbox.lastUsed)
    if (left.length > 0) this.#planSweep(Math.min(...left) + this.#options.ttl)
  }

  #mortal (): Sandbox[] {
    return [...this.#byName.values()].filter(({ name }) => name !== mainSandbox)
  }

  #forget (sandbox: Sandbox): void {
    sandbox.close()
    this.#byName.delete(sandbox.name)
  }
}
