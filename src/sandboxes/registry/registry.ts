import createError from '@fastify/error'
import type { Clock } from '../../time/index.ts'
import { shorten } from '../../validation/text.ts'
import { callEach } from '../../defects.ts'
import { Memory } from '../../memory.ts'
import { baseBytes, type Contents } from '../contents.ts'
import { mainSandbox, Sandbox, type SandboxSetup } from '../sandbox.ts'
import { drawName, mustBeName, toSetup, type SandboxOrder } from './order.ts'
import { Recency } from './recency.ts'

export const SandboxLimit = createError('SANDBOX_LIMIT',
  'There are already %s sandboxes, the maximum; delete some, or wait: a sandbox is removed after %s s without a request', 507)
export const SandboxExists = createError('SANDBOX_EXISTS',
  'There is already a sandbox %s; choose another name, or omit the name to have one drawn', 409)
export const SandboxUnknown = createError('SANDBOX_UNKNOWN', 'There is no sandbox %s; GET /__admin/sandboxes lists all', 404)
export const SandboxStays = createError('SANDBOX_STAYS',
  'The sandbox %s cannot be deleted; POST /__admin/reset restores its initial state', 409)

export interface RegistrySetup extends SandboxSetup {
  /** The clock by which unused sandboxes are removed: real time, except in tests. */
  readonly wallClock: Clock
  /** Draws the name of a sandbox that is created without one. */
  drawName? (): string
  /** Throws an error if a sandbox of this name must not be created here. */
  mustBeFree? (name: string): void
  /** Called with each sandbox that is created, and the settings in which it differs. */
  onCreate? (sandbox: Sandbox, order: SandboxOrder): void
  /** Called with each sandbox that has been removed. `isDeleted`: by a client, not because it was not used. */
  onRemove? (sandbox: Sandbox, isDeleted: boolean): void
}

/** All sandboxes by name. A sandbox is created by its first request. */
export class Sandboxes {
  readonly #setup: RegistrySetup
  readonly #byName = new Map<string, Sandbox>()
  readonly #clock: Clock
  readonly #memory: Memory
  /** All sandboxes except `main`, which is never removed. */
  readonly #recency: Recency
  #sweep: { at: number, cancel: () => void } | undefined

  constructor (setup: RegistrySetup) {
    this.#memory = new Memory(setup.limits.memory, isEnough => this.#recency.reclaim(this.#byName.get(mainSandbox), isEnough))
    this.#setup = { ...setup, memory: this.#memory }
    this.#clock = setup.wallClock
    this.#recency = new Recency(setup.limits.sandboxTtl)
  }

  /** The sandbox for an operation or a control call, created if missing. Throws SANDBOX_NAME_INVALID, SANDBOX_LIMIT. */
  get (name: string): Sandbox {
    const sandbox = this.#byName.get(name) ?? this.#create(name, {})
    sandbox.used = true
    this.#touch(sandbox)
    return sandbox
  }

  /**
   * The sandbox for any other request, created if missing. A sandbox created this way is removed after a minute without a use. Throws
   * SANDBOX_NAME_INVALID, SANDBOX_LIMIT.
   */
  visit (name: string): Sandbox {
    const sandbox = this.#byName.get(name) ?? this.#create(name, {})
    this.#touch(sandbox)
    return sandbox
  }

  /** An existing sandbox; `main` is created if missing, because it always exists. Does not count as a use. Throws SANDBOX_UNKNOWN. */
  find (name: string): Sandbox {
    const sandbox = this.#byName.get(name) ?? (name === mainSandbox ? this.#create(name, {}) : undefined)
    if (sandbox === undefined) throw new SandboxUnknown(shorten(name))
    return sandbox
  }

  /** All sandboxes, in no particular order. Does not count as a use. */
  all (): Iterable<Sandbox> {
    return this.#byName.values()
  }

