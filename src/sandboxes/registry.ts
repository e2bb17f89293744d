import createError from '@fastify/error'
import type { Clock } from '../jobs/index.ts'
import { mainSandbox, Sandbox, type SandboxOptions } from './sandbox.ts'

export const SandboxNameInvalid = createError('SANDBOX_NAME_INVALID', 'A sandbox\'s name is 1 to 64 of a-z A-Z 0-9 . _ -, and %j is not', 400)
export const SandboxLimit = createError('SANDBOX_LIMIT', 'There are %s sandboxes already, the most at a time; one is forgotten after %s s without a request', 507)

export interface RegistryOptions extends SandboxOptions {
  /** ms without a request after which a sandbox is forgotten; `main` never is. */
  ttl: number
  /** How many there may be at a time. */
  sandboxes: number
  /** Forgetting is about requests, and they come in real time. */
  wallClock: Clock
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

  /** Throws SANDBOX_NAME_INVALID, SANDBOX_LIMIT. */
  get (name: string): Sandbox {
    const sandbox = this.#byName.get(name) ?? this.#create(name)
    sandbox.lastUsed = this.#clock.now()
    return sandbox
  }

  /** Answers whoever waits, in all of them. */
  close (): void {
    for (const sandbox of this.#byName.values()) sandbox.close()
    this.#clock.stop()
  }

  #create (name: string): Sandbox {
    if (!/^[a-zA-Z0-9._-]{1,64}$/.test(name)) throw new SandboxNameInvalid(name)
    if (this.#byName.size >= this.#options.sandboxes) throw new SandboxLimit(this.#options.sandboxes, this.#options.ttl / 1000)
    const sandbox = new Sandbox(name, this.#options)
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
