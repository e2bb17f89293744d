/** What a response consists of. `end` gets the last bytes of the body, if they are known to be the last. */
export interface ResponseParts {
  /** `headers`: names and values in turn, as they were sent. */
  head (status: number, message: string, headers: string[]): void
  data (bytes: Buffer): void
  end (bytes?: Buffer): void
}

type Step = 'head' | 'counted' | 'size' | 'chunk' | 'trailer' | 'closing' | 'done'

const [headEnd, lineEnd] = ['\r\n\r\n', '\r\n']

/**
 * Reads the response of another replica from the bytes of its connection (RFC 9112). Node's own client would build a request, a response
 * and their streams for each (docs/dependencies.md has the comparison with it and with undici).
 */
export class ResponseReader {
  readonly #parts: ResponseParts
  readonly #isBodiless: boolean
  #step: Step = 'head'
  /** Bytes that are not complete: of a head, or of the line before a chunk. */
  #rest: Buffer | undefined
  /** Bytes of the body, or of the current chunk, that are still to come. */
  #left = 0

  /** `isBodiless`: the response to HEAD. */
  constructor (parts: ResponseParts, isBodiless: boolean) {
    this.#parts = parts
    this.#isBodiless = isBodiless
  }

  get isDone (): boolean { return this.#step === 'done' }

  /** Throws an error if that is not a response. */
  push (bytes: Buffer): void {
    let left: Buffer | undefined = this.#rest === undefined ? bytes : Buffer.concat([this.#rest, bytes])
    this.#rest = undefined
    while (left !== undefined && left.length > 0 && this.#step !== 'done') left = this.#read(left)
  }

  /** The connection has ended. Returns whether the response is complete. */
  close (): boolean {
    if (this.#step === 'closing') this.#end()
    return this.isDone
  }

  /** Returns the bytes that are left. */
  #read (bytes: Buffer): Buffer | undefined {
    switch (this.#step) {
      case 'head': return this.#readUntil(bytes, headEnd, text => this.#readHead(text))
      case 'size': return this.#readUntil(bytes, lineEnd, text => this.#readSize(text))
      case 'trailer': return this.#readUntil(bytes, lineEnd, text => { if (text === '') this.#end() })
      case 'counted': return this.#readCounted(bytes)
      case 'chunk': return this.#readChunk(bytes)
      default:
        this.#parts.data(bytes)
        return undefined
    }
  }

  #readUntil (bytes: Buffer, end: string, read: (text: string) => void): Buffer | undefined {
    const index = bytes.indexOf(end)
    if (index === -1) {
      this.#rest = bytes
      return undefined
    }
    read(bytes.toString('latin1', 0, index))
    return bytes.subarray(index + end.length)
  }

  #readHead (text: string): void {
    const lines = text.split(lineEnd)
    const [, status = '', message = ''] = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(lines[0]!) ?? []
    if (status === '') throw new Error(`not a response: ${lines[0]}`)
    // an interim response: the client has got its own
    if (status[0] === '1') return
    const headers: string[] = []
    let [length, isChunked] = [-1, false]
    for (let index = 1; index < lines.length; index++) {
      const line = lines[index]!
      const colon = line.indexOf(':')
      const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()]
      headers.push(name, value)
      // the two names that matter have these lengths
      if (name.length === 14 && name.toLowerCase() === 'content-length') length = Number(value)
      else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') isChunked = true
    }
    this.#parts.head(Number(status), message, headers)
    if (this.#isBodiless || status === '204' || status === '304' || length === 0) return this.#end()
    this.#step = isChunked ? 'size' : length > 0 ? 'counted' : 'closing'
    this.#left = length
  }

  #readCounted (bytes: Buffer): Buffer | undefined {
    if (bytes.length < this.#left) {
      this.#left -= bytes.length
      this.#parts.data(bytes)
      return undefined
    }
    this.#end(bytes.subarray(0, this.#left))
    return bytes.subarray(this.#left)
  }

  #readSize (text: string): void {
    // the end of the chunk before
    if (text === '') return
    this.#left = Number.parseInt(text, 16)
    this.#step = this.#left === 0 ? 'trailer' : 'chunk'
  }

  #readChunk (bytes: Buffer): Buffer {
    const chunk = bytes.subarray(0, this.#left)
    this.#left -= chunk.length
    if (this.#left === 0) this.#step = 'size'
    this.#parts.data(chunk)
    return bytes.subarray(chunk.length)
  }

  #end (bytes?: Buffer): void {
    this.#step = 'done'
    this.#parts.end(bytes)
  }
}
