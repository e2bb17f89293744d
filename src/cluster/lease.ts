import { randomBytes } from 'node:crypto'
import { beat, leave, leaseOf, type Script } from './scripts.ts'
import type { Reply, Store } from './store.ts'

/** Another replica that has a lease. */
export interface Peer { readonly id: string, readonly url: string }

/** The key of all replicas and the ends of their leases. */
const replicas = 'jobdouble:{replicas}'

export interface LeaseOptions {
  /** ms for which a lease is valid. */
  length: number
  /** Called when the lease has ended: other replicas may own its sandboxes by now. */
  onEnd (): void
  /** Called with the ids of replicas whose leases have ended since the last beat. */
  onGone (ids: readonly string[]): void
  /** Called with the error of a beat. */
  onError (error: Error): void
}

/**
 * The lease of this replica in the store. Everything that it owns depends on it. It renews the lease three times as often as necessary,
 * and trusts it only as long as no other replica can have seen it end: from the time at which the renewal was sent, by a monotonic timer,
 * which also runs while the process is paused.
 */
export class Lease {
  /** A new one after each lease: what a replica owned before does not belong to it any more. */
  id = drawId()
  /** ms between sending the latest beat and its reply. */
  lag = 0
  /** Why the lease is not certain; empty if it is. */
  error = 'it has not joined the cluster yet'
  readonly #store: Store
  readonly #options: LeaseOptions
  #url = ''
  #until = 0
  #isHeld = false
  #peers = new Map<string, Peer>()
  #timer: NodeJS.Timeout | undefined
  #isOver = false

  constructor (store: Store, options: LeaseOptions) {
    this.#store = store
    this.#options = options
  }

  /** The URL under which the other replicas reach this one. */
  get url (): string { return this.#url }
  get length (): number { return this.#options.length }
  get isCertain (): boolean { return performance.now() < this.#until }
  /** ms for which it is certain. */
  get left (): number { return Math.max(0, this.#until - performance.now()) }
  get peers (): ReadonlyMap<string, Peer> { return this.#peers }

  /** Takes a lease and renews it from then on. Throws if the store cannot be reached. */
  async begin (url: string): Promise<void> {
    this.#url = url
    await this.#beat()
    this.#plan()
  }

  /** ms for which the lease of another replica is still valid; at most 0 if it has ended. */
  async leftOf (id: string): Promise<number> {
    return Number(await this.run(leaseOf, [id]))
  }

  /** Gives the lease up. */
  async end (): Promise<void> {
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#until = 0
    await this.run(leave, [this.id])
  }

  /** Runs a script on the key of the replicas. */
  async run (script: Script, args: readonly string[]): Promise<Reply> {
    return await this.#store.run(script, [replicas], args)
  }

  #plan (): void {
    if (this.#isOver) return
    this.#timer = setTimeout(() => {
      this.#beat().catch((error: Error) => {
        this.error = `the store does not respond: ${error.message}`
        this.#options.onError(error)
      }).finally(() => this.#plan())
    }, this.#options.length / 3).unref()
  }

  async #beat (): Promise<void> {
    const sent = performance.now()
    const reply = await this.run(beat, [this.id, this.#url, String(this.#options.length), this.#isHeld ? '1' : '0'])
    if (this.#isOver) return
    const [held, , ...peers] = reply as [number, string, ...string[]]
    this.lag = performance.now() - sent
    if (held === 0) return await this.#beginAnew()
    this.#isHeld = true
    // a tenth less, for clocks that do not run equally fast
    this.#until = sent + this.#options.length * 0.9
    this.error = ''
    this.#see(peers)
  }

  async #beginAnew (): Promise<void> {
    this.#isHeld = false
    this.#until = 0
    this.id = drawId()
    this.#options.onEnd()
    await this.#beat()
  }

  #see (list: readonly string[]): void {
    const seen = new Map<string, Peer>()
    // id, end of the lease, URL
    for (let index = 0; index < list.length; index += 3) seen.set(list[index]!, { id: list[index]!, url: list[index + 2]! })
    const gone = [...this.#peers.keys()].filter(id => !seen.has(id))
    this.#peers = seen
    if (gone.length > 0) this.#options.onGone(gone)
  }
}

function drawId (): string {
  return randomBytes(9).toString('base64url')
}

/** ms by which the clock of the store is ahead of `now`: of several samples, the one with the shortest round trip. */
export async function measureOffset (store: Store, now: () => number, samples = 5): Promise<number> {
  let best = { trip: Infinity, offset: 0 }
  for (let sample = 0; sample < samples; sample++) {
    const sent = now()
    const [seconds, micros] = await store.send(replicas, ['TIME']) as [string, string]
    const trip = now() - sent
    if (trip < best.trip) best = { trip, offset: Number(seconds) * 1000 + Number(micros) / 1000 - (sent + trip / 2) }
  }
  return best.offset
}
