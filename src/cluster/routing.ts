import type { FastifyInstance, FastifyRequest } from 'fastify'
import { randomBytes } from 'node:crypto'
import { ServerResponse, type IncomingMessage, type RequestListener } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { defectOf } from '../defects.ts'
import type { Sandbox } from '../sandboxes/index.ts'
import { rejectRequests, splitUrl } from '../traffic/index.ts'
import { movedHeader, takeHop } from './forwarding/hop.ts'
import { Body, copyRequest, type Forwarder } from './forwarding/index.ts'
import type { Lease } from './lease.ts'
import type { Ownership, Place } from './ownership.ts'
import type { GatedResponse } from './response.ts'

/** The header with which a replica rejects a request itself; its value is known to the process alone. */
const rejectHeader = 'x-jobdouble-reject'

/** ms between two attempts to find the owner of a sandbox. */
const pause = 50

/** ms for which a request waits for a lease that is not certain. */
const patience = 300

/** Paths about the replica itself, which are never forwarded. */
const ownPaths = /^\/(?:health|ready|metrics)(?=[?#]|$)/

/** Paths that name a sandbox, which may be another than that of the URL. */
const aboutAnother = /^\/__admin\/sandboxes\/([^/?#]+)/

/** What a request is about. */
interface Target {
  /** Of its URL. */
  sandbox: string
  /** Named by its path. */
  another: string | undefined
  /** Whether another replica has forwarded it. */
  isHop: boolean
}

export interface RoutingOptions {
  lease: Lease
  ownership: Ownership
  forwarder: Forwarder
  secret: string
  /** Whether the store has a sandbox. */
  exists (name: string): Promise<boolean>
  /** A sandbox with the defaults of the server. */
  createSpare (): Sandbox
}

/** Decides for each request which replica handles it, before Fastify reads it. */
export class Routing {
  readonly #app: FastifyInstance
  readonly #options: RoutingOptions
  readonly #rejection = randomBytes(16).toString('hex')
  // `wrap` assigns it
  #handle!: RequestListener

  constructor (app: FastifyInstance, options: RoutingOptions) {
    this.#app = app
    this.#options = options
    let spare: Sandbox | undefined
    rejectRequests(app, request => this.#failureOf(request), () => {
      spare ??= options.createSpare()
      return spare
    })
  }

  /** Returns the listener of the server. `handle` handles requests at this replica. */
  wrap (handle: RequestListener): RequestListener {
    const { ownership, lease, secret } = this.#options
    this.#handle = handle
    return (request, response) => {
      const { sandbox, path } = splitUrl(request.url!) // a request of a server has a URL
      const isHop = takeHop(request, secret)
      const [, another] = path.startsWith('/__admin/sandboxes/') ? aboutAnother.exec(path) ?? [] : []
      const owned = another === undefined ? ownership.get(sandbox) : undefined
      if (owned !== undefined && lease.isCertain) {
        // the class of all responses of this server
        (response as GatedResponse).gate = owned
        return handle(request, response)
      }
      if (ownPaths.test(path)) return handle(request, response)
      this.#route(request, response, { sandbox, another, isHop }).catch(error => {
        defectOf(this.#app.log, 'forwarding')(error)
        request.socket.destroy()
      })
    }
  }

  /** Sends the 503 of the operation in place of a response, in the words of its provider. `hasBegun`: a part of it has been sent. */
  reject (response: ServerResponse, hasBegun: boolean): void {
    const { req: request, socket } = response
    if (hasBegun || socket === null) {
      response.destroy()
      return
    }
    // the connection changes over to a second response, and ends with it
    const again = copyRequest(request, { ...bodiless(request.headers), [rejectHeader]: this.#rejection })
    again.push(null)
    response.detachSocket(socket)
    const replacement = new ServerResponse(again)
    replacement.shouldKeepAlive = false
    replacement.assignSocket(socket)
    replacement.once('finish', () => socket.destroySoon())
    this.#handle(again, replacement)
    // completes the exchange in the journal
    response.emit('close')
  }

  #failureOf ({ headers, raw }: FastifyRequest): { status: number, retryAfter: number } | undefined {
    if (headers[rejectHeader] !== this.#rejection) return undefined
    delete raw.headers[rejectHeader]
    return { status: 503, retryAfter: Math.ceil(this.#options.lease.length / 1000) }
  }

  async #route (request: IncomingMessage, response: ServerResponse, { sandbox, another, isHop }: Target): Promise<void> {
    const { lease, ownership, forwarder } = this.#options
    const handle = this.#handle
    const body = new Body(request)
    const begin = performance.now()
    let name = sandbox
    while (!response.destroyed && performance.now() < begin + (lease.isCertain ? 2 * lease.length : patience)) {
      if (another !== undefined) name = await this.#choose(another, sandbox)
      // without a promise in most cases, which saves a turn of the event loop
      const place = (lease.isCertain ? ownership.seek(name) : undefined) ?? await this.#find(name)
      // a name that is not valid, or too many sandboxes: the handler says so
      if (place === undefined) return handle(request, response)
      if (place !== 'unknown' && 'owned' in place && lease.isCertain) {
        (response as GatedResponse).gate = place.owned
        return handle(body.toOwnRequest(), response)
      }
      if (place !== 'unknown' && 'peer' in place) {
        // the forwarding replica then asks the store again
        if (isHop) return move(response)
        const outcome = await forwarder.forward(request, response, place.peer, body)
        if (outcome.kind === 'done') return
        ownership.doubt(name)
        if (outcome.kind === 'gone' || !outcome.isRepeatable) break
      }
      await sleep(pause)
    }
    if (!response.destroyed) {
      request.headers[rejectHeader] = this.#rejection
      handle(request, response)
    }
  }

  /** The sandbox that a request is about: the one that its path names if it exists, else that of its URL. */
  async #choose (another: string, sandbox: string): Promise<string> {
    return await this.#options.exists(another).catch(() => false) ? another : sandbox
  }

  /** Where a sandbox is; `unknown` if the store cannot say; undefined if no replica can have it. */
  async #find (name: string): Promise<Place | 'unknown' | undefined> {
    const { ownership, lease } = this.#options
    if (!lease.isCertain) return 'unknown'
    try {
      return await ownership.claim(name)
    } catch (error) {
      const { code } = error as { code?: string }
      if (code === 'SANDBOX_NAME_INVALID' || code === 'SANDBOX_LIMIT') return undefined
      return 'unknown'
    }
  }
}

/** The headers of a request whose body has been read. */
function bodiless (headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  const { 'content-length': _length, 'transfer-encoding': _encoding, ...rest } = headers
  return rest
}

/** Tells the forwarding replica that the sandbox has another owner. */
function move (response: ServerResponse): void {
  response.writeHead(421, { [movedHeader]: '1', connection: 'close' })
  response.end()
}