  /** A page of sandboxes in the order of their names. `cursor` is the last name of the page before; `next` is null on the last page. */
  list ({ limit, cursor = '' }: { limit: number, cursor?: string | undefined }): { items: Sandbox[], next: string | null } {
    const names = [...this.#byName.keys()].filter(name => name > cursor).sort()
    const page = names.slice(0, limit)
    return { items: page.map(name => this.find(name)), next: names.length > limit ? page.at(-1)! : null }
  }

  /** Throws SANDBOX_EXISTS, SANDBOX_NAME_INVALID, SANDBOX_LIMIT, InvalidField; then nothing has changed. */
  create ({ name = this.drawName(), ...order }: SandboxOrder): Sandbox {
    if (this.#byName.has(name)) throw new SandboxExists(name)
    const sandbox = this.#create(name, order)
    sandbox.used = true
    this.#touch(sandbox)
    return sandbox
  }

  /** Adds a sandbox that was created elsewhere with `order`. `read` returns its contents. Throws SANDBOX_LIMIT and the errors of `read`. */
  adopt (name: string, order: SandboxOrder, read: (setup: SandboxSetup) => Contents): Sandbox {
    const setup = toSetup(this.#setup, order)
    this.#mustHaveRoom(name)
    const sandbox = new Sandbox(name, setup, read(setup))
    this.#byName.set(name, sandbox)
    sandbox.used = true
    this.#touch(sandbox)
    return sandbox
  }

  /** A sandbox in memory; undefined if there is none. Does not count as a use. */
  seek (name: string): Sandbox | undefined {
    return this.#byName.get(name)
  }

  /** A sandbox that is in no list, with the defaults of the server. Throws the errors of `load`. */
  createSpare (): Sandbox {
    return new Sandbox(mainSandbox, { ...this.#setup, record: undefined })
  }

  /** Removes a sandbox from memory. Its open waits end with the current states. Throws SANDBOX_UNKNOWN. */
  unload (name: string): void {
    this.#forget(this.find(name), false)
  }

  /** Deletes a sandbox. Its open waits end with the current states. Throws SANDBOX_UNKNOWN, SANDBOX_STAYS. */
  delete (name: string): void {
    if (name === mainSandbox) throw new SandboxStays(name)
    this.#forget(this.find(name), true)
  }

  /** Closes all sandboxes. Their open waits end with the current states. */
  close (): void {
    this.#clock.stop()
    callEach(this.#byName.values(), sandbox => sandbox.close())
  }

  /** Draws a name that no sandbox here has. */
  drawName (): string {
    const { drawName: draw = drawName } = this.#setup
    let name = draw()
    while (this.#byName.has(name)) name = draw()
    return name
  }

  #create (name: string, order: SandboxOrder): Sandbox {
    mustBeName(name)
    this.#setup.mustBeFree?.(name)
    const setup = toSetup(this.#setup, order)
    this.#mustHaveRoom(name)
    const sandbox = new Sandbox(name, setup)
    this.#byName.set(name, sandbox)
    this.#setup.onCreate?.(sandbox, order)
    return sandbox
  }

  /** `main` does not count: a test needs it to delete other sandboxes. Throws SANDBOX_LIMIT, MEMORY_FULL. */
  #mustHaveRoom (name: string): void {
    if (name === mainSandbox) return
    if (this.#byName.size >= this.#setup.limits.sandboxes) this.#makeRoom()
    if (!this.#memory.fits(baseBytes)) throw this.#memory.full()
  }

  /** Throws SANDBOX_LIMIT. */
  #makeRoom (): void {
    const { sandboxes, sandboxTtl: ttl } = this.#setup.limits
    const empty = this.#recency.findEmpty(({ empty, setup }) => empty && setup === this.#setup)
    if (empty === undefined) throw new SandboxLimit(sandboxes, ttl / 1000)
    this.#forget(empty, false)
  }

  #touch (sandbox: Sandbox): void {
    sandbox.lastUsed = this.#clock.now()
    if (sandbox.name === mainSandbox) return
    this.#recency.add(sandbox)
    this.#planSweep(this.#recency.dueAt(sandbox))
  }

  /** Plans a sweep at `at` (ms), unless one is planned earlier. At most one is planned at a time. */
  #planSweep (at: number): void {
    if (this.#sweep !== undefined && this.#sweep.at <= at) return
    this.#sweep?.cancel()
    this.#sweep = { at, cancel: this.#clock.at(at, () => this.#removeDue()) }
  }

  /** Removes the sandboxes that have had no request for their time to live. */
  #removeDue (): void {
    this.#sweep = undefined
    const now = this.#clock.now()
    let next = this.#recency.next
    try {
      while (next !== undefined && this.#recency.dueAt(next) <= now) {
        if (next.busy) this.#touch(next)
        else this.#forget(next, false)
        next = this.#recency.next
      }
    } finally {
      // also after an error: a sandbox that cannot be closed must not keep the others
      next = this.#recency.next
      if (next !== undefined) this.#planSweep(this.#recency.dueAt(next))
    }
  }

  #forget (sandbox: Sandbox, isDeleted: boolean): void {
    this.#byName.delete(sandbox.name)
    this.#recency.remove(sandbox)
    sandbox.close()
    this.#setup.onRemove?.(sandbox, isDeleted)
  }
}
