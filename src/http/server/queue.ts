import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { safely, type DefectLog } from '../../defects.ts'
import type { Awaited, Patience } from './timeouts.ts'

/** How many requests of one connection may wait for their turn to be answered; those behind them are not even begun. Each may have a large response. */
const most = 20

/**
 * Holds the requests that come behind others on one connection within bounds: a client that sends without end and reads no
 * response is not read from either. Node does so only once responses have piled up, not for requests that wait. The next one
 * is begun when one before it has been answered; all of them end with their connection.
 */
export function limitQueues (handle: RequestListener, patience: Patience, log: DefectLog): RequestListener {
  const queues = new WeakMap<Socket, Queue>()
  return (request, answer) => {
    // most come alone
    if (answer.socket !== null) return handle(request, answer)
    const { socket } = request
    let queue = queues.get(socket)
    if (queue === undefined) queues.set(socket, queue = new Queue(socket, handle, patience, log))
    queue.add(request, answer)
  }
}

/** The requests of one connection behind the one that is being answered. */
class Queue implements Awaited {
  readonly #socket: Socket
  readonly #handle: RequestListener
  readonly #patience: Patience
  readonly #log: DefectLog
  readonly #begun = new Set<ServerResponse>()
  readonly #held: Array<[IncomingMessage, ServerResponse]> = []
  #waking = false
  /** How many have been answered. */
  progress = 0

  constructor (socket: Socket, handle: RequestListener, patience: Patience, log: DefectLog) {
    this.#socket = socket
    this.#handle = handle
    this.#patience = patience
    this.#log = log
    // Node goes on reading by itself: when responses have been sent, or a body is read
    socket.on('resume', () => { if (this.#held.length > 0) socket.pause() })
    socket.once('close', () => this.#end())
  }

  /** What has been read together with it still comes: up to 64 kB. */
  add (request: IncomingMessage, answer: ServerResponse): void {
    if (this.#begun.size < most && this.#held.length === 0) return this.#begin(request, answer)
    if (this.#held.push([request, answer]) > 1) return
    this.#socket.pause()
    // while nothing is read, not even the end of the connection is seen
    this.#patience.watch(this.#socket, this)
  }

  get over (): boolean {
    return this.#held.length === 0
  }

  giveUp (): void {
    this.#socket.destroy()
  }

  #begin (request: IncomingMessage, answer: ServerResponse): void {
    this.#begun.add(answer)
    answer.once('close', () => this.#leave(answer))
    this.#handle(request, answer)
  }

  #leave (answer: ServerResponse): void {
    this.progress++
    this.#begun.delete(answer)
    if (this.#held.length === 0 || this.#waking) return
    this.#waking = true
    // in the next turn of the event loop: other connections have theirs in between
    setImmediate(() => safely(this.#log, 'a queued request', () => this.#wake()))
  }

  #wake (): void {
    this.#waking = false
    for (const [request, answer] of this.#held.splice(0, most - this.#begun.size)) this.#begin(request, answer)
    if (this.#held.length === 0) this.#socket.resume()
  }

  /** Node tells the end only of the response that is being sent: whoever holds one of the others would hold it for ever. */
  #end (): void {
    this.#held.length = 0
    for (const answer of this.#begun) {
      safely(this.#log, 'the end of a queued response', () => {
        answer.destroy()
        answer.emit('close')
      })
    }
  }
}
