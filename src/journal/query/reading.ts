import { endOfString, isTooDeep, maxDepthAround } from '../../validation/depth.ts'
import type { Exchange, KeptBody } from '../exchange.ts'

/** Parses the parts of an exchange, each at its first use. */
export class ExchangeReader {
  readonly exchange: Exchange
  #body: unknown
  #responseBody: unknown
  #requestTexts: Set<string> | undefined

  constructor (exchange: Exchange) {
    this.exchange = exchange
  }

  get faults (): readonly string[] { return this.exchange.faults ?? [] }

  get id (): string { return toId(this.exchange.number) }

  /** Without the sandbox and the query. */
  get path (): string {
    const [, path] = /^(?:https?:\/\/[^/?#]*)?(?:\/(?:@|%40)[^/?#]*)?([^?#]*)/i.exec(this.exchange.url)!
    return path === '' ? '/' : path!
  }

  /** The parameters of the URL. */
  get query (): URLSearchParams {
    const start = this.exchange.url.indexOf('?')
    return new URLSearchParams(start === -1 ? '' : this.exchange.url.slice(start))
  }

  /** The trace and the span of the client; undefined if it sent none, or one that is not valid (W3C Trace Context). */
  get traceparent (): string | undefined {
    return /^traceparent\n([\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2})$/im.exec(this.exchange.head.text)?.[1]
  }

  get headers (): Record<string, string> { return toHeaders(this.exchange.head.text.split('\n')) }

  /** The headers of a response that has been sent. */
  get responseHeaders (): Record<string, string> {
    // an exchange with a status has a head
    const lines = this.exchange.responseHead!.split('\r\n').slice(1, -2)
    return toHeaders(lines.flatMap(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]))
  }

  /** The body of the request: JSON as a value, unless it is nested too deeply; anything else as text; null if there is none. */
  get body (): unknown {
    this.#body ??= toValue(this.exchange.body)
    return this.#body
  }

  /** The parameters of the query or of a form, each as a text; any other body as `body` has it. */
  get parameters (): unknown {
    if (this.exchange.body === undefined) return Object.fromEntries(this.query)
    return isForm(this.headers) ? Object.fromEntries(new URLSearchParams(this.exchange.body.text)) : this.body
  }

  /** The body of the response, in the form of `body`. */
  get responseBody (): unknown {
    this.#responseBody ??= toValue(this.exchange.responseBody)
    return this.#responseBody
  }

  /** The texts that may be the id of a job: those of the request and of the response, and the jobs of a response that was lost. */
  get texts (): Set<string> {
    return new Set([...this.requestTexts, ...quotedIn(this.exchange.responseBody?.text ?? ''), ...this.exchange.lost ?? []])
  }

  /** The texts in the path, the query and the body of the request. */
  get requestTexts (): Set<string> {
    this.#requestTexts ??= this.#findRequestTexts()
    return this.#requestTexts
  }

  /** Whether one of its texts is `id`; undefined if that could be in the part of a body that is not kept. */
  mentions (id: string): boolean | undefined {
    const { url, body, responseBody, lost } = this.exchange
    if (lost?.includes(id)) return true
    const raw = [url, body?.text ?? '', responseBody?.text ?? '']
    // a cheap test first: an id that the raw texts do not contain can only be there in an encoded form
    const isPossible = raw.some(text => text.includes(id) || /[\\%+]/.test(text))
    if (isPossible && this.texts.has(id)) return true
    return body?.truncated || responseBody?.truncated ? undefined : false
  }

  #findRequestTexts (): Set<string> {
    const body = this.exchange.body?.text ?? ''
    const fields = isForm(this.headers)
      ? [...new URLSearchParams(body).values()].flatMap(value => [value, ...quotedIn(value)])
      : quotedIn(body)
    return new Set([...this.path.split('/').map(decode), ...this.query.values(), ...fields])
  }
}

/** `req-1` */
export function toId (number: number): string {
  return `req-${number}`
}

/** The number in an id of an exchange; undefined if the id is not valid. */
export function fromId (id: string): number | undefined {
  const [, number] = /^req-(\d{1,15})$/.exec(id) ?? []
  return number === undefined ? undefined : Number(number)
}

/** How many levels of quoted texts within quoted texts are read: each level reads the text again. */
const maxNesting = 8

/** The texts in double quotes, as in JSON and GraphQL, and the quoted texts within them. */
export function quotedIn (text: string): string[] {
  const found: string[] = []
  collectQuoted(text, found, maxNesting)
  return found
}

function collectQuoted (text: string, found: string[], levels: number): void {
  for (let start = text.indexOf('"'); start !== -1;) {
    const end = endOfString(text, start)
    // the end is not kept: no text that is complete can follow
    if (end >= text.length) return
    const inner = unquote(text.slice(start, end + 1))
    found.push(inner)
    if (levels > 1 && inner.includes('"')) collectQuoted(inner, found, levels - 1)
    start = text.indexOf('"', end + 1)
  }
}

function unquote (quoted: string): string {
  try {
    return JSON.parse(quoted) as string
  } catch {
    return quoted.slice(1, -1)
  }
}

function toValue (body: KeptBody | undefined): unknown {
  if (body?.text === undefined) return null
  try {
    return body.truncated || isTooDeep(body.text, maxDepthAround) ? body.text : JSON.parse(body.text) as unknown
  } catch {
    return body.text
  }
}

/** Lower-case names; repeated headers are joined. Without a prototype, because a header may be named `constructor` or `__proto__`. */
function toHeaders (raw: readonly string[]): Record<string, string> {
  const headers = Object.create(null) as Record<string, string>
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index]!.toLowerCase()
    headers[name] = name in headers ? `${headers[name]}, ${raw[index + 1]}` : raw[index + 1]!
  }
  return headers
}

function isForm (headers: Record<string, string>): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false
}

function decode (text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
