import type { IncomingMessage, ServerResponse } from 'node:http'
import { createConnection, type Socket } from 'node:net'
import type { Peer } from '../lease.ts'
import type { Body } from './body.ts'
import { isMoved, toHop } from './hop.ts'
import { Upstream, type UpstreamListener } from './upstream.ts'

export { Body, copyRequest } from './body.ts'

/**
 * How forwarding ended. `done`: the client has its response, or its connection was cut as the owner cut it. `unhandled`: the owner could
 * not be reached, or the sandbox has another; `isRepeatable`: all of the request was kept. `gone`: the owner has died, and may have handled
 * the request. Not even a read is repeated then: the counters of faults are exact.
 */
export type Outcome = { kind: 'done' } | { kind: 'gone' } | { kind: 'unhandled', isRepeatable: boolean }

export interface ForwarderOptions {
  secret: string
  /** ms after which the owners close a connection that is not used. */
  idleTimeout: number
}

/**
 * Forwards requests to the owners of their sandboxes as they are. Each connection of a client has its own connection to an owner: it keeps
 * its identity and its order there, and what a fault does to one connection does not reach other clients.
 */
export class Forwarder {
  readonly #options: ForwarderOptions
  /** By the client's connection and the id of the owner. */
  readonly #upstreams = new WeakMap<Socket, Map<string, Upstream>>()
  readonly #byOwner = new Map<string, Set<Upstream>>()
  /** How many requests have been forwarded. */
  count = 0

  constructor (options: ForwarderOptions) {
    this.#options = options
  }

  /** Ends the requests to replicas that have died, or have been paused for too long. */
  abandon (ids: readonly string[]): void {
    for (const id of ids) for (const upstream of [...this.#byOwner.get(id) ?? []]) upstream.abandon()
  }

  async forward (request: IncomingMessage, response: ServerResponse, peer: Peer, body: Body): Promise<Outcome> {
    let upstream = this.#upstreamOf(request.socket, peer)
    let mustWait = upstream.hasQueue
    while (mustWait) {
      await upstream.turn()
      upstream = this.#upstreamOf(request.socket, peer)
      mustWait = upstream.isBusy
    }
    this.count++
    return await new Promise(resolve => {
      const listener = new ForwardedRequest(request, response, upstream, body, peer, resolve)
      upstream.begin(toHop(request, this.#options.secret), listener, { hasBody: !body.isMissing, isHead: request.method === 'HEAD' })
      body.sendTo(upstream)
    })
  }

  #upstreamOf (socket: Socket, peer: Peer): Upstream {
    let ofClient = this.#upstreams.get(socket)
    if (ofClient === undefined) {
      const opened = ofClient = new Map<string, Upstream>()
      this.#upstreams.set(socket, opened)
      socket.once('close', () => { for (const upstream of [...opened.values()]) upstream.destroy() })
    }
    const known = ofClient.get(peer.id)
    // later the owner may close it at any moment
    if (known?.isUsable(this.#options.idleTimeout / 2)) return known
    known?.destroy()
    return this.#open(ofClient, peer)
  }

  #open (ofClient: Map<string, Upstream>, { id, url }: Peer): Upstream {
    const ofOwner = this.#byOwner.get(id) ?? new Set()
    const upstream = new Upstream(url, () => {
      if (ofClient.get(id) === upstream) ofClient.delete(id)
      ofOwner.delete(upstream)
      if (ofOwner.size === 0 && this.#byOwner.get(id) === ofOwner) this.#byOwner.delete(id)
    })
    ofClient.set(id, upstream)
    this.#byOwner.set(id, ofOwner.add(upstream))
    return upstream
  }
}

/** The bytes of a body that is sent as a text. */
const maxText = 16 * 1024

/** A request on its way to an owner, and the response on its way back. */
class ForwardedRequest implements UpstreamListener {
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #upstream: Upstream
  readonly #body: Body
  readonly #peer: Peer
  readonly #resolve: (outcome: Outcome) => void
  #hasBegun = false
  #hasMoved = false

  constructor (
    request: IncomingMessage, response: ServerResponse, upstream: Upstream, body: Body, peer: Peer, resolve: (outcome: Outcome) => void
  ) {
    this.#request = request
    this.#response = response
    this.#upstream = upstream
    this.#body = body
    this.#peer = peer
    this.#resolve = resolve
    response.once('close', this.#leave)
  }

  head (status: number, message: string, headers: string[]): void {
    this.#hasMoved = isMoved(status, headers)
    if (this.#hasMoved) return
    this.#hasBegun = true
    this.#response.writeHead(status, message, headers)
  }

  pushed (): void {
    // the head of a stream must not wait for its first event
    if (this.#hasBegun) this.#response.flushHeaders()
  }

  data (bytes: Buffer): void {
    if (this.#hasMoved || this.#response.write(bytes)) return
    this.#upstream.pause()
    this.#response.once('drain', () => this.#upstream.resume())
  }

  end (bytes?: Buffer): void {
    if (this.#hasMoved) {
      // the owner closes it
      this.#upstream.destroy()
      return this.#finish(this.#unhandled)
    }
    this.#response.removeListener('close', this.#leave)
    // Node sends a short text together with the head, but bytes apart from it
    if (bytes !== undefined && bytes.length < maxText) this.#response.end(bytes.toString('latin1'), 'latin1')
    else this.#response.end(bytes)
    // what is left of the body would be taken for another request
    if (!this.#body.isSent) this.#upstream.destroy()
    this.#finish({ kind: 'done' })
  }

  broken ({ wasReached, wasReset }: { wasReached: boolean, wasReset: boolean }): void {
    if (!wasReached) return this.#finish(this.#unhandled)
    if (this.#hasBegun) return this.#cut(wasReset)
    // a fault of a living owner, or the end of the owner
    isListening(this.#peer).then(isAlive => isAlive ? this.#cut(wasReset) : this.#finish({ kind: 'gone' }))
  }

  abandoned (): void {
    if (this.#hasBegun) this.#cut(false)
    else this.#finish({ kind: 'gone' })
  }

  drained (): void {
    this.#body.resume()
  }

  get #unhandled (): Outcome {
    return { kind: 'unhandled', isRepeatable: this.#body.isRepeatable }
  }

  /** Ends the connection of a client as the owner has ended its own. What the client has not read yet is still sent, unless it is reset. */
  #cut (isReset: boolean): void {
    const { socket } = this.#request
    if (isReset) socket.resetAndDestroy()
    else socket.destroySoon()
    this.#finish({ kind: 'done' })
  }

  #finish (outcome: Outcome): void {
    this.#response.removeListener('close', this.#leave)
    this.#body.stop()
    this.#resolve(outcome)
  }

  /** The client has left: that frees the owner. */
  readonly #leave = () => {
    this.#upstream.destroy()
    this.#finish({ kind: 'done' })
  }
}

async function isListening ({ url }: Peer): Promise<boolean> {
  const { hostname, port } = new URL(url)
  return await new Promise(resolve => {
    const probe = createConnection({ host: hostname, port: Number(port), timeout: 1000 })
    const end = (isThere: boolean) => {
      probe.destroy()
      resolve(isThere)
    }
    probe.once('connect', () => end(true)).once('error', () => end(false)).once('timeout', () => end(false))
  })
}
