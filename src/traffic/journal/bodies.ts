import type { FastifyReply } from 'fastify'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { redactField, redactForm, redactText, type KeptBody } from '../../journal/index.ts'

/** The number of characters of a body that the journal keeps. */
export const keptLength = 16 * 1024

/** The first `keptLength` characters, as a copy: in V8 a slice keeps the whole string in memory. */
function cut (text: string): string {
  return Buffer.from(text.slice(0, keptLength)).toString()
}

/** The text of a body without credentials, cut to `keptLength` characters. */
export function toKeptBody (whole: string, bytes = Buffer.byteLength(whole), isForm = false): KeptBody {
  const truncated = whole.length > keptLength
  const text = truncated ? cut(whole) : whole
  return { text: isForm ? redactForm(text) : redactText(text), bytes, truncated }
}

/** The body of a response. Only the size of a file is kept, and nothing of a stream. */
export function toResponseBody (payload: unknown, reply: FastifyReply): KeptBody | undefined {
  if (typeof payload === 'string') return toKeptBody(payload)
  if (!Buffer.isBuffer(payload)) return undefined
  const isText = /^(?:text\/|application\/json)/.test(String(reply.getHeader('content-type')))
  return isText ? toKeptBody(payload.toString(), payload.length) : { text: undefined, bytes: payload.length, truncated: false }
}

/** A body of so many bytes has more than `keptLength` characters: in UTF-8 a UTF-16 code unit takes at most three bytes. */
const maxBytes = 3 * keptLength + 4

/**
 * Records a body as it arrives. It takes the chunks that Node adds to the stream: listeners on the stream would cost a poll with a body
 * several times as much.
 */
export class BodyRecorder {
  readonly #stream: Readable
  readonly #chunks: Buffer[] = []
  #bytes = 0

  constructor (stream: Readable) {
    this.#stream = stream
    stream.push = (chunk: Buffer | string | null, encoding) => {
      if (chunk !== null) this.#add(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk)
      return Readable.prototype.push.call(stream, chunk, encoding)
    }
  }

  /** Undefined if the request was rejected before a parser read its body. Decodes all chunks at once: a character may be split. */
  read (): { text: string, bytes: number } | undefined {
    if (!this.#stream.readableDidRead) return undefined
    const [first = Buffer.alloc(0)] = this.#chunks
    const whole = this.#chunks.length > 1 ? Buffer.concat(this.#chunks) : first
    return { text: whole.toString(), bytes: this.#bytes }
  }

  #add (chunk: Buffer): void {
    if (this.#bytes < maxBytes) this.#chunks.push(chunk)
    this.#bytes += chunk.length
  }
}

/** A multipart body as parsed: the parts of a form, the request in a GraphQL form, or a JSON value. A rejected body has no text. */
export function toParts ({ headers }: IncomingMessage, body: unknown): KeptBody {
  const bytes = headers['content-length'] === undefined ? undefined : Number(headers['content-length'])
  if (body === undefined) return { text: undefined, bytes, truncated: false }
  return { ...toKeptBody(JSON.stringify(Array.isArray(body) ? body.map(redactPart) : body)), bytes }
}

/** Cuts the value of a field: all fields together may be longer than the longest string. A file is already reduced to its name and size. */
function redactPart (part: unknown): unknown {
  if (!isField(part)) return part
  return { ...part, value: redactField(part.name, part.value.slice(0, keptLength)) }
}

function isField (part: unknown): part is { name: string, value: string } {
  const { name, value } = (part ?? {}) as { name?: unknown, value?: unknown }
  return typeof name === 'string' && typeof value === 'string'
}

/** Methods with which no operation reads a body. */
const bodiless = new Set<unknown>(['GET', 'HEAD'])

export function hasBody ({ method, headers }: IncomingMessage): boolean {
  if (bodiless.has(method)) return false
  return (headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined
}

export function isMultipart ({ method, headers }: IncomingMessage): boolean {
  return !bodiless.has(method) && /^multipart\//i.test(headers['content-type'] ?? '')
}

export function isForm ({ headers }: IncomingMessage): boolean {
  return /^application\/x-www-form-urlencoded/i.test(headers['content-type'] ?? '')
}
