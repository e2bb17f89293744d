import http, { type Agent, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import { createConnection, type Socket } from 'node:net'
import { fromHop, movedHeader, toHop } from './hop.ts'
import type { Peer } from './lease.ts'

/**
 * How forwarding ended. `done`: the client has its response, or its connection was cut as the owner cut it. `unreachable`, `moved`, `gone`:
 * nothing was sent to the client; `isRepeatable`: nor has the request been handled, or handling it again does no harm.
 */
export type Outcome = { kind: 'done' } | { kind: 'unreachable' | 'moved' | 'gone', isRepeatable: boolean }

/** How many bytes of a body are kept, to send them to another replica. */
const maxKept = 64 * 1024

/**
 * Forwards requests to the owners of their sandboxes as they are. Each connection of a client has its own connection to an owner: it keeps
 * its identity and its order there, and what a fault does to one connection does not reach other clients.
 */
export class Forwarder {
  readonly #secret: string
  readonly #agents = new WeakMap<Socket, Map<string, Agent>>()
  /** By the id of an owner: what ends the requests that wait for it. */
  readonly #open = new Map<string, Set<() => void>>()

  constructor (secret: string) {
    this.#secret = secret
  }

  /** Ends the requests to replicas that have died, or have been paused for too long. */
  abandon (ids: readonly string[]): void {
    for (const id of ids) for (const end of this.#open.get(id) ?? []) end()
  }

  async forward (request: IncomingMessage, response: ServerResponse, peer: Peer, body: Body): Promise<Outcome> {
    return await new Promise(resolve => {
      const { socket, method } = request
      const { hostname, port } = new URL(peer.url)
      const outgoing = moduleOf(peer.url).request({
        hostname,
        port,
        method,
        path: request.url,
        agent: this.#agentOf(socket, peer.url),
        headers: toHop(request, this.#secret)
      })
      const isSafe = method === 'GET' || method === 'HEAD'
      let [hasBegun, isOver] = [false, false]
      let upstream: Socket | undefined

      const leave = () => outgoing.destroy()
      const abandoned = () => {
        if (hasBegun) socket.destroySoon()
        finish(hasBegun ? { kind: 'done' } : { kind: 'gone', isRepeatable: isSafe })
        outgoing.destroy()
      }
      const finish = (outcome: Outcome) => {
        isOver = true
        this.#removeOpen(peer.id, abandoned)
        response.removeListener('close', leave)
        body.stop()
        resolve(outcome)
      }

      this.#addOpen(peer.id, abandoned)
      response.once('close', leave)
      outgoing.on('socket', socket => {
        upstream = socket
        watchResets(socket)
      })
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        if (isOver) return
        if (response.destroyed || hasBegun) return finish({ kind: 'done' })
        if (error.syscall === 'connect' || error.syscall === 'getaddrinfo') {
          return finish({ kind: 'unreachable', isRepeatable: body.isRepeatable })
        }
        // a fault of a living owner, or the end of the owner
        isListening(hostname, Number(port)).then(isAlive => {
          if (isAlive) cut(socket, upstream)
          finish(isAlive ? { kind: 'done' } : { kind: 'gone', isRepeatable: isSafe })
        })
      })
      outgoing.on('response', incoming => {
        if (incoming.statusCode === 421 && incoming.headers[movedHeader] !== undefined) {
          incoming.resume()
          return finish({ kind: 'moved', isRepeatable: body.isRepeatable })
        }
        hasBegun = true
        pass(incoming, response)
        incoming.on('end', () => finish({ kind: 'done' }))
        incoming.on('error', () => {
          if (isOver) return
          cut(socket, upstream)
          finish({ kind: 'done' })
        })
      })
      body.sendTo(outgoing)
    })
  }

  #agentOf (socket: Socket, url: string): Agent {
    let agents = this.#agents.get(socket)
    if (agents === undefined) {
      const opened = agents = new Map<string, Agent>()
      this.#agents.set(socket, opened)
      socket.once('close', () => { for (const agent of opened.values()) agent.destroy() })
    }
    let agent = agents.get(url)
    if (agent === undefined) agents.set(url, agent = new (moduleOf(url).Agent)({ keepAlive: true, maxSockets: 1 }))
    return agent
  }

  #addOpen (id: string, end: () => void): void {
    let open = this.#open.get(id)
    if (open === undefined) this.#open.set(id, open = new Set())
    open.add(end)
  }

  #removeOpen (id: string, end: () => void): void {
    const open = this.#open.get(id)
    if (open?.delete(end) && open.size === 0) this.#open.delete(id)
  }
}

