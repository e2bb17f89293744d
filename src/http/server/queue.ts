import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { safely, type DefectLog } from '../../defects.ts'
import type { Expected, StallDetector } from './timeouts.ts'

/** How many requests of one connection may be in progress after the first. Each may have a large response. */
const maxStarted = 20

/**
 * Limits the pipelined requests of a connection. Once the limit is reached, the server reads nothing more from the client until a
 * response has been sent, and starts the next requests in order. Node alone stops reading only when responses have accumulated,
 * not when requests wait. All requests end with their connection.
 */
export function limitQueues (handle: RequestListener, stalls: StallDetector, log: DefectLog): RequestListener {
  const queues = new WeakMap<Socket, Queue>()
  return (request, response) => {
    // a response has a socket from the start unless an earlier one is in progress
    if (response.socket !== null) return handle(request, response)
    const { socket } = request
    let queue = queues.get(socket)
    if (queue === undefined) queues.set(socket, queue = new Queue(socket, handle, stalls, log))
    queue.add(request, response)
  }
}

/** The requests of one connection after the one whose response is being sent. */
class Queue implements Expected {
  readonly #socket: Socket
  readonly #handle: RequestListener
  readonly #stalls: StallDetector
  readonly #log: DefectLog
  readonly #started = new Set<ServerResponse>()
  readonly #held: Array<[IncomingMessage, ServerResponse]> = []
  #isWaking = false
  /** How many responses have been sent. */
  progress = 0

  constructor (socket: Socket, handle: RequestListener, stalls: StallDetector, log: DefectLog) {
    this.#socket = socket
    this.#handle = handle
    this.#stalls = stalls
    this.#log = log
    // Node resumes reading by itself when responses have been sent or a body is read
    socket.on('resume', () => { if (this.#held.length > 0) socket.pause() })
    socket.once('close', () => this.#end())
  }

  /** Requests that were read in the same chunk still arrive after the pause: up to 64 kB. */
  add (request: IncomingMessage, response: ServerResponse): void {
    if (this.#started.size < maxStarted && this.#held.length === 0) return this.#start(request, response)
    if (this.#held.push([request, response]) > 1) return
    this.#socket.pause()
    // a paused socket does not even report that the client has disconnected
    this.#stalls.watch(this.#socket, this)
  }

  get over (): boolean {
    return this.#held.length === 0
  }

  abort (): void {
    this.#socket.destroy()
  }

  #start (request: IncomingMessage, response: ServerResponse): void {
    this.#started.add(response)
    response.once('close', () => this.#finish(response))
    this.#handle(request, response)
  }

  #finish (response: ServerResponse): void {
    this.progress++
    this.#started.delete(response)
    if (this.#held.length === 0 || this.#isWaking) return
    this.#isWaking = true
    // in the next turn of the event loop, so that other connections take their turns
    setImmediate(() => safely(this.#log, 'a queued request', () => this.#wake()))
  }

  #wake (): void {
    this.#isWaking = false
    for (const [request, response] of this.#held.splice(0, maxStarted - this.#started.size)) this.#start(request, response)
    if (this.#held.length === 0) this.#socket.resume()
  }

  /** Node closes only the response that is being sent: without this, what holds the others (a wait, a fault) would hold them for ever. */
  #end (): void {
    this.#held.length = 0
    for (const response of this.#started) {
      safely(this.#log, 'the end of a queued response', () => {
        response.destroy()
        response.emit('close')
      })
    }
  }
}
