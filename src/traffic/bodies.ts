import type { FastifyReply } from 'fastify'
import type { IncomingMessage } from 'node:http'
import { maskField, maskForm, maskText, type Text } from '../journal/index.ts'

/** How much of a body the journal keeps, in characters. */
export const keptLength = 16 * 1024

/** The first so many characters, as a text of their own: a slice would keep the whole alive. */
function cut (text: string): string {
  return Buffer.from(text.slice(0, keptLength)).toString()
}

/** What was sent, without credentials, and no more of it than is kept. */
export function toText (whole: string, bytes = Buffer.byteLength(whole), isForm = false): Text {
  const truncated = whole.length > keptLength
  const text = truncated ? cut(whole) : whole
  return { text: isForm ? maskForm(text) : maskText(text), bytes, truncated }
}

/** What is answered: of a file only its size is kept, of a stream nothing. */
export function toAnswer (payload: unknown, reply: FastifyReply): Text | undefined {
  if (typeof payload === 'string') return toText(payload)
  if (!Buffer.isBuffer(payload)) return undefined
  const isText = /^(?:text\/|application\/json)/.test(String(reply.getHeader('content-type')))
  return isText ? toText(payload.toString(), payload.length) : { text: undefined, bytes: payload.length, truncated: false }
}

/** How many bytes have more than so many characters in them, whatever they are. */
const enough = 3 * keptLength + 4

/** Hears a body that somebody else reads, as it comes. */
export class Ear {
  readonly #heard: Buffer[] = []
  #bytes = 0

  /** To be called when whoever reads it is about to begin. */
  listen (payload: NodeJS.ReadableStream): void {
    payload.on('data', (chunk: Buffer) => {
      if (this.#bytes < enough) this.#heard.push(chunk)
      this.#bytes += chunk.length
    })
  }

  /** Put together before it is read: a character may come in two pieces. */
  toText (isForm: boolean): Text {
    const [first = Buffer.alloc(0)] = this.#heard
    const whole = this.#heard.length > 1 ? Buffer.concat(this.#heard) : first
    return toText(whole.toString(), this.#bytes, isForm)
  }
}

/** A multipart body as its parser has left it: the parts of a form, the request that a GraphQL form holds, or any JSON where every body is JSON. Undefined if it was refused. */
export function toParts ({ headers }: IncomingMessage, body: unknown): Text {
  const bytes = headers['content-length'] === undefined ? undefined : Number(headers['content-length'])
  if (body === undefined) return { text: undefined, bytes, truncated: false }
  return { ...toText(JSON.stringify(Array.isArray(body) ? body.map(maskPart) : body)), bytes }
}

/** Of a field as much as may be kept: the text of all fields together may be longer than a string can be. A file is its name and its size. */
function maskPart (part: unknown): unknown {
  if (!isField(part)) return part
  return { ...part, value: maskField(part.name, part.value.slice(0, keptLength)) }
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