function moduleOf (url: string): typeof http | typeof https {
  return url.startsWith('https:') ? https : http
}

/** The body of a request that is forwarded. Its beginning is kept until it is clear who handles the request. */
export class Body {
  readonly #request: IncomingMessage
  readonly #kept: Buffer[] = []
  #bytes = 0
  #outgoing: ClientRequest | undefined

  constructor (request: IncomingMessage) {
    this.#request = request
    // the owner reports a body that stops arriving, or the client has left
    request.on('error', () => {})
  }

  /** Whether all of it can be sent again. */
  get isRepeatable (): boolean {
    return this.#bytes <= maxKept
  }

  /** Whether the client has sent none. */
  get isMissing (): boolean {
    const { headers } = this.#request
    return headers['content-length'] === undefined && headers['transfer-encoding'] === undefined
  }

  sendTo (outgoing: ClientRequest): void {
    this.#outgoing = outgoing
    const request = this.#request
    for (const chunk of this.#kept) outgoing.write(chunk)
    if (this.isMissing || request.readableEnded) {
      outgoing.end()
      return
    }
    request.on('data', this.#keep)
    request.on('aborted', this.#abort)
    request.pipe(outgoing)
  }

  stop (): void {
    const request = this.#request
    request.removeListener('data', this.#keep)
    request.removeListener('aborted', this.#abort)
    if (this.#outgoing !== undefined) request.unpipe(this.#outgoing)
  }

  readonly #keep = (chunk: Buffer) => {
    this.#bytes += chunk.length
    if (this.isRepeatable) this.#kept.push(chunk)
  }

  readonly #abort = () => { this.#outgoing?.destroy() }
}

/** Passes a response on to the client, with back-pressure. */
function pass (incoming: IncomingMessage, response: ServerResponse): void {
  response.writeHead(incoming.statusCode!, incoming.statusMessage!, fromHop(incoming.rawHeaders)) // a response has a status line
  let hasBody = false
  incoming.once('data', () => { hasBody = true })
  incoming.pipe(response)
  // the head of a stream must not wait for its first event; that of any other response leaves together with its body
  setImmediate(() => { if (!hasBody && !response.writableEnded) response.flushHeaders() })
}

/** Connections to owners, and those of them that were reset: a reset is an error of the socket, a close is not. */
const [watched, reset] = [new WeakSet<Socket>(), new WeakSet<Socket>()]

/** A connection serves many requests, and is watched once. */
function watchResets (socket: Socket): void {
  if (watched.has(socket)) return
  watched.add(socket)
  socket.once('error', (error: NodeJS.ErrnoException) => { if (error.code === 'ECONNRESET') reset.add(socket) })
}

async function isListening (host: string, port: number): Promise<boolean> {
  return await new Promise(resolve => {
    const probe = createConnection({ host, port, timeout: 1000 })
    const end = (isThere: boolean) => {
      probe.destroy()
      resolve(isThere)
    }
    probe.once('connect', () => end(true)).once('error', () => end(false)).once('timeout', () => end(false))
  })
}

/** Ends the connection of a client as the owner has ended its own. What the client has not read yet is still sent, unless it is reset. */
function cut (socket: Socket, upstream: Socket | undefined): void {
  if (upstream !== undefined && reset.has(upstream)) socket.resetAndDestroy()
  else socket.destroySoon()
}
