import createError from '@fastify/error'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Awaited, Patience } from './timeouts.ts'

export const BodyTimeout = createError('BODY_TIMEOUT', 'The body has not come to its end, and nothing of it came for too long; send all of it, or allow more time with --body-timeout', 408)

/** Refuses requests whose bodies do not come, so that they do not hold their connections for ever. */
export function limitBodies (handle: RequestListener, patience: Patience): RequestListener {
  const arriving: Array<[IncomingMessage, ServerResponse]> = []
  return (request, answer) => {
    const { headers } = request
    const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
    if (hasBody && arriving.push([request, answer]) === 1) setImmediate(watch)
    handle(request, answer)
  }

  /** Most bodies have come with their heads: only those that take longer cost something. */
  function watch (): void {
    for (const [request, answer] of arriving.splice(0)) {
      if (request.complete) continue
      const { socket } = request
      const body = new Body(request, answer)
      patience.watch(socket, body)
      // else what has come would be kept in memory until it is looked at
      request.once('end', () => patience.forget(socket, body))
    }
  }
}

/** The body of a request on its way in. */
class Body implements Awaited {
  readonly #request: IncomingMessage
  readonly #answer: ServerResponse

  constructor (request: IncomingMessage, answer: ServerResponse) {
    this.#request = request
    this.#answer = answer
  }

  /** Once a response has been sent, Node ends the connection when it has been idle. */
  get over (): boolean {
    return this.#request.complete || this.#answer.writableFinished
  }

  /** Bytes. Where as much has come as is read ahead, it is not the client that is waited for: that is never the same. */
  get progress (): number {
    const { readableLength, readableHighWaterMark, socket } = this.#request
    return readableLength >= readableHighWaterMark ? NaN : socket.bytesRead
  }

  /** Whoever reads the body is told so; if nobody does, or that has been told before, there is nobody to answer. */
  giveUp (): void {
    const request = this.#request
    this.#answer.shouldKeepAlive = false
    if (request.listenerCount('error') > 0) request.emit('error', new BodyTimeout())
    else request.destroy()
  }
}
