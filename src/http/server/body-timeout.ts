import createError from '@fastify/error'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Expected, StallDetector } from './timeouts.ts'

export const BodyTimeout = createError('BODY_TIMEOUT',
  'The body is incomplete, and no more of it arrived within the time limit; send the whole body, or raise --body-timeout', 408)

/** Rejects requests whose bodies stop arriving: they would hold their connections for ever. */
export function limitBodies (handle: RequestListener, stalls: StallDetector): RequestListener {
  const arriving: Array<[IncomingMessage, ServerResponse]> = []
  return (request, response) => {
    const { headers } = request
    const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
    if (hasBody && arriving.push([request, response]) === 1) setImmediate(watch)
    handle(request, response)
  }

  /** Most bodies arrive together with their heads: only the others are watched. */
  function watch (): void {
    for (const [request, response] of arriving.splice(0)) {
      if (request.complete) continue
      const { socket } = request
      const body = new Body(request, response)
      stalls.watch(socket, body)
      // otherwise the request would stay in memory until the next check
      request.once('end', () => stalls.forget(socket, body))
    }
  }
}

/** The body of a request that is still arriving. */
class Body implements Expected {
  readonly #request: IncomingMessage
  readonly #response: ServerResponse

  constructor (request: IncomingMessage, response: ServerResponse) {
    this.#request = request
    this.#response = response
  }

  /** After the response, Node closes the connection once it is idle. */
  get over (): boolean {
    return this.#request.complete || this.#response.writableFinished
  }

  /** Bytes read. While the buffer is full the server is the one that waits, not the client: NaN never equals the value before. */
  get progress (): number {
    const { readableLength, readableHighWaterMark, socket } = this.#request
    return readableLength >= readableHighWaterMark ? NaN : socket.bytesRead
  }

  /** Fails the parser that reads the body, which sends a response. If none reads it, closes the connection. */
  abort (): void {
    const request = this.#request
    this.#response.shouldKeepAlive = false
    if (request.listenerCount('error') > 0) request.emit('error', new BodyTimeout())
    else request.destroy()
  }
}
