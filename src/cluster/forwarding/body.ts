import { IncomingMessage } from 'node:http'
import type { Upstream } from './upstream.ts'

/** How many bytes of a body are kept, to send them to another replica. */
const maxKept = 64 * 1024

/** The body of a request that is forwarded. Its beginning is kept until it is clear who handles the request. */
export class Body {
  /** Whether the client has sent none. */
  readonly isMissing: boolean
  readonly #isChunked: boolean
  readonly #request: IncomingMessage
  readonly #kept: Buffer[] = []
  #bytes = 0
  #upstream: Upstream | undefined

  constructor (request: IncomingMessage) {
    const { headers } = request
    this.#request = request
    this.#isChunked = headers['transfer-encoding'] !== undefined
    this.isMissing = !this.#isChunked && headers['content-length'] === undefined
    // the owner reports a body that stops arriving, or the client has left
    if (!this.isMissing) request.on('error', () => {})
  }

  /** Whether all of it can be sent again. */
  get isRepeatable (): boolean {
    return this.#bytes <= maxKept
  }

  /** Whether all of it has been sent. */
  get isSent (): boolean {
    return this.isMissing || this.#request.readableEnded
  }

  sendTo (upstream: Upstream): void {
    if (this.isMissing) return
    this.#upstream = upstream
    for (const chunk of this.#kept) this.#send(chunk)
    const request = this.#request
    if (request.readableEnded) return this.#end()
    request.on('data', this.#onData).on('end', this.#end).on('aborted', this.#abort)
    // it may have been paused for the owner before
    request.resume()
  }

  /** The owner can take more. */
  resume (): void {
    if (!this.isMissing) this.#request.resume()
  }

  stop (): void {
    if (this.isMissing) return
    this.#request.removeListener('data', this.#onData).removeListener('end', this.#end).removeListener('aborted', this.#abort).pause()
  }

  /** The request for this replica itself, with what has been read of its body, all of which was kept. */
  toOwnRequest (): IncomingMessage {
    const request = this.#request
    if (this.#kept.length === 0) return request
    const again = copyRequest(request, request.headers)
    for (const chunk of this.#kept) again.push(chunk)
    const end = () => {
      again.complete = true
      again.push(null)
    }
    if (request.readableEnded) end()
    else request.on('data', chunk => again.push(chunk)).on('end', end).on('aborted', () => again.destroy()).resume()
    return again
  }

  #send (chunk: Buffer): void {
    // `sendTo` has assigned it before it listens to the request
    const upstream = this.#upstream!
    if (this.#isChunked) upstream.send(`${chunk.length.toString(16)}\r\n`)
    const isFree = upstream.send(chunk)
    if (this.#isChunked) upstream.send('\r\n')
    if (!isFree) this.#request.pause()
  }

  readonly #onData = (chunk: Buffer) => {
    this.#bytes += chunk.length
    if (this.isRepeatable) this.#kept.push(chunk)
    this.#send(chunk)
  }

  readonly #end = () => { if (this.#isChunked) this.#upstream!.send('0\r\n\r\n') }
  readonly #abort = () => { this.#upstream!.destroy() }
}

/** A request whose body is still to be pushed. */
export function copyRequest (
  { socket, method, url, httpVersion, rawHeaders }: IncomingMessage, headers: IncomingMessage['headers']
): IncomingMessage {
  return Object.assign(new IncomingMessage(socket), { method, url, httpVersion, rawHeaders, headers })
}
