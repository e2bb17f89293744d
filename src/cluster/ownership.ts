import { isItem, mustBeName, readFields, type CollectionKind, type Sandbox, type SandboxOrder, type Sandboxes } from '../sandboxes/index.ts'
import { putExchanges } from './journal-copy.ts'
import type { Lease, Peer } from './lease.ts'
import { Owned, type OwnedSetup } from './owned.ts'
import { claim, keysOf } from './scripts.ts'
import type { Store } from './store.ts'

/** Where a request has to be handled: here, as the responses of an owned sandbox, or at another replica. */
export type Place = { owned: Owned } | { peer: Peer }

/** More events than an owner of a sandbox has: the ids of its next owner are greater. */
const maxEvents = 1_000_000_000

/** How many owners of other sandboxes are remembered. */
const maxKnown = 100_000

/** The sandboxes that this replica owns, and the known owners of others. */
export class Ownership {
  readonly #sandboxes: () => Sandboxes
  readonly #kinds: readonly CollectionKind[]
  readonly #setup: OwnedSetup
  readonly #owned = new Map<string, Owned>()
  readonly #known = new Map<string, Peer>()
  readonly #claims = new Map<string, Promise<Place>>()
  readonly #releases = new Map<string, Promise<void>>()
  #isLeaving = false

  constructor (sandboxes: () => Sandboxes, kinds: readonly CollectionKind[], setup: OwnedSetup) {
    this.#sandboxes = sandboxes
    this.#kinds = kinds
    this.#setup = setup
  }

  get all (): Iterable<Owned> { return this.#owned.values() }
  get size (): number { return this.#owned.size }

  get (name: string): Owned | undefined {
    return this.#owned.get(name)
  }

  /** The known place of a sandbox; undefined if the store has to be asked. */
  seek (name: string): Place | undefined {
    const owned = this.#owned.get(name)
    if (owned !== undefined) return { owned }
    const peer = this.#known.get(name)
    return peer !== undefined && this.#lease.peers.has(peer.id) ? { peer } : undefined
  }

  /** Forgets the owner of a sandbox, which could not be reached or has given it up. */
  doubt (name: string): void {
    this.#known.delete(name)
  }

  /** Claims a sandbox unless another replica owns it. Throws an error of the store, SANDBOX_NAME_INVALID, SANDBOX_LIMIT. */
  async claim (name: string): Promise<Place> {
    mustBeName(name)
    const place = this.seek(name)
    if (place !== undefined) return place
    await this.#releases.get(name)
    if (this.#isLeaving) return this.#anyPeer()
    let claimed = this.#claims.get(name)
    if (claimed === undefined) {
      claimed = this.#claim(name).finally(() => this.#claims.delete(name))
      this.#claims.set(name, claimed)
    }
    return await claimed
  }

  /** Records a sandbox that has been created here, where it is owned. */
  add (sandbox: Sandbox, order: SandboxOrder): void {
    const owned = this.#owned.get(sandbox.name)
    if (owned === undefined) return
    owned.sandbox = sandbox
    owned.order = order
  }

  /** Gives up a sandbox that has left the memory of this replica. A request for it waits for that, and then finds its owner anew. */
  async release (name: string, isDeleted: boolean): Promise<void> {
    const owned = this.#owned.get(name)
    if (owned === undefined) return
    this.#owned.delete(name)
    const released = owned.release(isDeleted).finally(() => { if (this.#releases.get(name) === released) this.#releases.delete(name) })
    this.#releases.set(name, released)
    await released
  }

  /** Removes a sandbox from memory and gives it up. */
  async unload (name: string): Promise<void> {
    // this leads to `release`
    this.#sandboxes().unload(name)
    await this.#releases.get(name)
  }

  /** Gives all sandboxes up and claims no others. Open waits end with the current states. */
  async releaseAll (): Promise<void> {
    this.#isLeaving = true
    const sandboxes = this.#sandboxes()
    for (const { sandbox, name } of [...this.#owned.values()]) {
      // `unload` leads to `release`
      if (sandbox === undefined) this.release(name, false).catch(this.#setup.onError)
      else sandboxes.unload(name)
    }
    await Promise.allSettled(this.#releases.values())
  }

  /** Forgets an owned sandbox that belongs to another replica now, and removes it from memory. */
  drop (owned: Owned): void {
    if (this.#owned.get(owned.name) === owned) this.#owned.delete(owned.name)
    const sandboxes = this.#sandboxes()
    if (owned.sandbox !== undefined && sandboxes.seek(owned.name) === owned.sandbox) sandboxes.unload(owned.name)
  }

  get #lease (): Lease { return this.#setup.lease }
  get #store (): Store { return this.#setup.store }

  async #claim (name: string, dead = ''): Promise<Place> {
    const { id, url } = this.#lease
    const reply = await this.#store.run(claim, keysOf(name), [id, url, dead])
    const [isClaimed, ...rest] = reply as [number, ...unknown[]]
    if (isClaimed === 0) return await this.#checkOwner(name, ...rest as [string, string])
    const [epoch, fields, order, journal] = rest as [number, string[], string[], string[]]
    // the lease may have ended meanwhile
    if (id !== this.#lease.id) throw new Error('the lease of this replica has ended')
    return { owned: this.#restore(name, epoch, toMap(fields, order), journal) }
  }

  /** The replica to which a leaving replica sends its clients. */
  #anyPeer (): Place {
    const [peer] = this.#lease.peers.values()
    if (peer === undefined) throw new Error('the last replica is leaving')
    return { peer }
  }

  /** The store names another owner: remembers it, or claims the sandbox if its lease has ended. */
  async #checkOwner (name: string, id: string, url: string): Promise<Place> {
    if (!this.#lease.peers.has(id) && await this.#lease.leftOf(id) <= 0) return await this.#claim(name, id)
    if (this.#known.size >= maxKnown) this.#known.clear()
    const peer = { id, url }
    this.#known.set(name, peer)
    return { peer }
  }

  /** Restores a claimed sandbox from its fields. Without any, its first request creates it. */
  #restore (name: string, epoch: number, fields: ReadonlyMap<string, string>, journal: readonly string[]): Owned {
    const owned = new Owned(name, epoch, Number(fields.get('@writes') ?? 0), this.#setup)
    this.#known.delete(name)
    try {
      if (fields.has('settings')) {
        owned.order = JSON.parse(fields.get('@settings') ?? '{}')
        const sandbox = this.#sandboxes().adopt(name, owned.order, setup => {
          const contents = readFields(fields, setup, this.#kinds, this.#setup.now())
          // the last exchanges may have been lost with the owner before, and the first were dropped
          contents.journal.beginAfterGap(contents.clock.now(), epoch - 1)
          putExchanges(contents.journal, journal, { epoch, revision: contents.jobs.revision })
          return contents
        })
        sandbox.events.skipTo(epoch * maxEvents)
        owned.sandbox = sandbox
      }
    } catch (error) {
      owned.release(false).catch(this.#setup.onError)
      throw error
    }
    this.#owned.set(name, owned)
    return owned
  }
}

/** The fields of a sandbox; its things and files in their order. */
function toMap (list: readonly string[], order: readonly string[]): Map<string, string> {
  const all = new Map<string, string>()
  for (let index = 0; index < list.length; index += 2) all.set(list[index]!, list[index + 1]!) // names and values in turn
  const ordered = order.map((field): [string, string | undefined] => [field, all.get(field)])
  const parts = [...all].filter(([field]) => !isItem(field) || field.startsWith('job:'))
  return new Map([...parts, ...ordered.filter((entry): entry is [string, string] => entry[1] !== undefined)])
}
