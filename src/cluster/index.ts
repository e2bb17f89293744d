import createError from '@fastify/error'
import type { FastifyInstance } from 'fastify'
import type { RequestListener } from 'node:http'
import { defectOf } from '../defects.ts'
import type { Limits, Sandboxes } from '../sandboxes/index.ts'
import { Clock, shiftRealTime } from '../time/index.ts'
import type { ClusterSettings, Directory, Measure, Membership, RegistryHooks, ServerSurroundings } from './membership.ts'
import { SharedDirectory } from './directory.ts'
import { copyJournals, idleTime, lifetimeOf, touchUsed } from './upkeep.ts'
import { secretOf } from './forwarding/hop.ts'
import { Forwarder } from './forwarding/index.ts'
import { Lease, measureOffset } from './lease.ts'
import { record, type OwnedSetup } from './owned.ts'
import { Ownership } from './ownership.ts'
import { GatedResponse } from './response.ts'
import { Routing } from './routing.ts'
import { addStatusRoute, measuresOf } from './status.ts'
import { connect, type Store } from './store.ts'

export const SandboxUnavailable = createError('SANDBOX_UNAVAILABLE',
  'This replica is not certain that it owns the sandbox; send the request again', 503)

/** One of several replicas that share their sandboxes through a store. A sandbox is owned by one of them at a time. */
export class Cluster implements Membership {
  readonly serverOptions = { ServerResponse: GatedResponse }
  readonly #settings: ClusterSettings
  readonly #store: Store
  // `attach` assigns these, and `createDirectory` the directory
  #lease!: Lease
  #ownership!: Ownership
  #directory!: SharedDirectory
  #forwarder!: Forwarder
  #storeErrors = 0
  #now!: () => number
  readonly #timers: NodeJS.Timeout[] = []

  constructor (settings: ClusterSettings, store: Store) {
    this.#settings = settings
    this.#store = store
  }

  get lease (): Lease { return this.#lease }
  get ownership (): Ownership { return this.#ownership }
  get store (): Store { return this.#store }

  /** Decides which replica handles a request before the router of the server sees it. Must be called before hooks and routes are added. */
  attach ({ app, limits, kinds, describe, wallClock }: ServerSurroundings): void {
    const { log, server } = app
    // the server creates its sandboxes after this call
    const sandboxes = () => app.sandboxes
    const { secret, store: url, lease: length } = this.#settings
    const warn = (error: Error) => {
      this.#storeErrors++
      log.warn({ err: error }, 'the store of the cluster')
    }
    const forwarder = this.#forwarder = new Forwarder({ secret: secretOf(secret, url), idleTimeout: limits.idleTimeout })
    const lease = this.#lease = new Lease(this.#store, {
      length,
      onEnd: () => {
        log.warn('the lease of this replica has ended; its sandboxes may have other owners')
        for (const owned of [...this.#ownership.all]) owned.lose()
      },
      onGone: ids => forwarder.abandon(ids),
      onError: warn
    })
    const setup: OwnedSetup = {
      store: this.#store,
      lease,
      now: () => wallClock.now(),
      lifetimeOf: name => lifetimeOf(name, limits),
      describe,
      reject: (response, hasBegun) => routing.reject(response, hasBegun),
      onLost: owned => this.#ownership.drop(owned),
      onError: warn
    }
    const ownership = this.#ownership = new Ownership(sandboxes, kinds, setup)
    const exists = async (name: string) => await this.#directory.exists(name)
    this.#now = setup.now
    const createSpare = () => sandboxes().createSpare()
    const routing = new Routing(app, { lease, ownership, forwarder, secret: secretOf(secret, url), exists, createSpare })
    // Fastify adds exactly one listener, its router
    const [handle] = server.listeners('request') as [RequestListener]
    server.removeListener('request', handle)
    server.on('request', routing.wrap(handle))
  }

  get hooks (): RegistryHooks {
    return {
      record,
      mustBeFree: name => { if (this.#ownership.get(name) === undefined) throw new SandboxUnavailable() },
      onCreate: (sandbox, order) => this.#ownership.add(sandbox, order),
      onRemove: ({ name }, isDeleted) => { this.#ownership.release(name, isDeleted).catch(() => {}) }
    }
  }

  /** An unused sandbox leaves the memory of a replica long before the store deletes it. */
  toOwnLimits (limits: Limits): Limits {
    return { ...limits, sandboxTtl: idleTime(limits) }
  }

  createDirectory (sandboxes: Sandboxes): Directory {
    this.#directory = new SharedDirectory({ store: this.#store, ownership: this.#ownership, sandboxes, now: this.#now })
    return this.#directory
  }

  addRoutes (app: FastifyInstance): void {
    addStatusRoute(app, this.#lease, this.#ownership, this.#directory)
  }

  measures (): Measure[] {
    return measuresOf(this.#lease, this.#ownership, this.#forwarder, () => this.#storeErrors)
  }

  isOwnHost (name: string): boolean {
    return Array.from(this.#lease.peers.values()).some(({ url }) => new URL(url).hostname === name)
  }

  problem (): string | undefined {
    return this.#lease.isCertain ? undefined : this.#lease.error || 'the lease of this replica is not certain'
  }

  /** Joins the other replicas. `url` is the address on which this one listens. */
  async begin (url: string, { log }: FastifyInstance): Promise<void> {
    await this.#lease.begin(this.#settings.advertise ?? url)
    this.#timers.push(
      setInterval(() => { touchUsed(this.#ownership).catch(defectOf(log, 'recording uses')) }, 10_000).unref(),
      setInterval(() => { copyJournals(this.#ownership).catch(defectOf(log, 'copying journals')) }, 1000).unref()
    )
  }

  /** Gives all sandboxes up, so that other replicas claim them at once. */
  async end (): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await this.#ownership.releaseAll()
    await this.#lease.end().catch(() => {})
    await this.#store.close()
  }
}

/** Connects to the store, and shifts the real time of this process to that of the store. Throws an Error with one line. */
export async function join (settings: ClusterSettings, onError: (error: Error) => void): Promise<Cluster> {
  const { store: url, password } = settings
  const store = await connect({ url, password }, onError)
  shiftRealTime(await measureOffset(store, () => new Clock().exact()))
  return new Cluster(settings, store)
}
