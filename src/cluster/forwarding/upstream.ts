import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { ResponseReader, type ResponseParts } from './response-reader.ts'

/** Receives what happens to a request on a connection. */
export interface UpstreamListener extends ResponseParts {
  /** The connection has ended before the response was complete. `wasReached`: it had been established. */
  broken (how: { wasReached: boolean, wasReset: boolean }): void
  /** The owner has died, or has been paused for too long. */
  abandoned (): void
  /** All that has arrived of the response has been passed on, and more follows. */
  pushed (): void
  /** More of the body of the request can be sent. */
  drained (): void
}

/** A connection to an owner, for one connection of a client: one request after the other. */
export class Upstream {
  readonly #socket: Socket
  #listener: UpstreamListener | undefined
  #reader: ResponseReader | undefined
  #wasReached = false
  #wasReset = false
  #isOver = false
  #idleSince = 0
  readonly #turns: Array<() => void> = []

  /** `onClose` is called once, when it has ended. */
  constructor (url: string, onClose: () => void) {
    const { hostname, port, protocol } = new URL(url)
    const host = hostname.replace(/^\[|\]$/g, '')
    const isTls = protocol === 'https:'
    const target = { host, port: Number(port || (isTls ? 443 : 80)) }
    const socket = this.#socket = isTls ? connectTls({ ...target, servername: isIP(host) === 0 ? host : '' }) : connect(target)
    socket.setNoDelay(true)
    socket.once(isTls ? 'secureConnect' : 'connect', () => { this.#wasReached = true })
    socket.on('data', bytes => this.#read(bytes))
    socket.on('drain', () => this.#listener?.drained())
    socket.on('end', () => { if (this.#reader?.close()) this.#finish() })
    // a reset is an error of the socket, a close is not
    socket.on('error', (error: NodeJS.ErrnoException) => { this.#wasReset = error.code === 'ECONNRESET' })
    socket.once('close', () => {
      this.#isOver = true
      onClose()
      const listener = this.#listener
      this.#listener = undefined
      listener?.broken({ wasReached: this.#wasReached, wasReset: this.#wasReset })
      for (const next of this.#turns.splice(0)) next()
    })
  }

  /** Whether it can take another request. `idle`: ms after which an owner may be about to close a connection that it does not use. */
  isUsable (idle: number): boolean {
    return !this.#isOver && (this.#listener !== undefined || this.#idleSince === 0 || performance.now() < this.#idleSince + idle)
  }

  get isBusy (): boolean { return this.#listener !== undefined }

  /** Whether a request has to wait for others, in progress or not begun. */
  get hasQueue (): boolean { return this.isBusy || this.#turns.length > 0 }

  /** Resolves when the requests before are over, or the connection is. */
  async turn (): Promise<void> {
    await new Promise<void>(resolve => { this.#turns.push(resolve) })
  }

  /** Sends the head of a request, in latin1 as Node reads it. `hasBody`: its body follows. */
  begin (head: string, listener: UpstreamListener, { hasBody, isHead }: { hasBody: boolean, isHead: boolean }): void {
    this.#listener = listener
    this.#reader = new ResponseReader(listener, isHead)
    if (hasBody) {
      // a short body leaves together with the head
      this.#socket.cork()
      setImmediate(() => this.#socket.uncork())
    }
    this.#socket.write(head, 'latin1')
  }

  /** Sends a part of the body. Returns false if the rest has to wait until `drained`. */
  send (bytes: Buffer | string): boolean {
    return this.#socket.write(bytes)
  }

  pause (): void { this.#socket.pause() }
  resume (): void { this.#socket.resume() }

  /** Destroys the connection without calling the listener. */
  destroy (): void {
    this.#listener = undefined
    this.#isOver = true
    this.#socket.destroy()
  }

  /** Destroys the connection, because the owner has died. */
  abandon (): void {
    const listener = this.#listener
    this.destroy()
    listener?.abandoned()
  }

  #read (bytes: Buffer): void {
    const reader = this.#reader
    // bytes that belong to no request
    if (reader === undefined || this.#listener === undefined) return this.destroy()
    try {
      reader.push(bytes)
      if (reader.isDone) this.#finish()
      else this.#listener?.pushed()
    } catch {
      this.#socket.destroy()
    }
  }

  #finish (): void {
    this.#listener = this.#reader = undefined
    this.#idleSince = performance.now()
    this.#turns.shift()?.()
  }
}
