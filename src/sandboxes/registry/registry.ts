import createError from '@fastify/error'
import type { Seed } from '../../random/index.ts'
import { toClockStart, type Clock, type ClockReading } from '../../time/index.ts'
import { shorten } from '../../validation/text.ts'
import { callEach } from '../../defects.ts'
import type { Dialect, SandboxSetup } from '../settings.ts'
import { drawName } from './name.ts'
import { Recency } from './recency.ts'
import { mainSandbox, Sandbox } from '../sandbox.ts'

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

export interface RegistrySetup extends SandboxSetup {
  /** Sandboxes are removed by real time, in which requests arrive. */
  readonly wallClock: Clock
  /** Draws the name of a sandbox that is created without one. */
  drawName? (): string
  /** Called with each sandbox that is created. */
  onCreate? (sandbox: Sandbox): void
}

/** All sandboxes by name. A sandbox is created by its first request. */
export class Sandboxes {
  readonly #setup: RegistrySetup
  readonly #byName = new Map<string, Sandbox>()
  readonly #clock: Clock
  /** All but `main`, which stays. */
  readonly #recency: Recency
  #sweep: { at: number, cancel: () => void } | undefined

  constructor (setup: RegistrySetup) {
    this.#setup = setup
    this.#clock = setup.wallClock
    this.#recency = new Recency(setup.limits.sandboxTtl)
  }

  /** The sandbox of a name, for an operation or a control call; it is created if it is missing. Throws SANDBOX_NAME_INVALID, SANDBOX_LIMIT. */
  get (name: string): Sandbox {
    const sandbox = this.#byName.get(name) ?? this.#create(name, this.#setup)
    sandbox.used = true
    this.#touch(sandbox)
    return sandbox
  }

  /** The same for any other request: a sandbox that is created for it is removed after a minute, unless it is used before. */
  visit (name: string): Sandbox {
    const sandbox = this.#byName.get(name) ?? this.#create(name, this.#setup)
    this.#touch(sandbox)
    return sandbox
  }

  /** Only looks, which is no use of it. Throws SANDBOX_UNKNOWN. */
  find (name: string): Sandbox {
    const sandbox = this.#byName.get(name)
    if (sandbox === undefined) throw new SandboxUnknown(shorten(name))
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
    const sandbox = this.#create(name, this.#toSetup(order))
    sandbox.used = true
    this.#touch(sandbox)
    return sandbox
  }

  /** Answers whoever waits in it. Throws SANDBOX_UNKNOWN, SANDBOX_STAYS. */
  delete (name: string): void {
    if (name === mainSandbox) throw new SandboxStays(name)
    this.#forget(this.find(name))
  }

  /** Answers whoever waits, in all of them. */
  close (): void {
    this.#clock.stop()
    callEach(this.#byName.values(), sandbox => sandbox.close())
  }

  #freshName (): string {
    const { drawName: draw = drawName } = this.#setup
    let name = draw()
    while (this.#byName.has(name)) name = draw()
    return name
  }

  #toSetup ({ seed, clock, dialects, lifecycle }: SandboxOrder): SandboxSetup {
    const setup = this.#setup
    if ([seed, clock, dialects, lifecycle].every(setting => setting === undefined)) return setup
    const { defaults, lifecycles } = setup
    if (lifecycle !== undefined) lifecycles.choose(lifecycle)
    return {
      ...setup,
      defaults: {
        ...defaults,
        seed: seed ?? defaults.seed,
        clock: clock === undefined ? defaults.clock : toClockStart(clock, defaults.clock, 'clock'),
        dialects: { ...defaults.dialects, ...dialects },
        // the lifecycle of the sandbox overrides the server's lifecycles of single providers
        ...lifecycle !== undefined && { lifecycle, lifecycleOf: {} }
      }
    }
  }

  #create (name: string, setup: SandboxSetup): Sandbox {
    mustBeName(name)
    // main is where a test deletes the others
    if (name !== mainSandbox && this.#byName.size >= this.#setup.limits.sandboxes) this.#makeRoom()
    const sandbox = new Sandbox(name, setup)
    this.#byName.set(name, sandbox)
    this.#setup.onCreate?.(sandbox)
    return sandbox
  }

  /** Throws SANDBOX_LIMIT. */
  #makeRoom (): void {
    const { sandboxes, sandboxTtl: ttl } = this.#setup.limits
    const empty = this.#recency.findEmpty(({ empty, setup }) => empty && setup === this.#setup)
    if (empty === undefined) throw new SandboxLimit(sandboxes, ttl / 1000)
    this.#forget(empty)
  }

  #touch (sandbox: Sandbox): void {
    sandbox.lastUsed = this.#clock.now()
    if (sandbox.name === mainSandbox) return
    this.#recency.add(sandbox)
    this.#planSweep(this.#recency.dueAt(sandbox))
  }

  /** One sweep at a time is planned, and none is later than the first sandbox is due. */
  #planSweep (at: number): void {
    if (this.#sweep !== undefined && this.#sweep.at <= at) return
    this.#sweep?.cancel()
    this.#sweep = { at, cancel: this.#clock.at(at, () => this.#removeDue()) }
  }

  /** Removes the sandboxes that nobody has asked for anything for long enough. */
  #removeDue (): void {
    this.#sweep = undefined
    const now = this.#clock.now()
    let next = this.#recency.next
    try {
      while (next !== undefined && this.#recency.dueAt(next) <= now) {
        if (next.busy) this.#touch(next)
        else this.#forget(next)
        next = this.#recency.next
      }
    } finally {
      // one that cannot be closed keeps no other from being removed
      next = this.#recency.next
      if (next !== undefined) this.#planSweep(this.#recency.dueAt(next))
    }
  }

  #forget (sandbox: Sandbox): void {
    this.#byName.delete(sandbox.name)
    this.#recency.remove(sandbox)
    sandbox.close()
  }
}

/** Throws SANDBOX_NAME_INVALID. */
export function mustBeName (name: string): void {
  if (!/^[a-zA-Z0-9._-]{1,64}$/.test(name)) throw new SandboxNameInvalid(shorten(name))
}
