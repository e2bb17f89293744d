import type { FastifyReply } from 'fastify'
import type { IncomingMessage } from 'node:http'
import { redactField, redactForm, redactText, type KeptBody } from '../../journal/index.ts'

/** How much of a body the journal keeps, in characters. */
export const keptLength = 16 * 1024

/** The first so many characters, as a text of their own: a slice would keep the whole alive. */
function cut (text: string): string {
  return Buffer.from(text.slice(0, keptLength)).toString()
}

/** What was sent, without credentials, and no more of it than is kept. */
export function toKeptBody (whole: string, bytes = Buffer.byteLength(whole), isForm = false): KeptBody {
  const truncated = whole.length > keptLength
  const text = truncated ? cut(whole) : whole
  return { text: isForm ? redactForm(text) : redactText(text), bytes, truncated }
}

/** What is answered: of a file only its size is kept, of a stream nothing. */
export function toResponseBody (payload: unknown, reply: FastifyReply): KeptBody | undefined {
  if (typeof payload === 'string') return toKeptBody(payload)
  if (!Buffer.isBuffer(payload)) return undefined
  const isText = /^(?:text\/|application\/json)/.test(String(reply.getHeader('content-type')))
  return isText ? toKeptBody(payload.toString(), payload.length) : { text: undefined, bytes: payload.length, truncated: false }
}

/** So many bytes have more than `keptLength` characters, whatever characters they are. */
const maxBytes = 3 * keptLength + 4

/** Records a body while its parser reads it. */
export class BodyRecorder {
  readonly #chunks: Buffer[] = []
  #bytes = 0
  #isRead = false

  constructor (payload: NodeJS.ReadableStream) {
    // a listener of its own would begin to read before the parser does
    const begin = (event: string | symbol) => {
      if (event !== 'data') return
      payload.removeListener('newListener', begin)
      this.#isRead = true
      payload.on('data', (chunk: Buffer) => this.#add(chunk))
    }
    payload.on('newListener', begin)
  }

  /** Undefined if the request was rejected before a parser read its body. Decodes the whole at once, because a character may arrive in two chunks. */
  toKeptBody (isForm: boolean): KeptBody | undefined {
    if (!this.#isRead) return undefined
    const [first = Buffer.alloc(0)] = this.#chunks
    const whole = this.#chunks.length > 1 ? Buffer.concat(this.#chunks) : first
    return toKeptBody(whole.toString(), this.#bytes, isForm)
  }

  #add (chunk: Buffer): void {
    if (this.#bytes < maxBytes) this.#chunks.push(chunk)
    this.#bytes += chunk.length
  }
}

/** A multipart body as its parser has left it: the parts of a form, the request that a GraphQL form holds, or any JSON where every body is JSON. Undefined if it was refused. */
export function toParts ({ headers }: IncomingMessage, body: unknown): KeptBody {
  const bytes = headers['content-length'] === undefined ? undefined : Number(headers['content-length'])
  if (body === undefined) return { text: undefined, bytes, truncated: false }
  return { ...toKeptBody(JSON.stringify(Array.isArray(body) ? body.map(redactPart) : body)), bytes }
}

/** Of a field as much as may be kept: the text of all fields together may be longer than a string can be. A file is its name and its size. */
function redactPart (part: unknown): unknown {
  if (!isField(part)) return part
  return { ...part, value: redactField(part.name, part.value.slice(0, keptLength)) }
}

function isField (part: unknown): part is { name: string, value: string } {
  const { name, value } = (part ?? {}) as { name?: unknown, value?: unknown }
  return typeof name === 'string' && typeof value === 'string'
}

/** No operation reads a body that comes with these methods. */
const bodiless = new Set<unknown>(['GET', 'HEAD'])

export function hasBody ({ method, headers }: IncomingMessage): boolean {
  return !bodiless.has(method) && ((headers['content-length'] !== undefined && headers['content-length'] !== '0') || headers['transfer-encoding'] !== undefined)
}

export function isMultipart ({ method, headers }: IncomingMessage): boolean {
  return !bodiless.has(method) && /^multipart\//i.test(headers['content-type'] ?? '')
}

export function isForm ({ headers }: IncomingMessage): boolean {
  return /^application\/x-www-form-urlencoded/i.test(headers['content-type'] ?? '')
}
