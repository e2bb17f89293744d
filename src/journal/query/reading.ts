import { endOfString, isTooDeep, maxDepthAround } from '../../validation/depth.ts'
import type { Exchange, KeptBody } from '../exchange.ts'

/** What an entry means, worked out when it is asked for and not before. */
export class ExchangeReader {
  readonly entry: Exchange
  #body: unknown
  #answer: unknown
  #asked: Set<string> | undefined

  constructor (entry: Exchange) {
    this.entry = entry
  }

  get faults (): readonly string[] { return this.entry.faults ?? [] }

  get id (): string { return toId(this.entry.number) }

  /** Without the sandbox and the query. */
  get path (): string {
    const [, path] = /^(?:https?:\/\/[^/?#]*)?(?:\/(?:@|%40)[^/?#]*)?([^?#]*)/i.exec(this.entry.url)!
    return path === '' ? '/' : path!
  }

  /** A parameter may come several times. */
  get query (): URLSearchParams {
    const start = this.entry.url.indexOf('?')
    return new URLSearchParams(start === -1 ? '' : this.entry.url.slice(start))
  }

  get headers (): Record<string, string> { return toHeaders(this.entry.head.text.split('\n')) }

  /** Of an answer that was sent. */
  get answerHeaders (): Record<string, string> {
    const lines = this.entry.responseHead!.split('\r\n').slice(1, -2)
    return toHeaders(lines.flatMap(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]))
  }

  /** JSON as a value, unless it is nested too deeply; anything else as text; null if there is none. */
  get body (): unknown {
    this.#body ??= toValue(this.entry.body)
    return this.#body
  }

  /** The parameters of the query or of a form, each as a text; any other body as `body` has it. */
  get parameters (): unknown {
    if (this.entry.body === undefined) return Object.fromEntries(this.query)
    return isForm(this.headers) ? Object.fromEntries(new URLSearchParams(this.entry.body.text)) : this.body
  }

  get answer (): unknown {
    this.#answer ??= toValue(this.entry.answer)
    return this.#answer
  }

  /** Every text in the path and the query, and as far as they are kept in the body and the answer, also in one that was lost: one of them may be the id of a job. */
  get texts (): Set<string> {
    return new Set([...this.asked, ...quotedIn(this.entry.answer?.text ?? ''), ...this.entry.lost ?? []])
  }

  /** Those of the request alone. */
  get asked (): Set<string> {
    this.#asked ??= this.#findAsked()
    return this.#asked
  }

  /** Whether one of its texts is `id`; undefined if it could be in what has been cut off. */
  mentions (id: string): boolean | undefined {
    const { url, body, answer, lost } = this.entry
    if (lost?.includes(id)) return true
    const raw = [url, body?.text ?? '', answer?.text ?? '']
    // to look for the texts takes longer than to see that there is nothing of the kind
    const isPossible = raw.some(text => text.includes(id) || /[\\%+]/.test(text))
    if (isPossible && this.texts.has(id)) return true
    return body?.truncated || answer?.truncated ? undefined : false
  }

  #findAsked (): Set<string> {
    const body = this.entry.body?.text ?? ''
    const fields = isForm(this.headers) ? [...new URLSearchParams(body).values()].flatMap(value => [value, ...quotedIn(value)]) : quotedIn(body)
    return new Set([...this.path.split('/').map(decode), ...this.query.values(), ...fields])
  }
}

export function toId (number: number): string {
  return `req-${number}`
}

/** Undefined for what is no id. */
export function fromId (id: string): number | undefined {
  const [, number] = /^req-(\d{1,15})$/.exec(id) ?? []
  return number === undefined ? undefined : Number(number)
}

/** How many texts may stand one in the other. Each is read once more for the one in it. */
const maxNesting = 8

/** Texts in quotes, as JSON and GraphQL write them, also those that stand in one of them. */
export function quotedIn (text: string): string[] {
  const found: string[] = []
  collectQuoted(text, found, maxNesting)
  return found
}

function collectQuoted (text: string, found: string[], levels: number): void {
  for (let start = text.indexOf('"'); start !== -1;) {
    const end = endOfString(text, start)
    // cut off: every quote that follows is escaped, and so is the one that would end what it begins
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

/** In small letters; what comes several times is joined. Without a prototype: clients may call a header `constructor` or `__proto__`. */
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
