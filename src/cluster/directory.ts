import type { Directory, Shown } from './membership.ts'
import type { Ownership } from './ownership.ts'
import { keysOf, names } from './scripts.ts'
import type { Store } from './store.ts'
import { mustBeName, SandboxExists, type Sandbox, type SandboxOrder, type Sandboxes } from '../sandboxes/index.ts'

export interface DirectoryOptions {
  store: Store
  ownership: Ownership
  sandboxes: Sandboxes
  now (): number
}

/** The sandboxes of all replicas, in memory or not. */
export class SharedDirectory implements Directory {
  readonly #options: DirectoryOptions

  constructor (options: DirectoryOptions) {
    this.#options = options
  }

  /** Lists what the owner of each sandbox has recorded with its latest change. */
  async list ({ limit, cursor = '' }: { limit: number, cursor?: string | undefined }): Promise<{ items: Shown[], next: string | null }> {
    const all = (await this.#names()).filter(name => name > cursor).sort()
    const page = all.slice(0, limit)
    const texts = await Promise.all(page.map(async name => await this.#read(name, '@about')))
    const items: Shown[] = texts.filter(text => text !== null).map(text => JSON.parse(text))
    // `limit` is at least 1
    return { items, next: all.length > limit ? page.at(-1)! : null }
  }

  /**
   * Creates a sandbox and gives it up, so that it belongs to the replica that receives its first request. With `play`, it stays here.
   * Throws SANDBOX_EXISTS.
   */
  async create (
    { name = this.#options.sandboxes.drawName(), ...order }: SandboxOrder, play?: (sandbox: Sandbox) => void
  ): Promise<Shown> {
    const { ownership, sandboxes } = this.#options
    mustBeName(name)
    if (await this.exists(name)) throw new SandboxExists(name)
    const place = await ownership.claim(name)
    if (!('owned' in place) || place.owned.sandbox !== undefined) throw new SandboxExists(name)
    const sandbox = sandboxes.create({ ...order, name })
    play?.(sandbox)
    const shown = place.owned.show()
    if (play === undefined) await ownership.unload(name)
    else await place.owned.write()
    return shown
  }

  async exists (name: string): Promise<boolean> {
    return await this.#read(name, 'settings') !== null
  }

  /** The owner and the epoch of each sandbox, sorted by name, at most `limit`. */
  async owners (limit: number): Promise<Array<{ name: string, owner: string | null, epoch: number }>> {
    const page = (await this.#names()).sort().slice(0, limit)
    return await Promise.all(page.map(async name => {
      const [owner, epoch] = await Promise.all([this.#read(name, '@owner'), this.#read(name, '@epoch')])
      return { name, owner: owner || null, epoch: Number(epoch) }
    }))
  }

  async #read (name: string, field: string): Promise<string | null> {
    const [key] = keysOf(name)
    return await this.#options.store.send(key, ['HGET', key, field]) as string | null
  }

  async #names (): Promise<string[]> {
    const { store, now } = this.#options
    return await store.send(names, ['ZRANGEBYSCORE', names, String(Math.ceil(now())), '+inf']) as string[]
  }
}
