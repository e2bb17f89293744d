import { randomInt } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { Socket } from 'node:net'
import { isCredentialName, LatestTexts, redactHead, type Head, type KeptBody } from '../../journal/index.ts'
import { toKeptBody, toResponseBody } from './bodies.ts'

const stored = Symbol('connection')

let opened = 0

/** The connection of a socket, created at its first request. */
export function connectionOf (socket: Socket & { [stored]?: Connection }): Connection {
  socket[stored] ??= new Connection()
  return socket[stored]
}

/** The latest head and bodies of a connection. A client that polls repeats them, and comparing costs less than redacting. */
export class Connection {
  /** Unique in the process: requests with the same number came on the same connection. */
  readonly number = ++opened
  /** The names and values of the latest head, with a hash in place of each credential. */
  #seen: Array<string | number> = []
  #head: Head = { text: '', key: undefined }
  #body: KeptBody | undefined
  #response: KeptBody | undefined
  /** The texts of the latest exchange in the journal. */
  readonly latest = new LatestTexts()

  headOf (raw: readonly string[]): Head {
    if (this.#isSeen(raw)) return this.#head
    this.#seen = raw.map((text, index) => index % 2 === 1 && isCredentialName(raw[index - 1]!) ? hash(text) : text)
    this.#head = redactHead(raw)
    return this.#head
  }

  bodyOf (text: string, bytes: number, isForm: boolean): KeptBody {
    if (text === this.#body?.text && bytes === this.#body.bytes && !isForm) return this.#body
    const body = toKeptBody(text, bytes, isForm)
    // a body that was redacted or cut no longer equals the text
    if (body.text === text && !isForm) this.#body = body
    return body
  }

  responseOf (payload: unknown, reply: FastifyReply): KeptBody | undefined {
    if (payload === this.#response?.text) return this.#response
    const response = toResponseBody(payload, reply)
    // a body that was redacted or cut no longer equals the payload
    if (response?.text === payload) this.#response = response
    return response
  }

  #isSeen (raw: readonly string[]): boolean {
    const seen = this.#seen
    if (raw.length !== seen.length) return false
    for (let index = 0; index < raw.length; index++) {
      const known = seen[index]!
      if (known !== raw[index] && (typeof known === 'string' || known !== hash(raw[index]!))) return false
    }
    return true
  }
}

const seeds = [randomInt(2 ** 32), randomInt(2 ** 32)] as const

/** A 53-bit hash (cyrb53) with random seeds. It only detects changes: the fingerprints in the journal are cryptographic. */
function hash (text: string): number {
  let [one, other] = seeds
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    one = Math.imul(one ^ code, 2654435761)
    other = Math.imul(other ^ code, 1597334677)
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909)
  other = Math.imul(other ^ (other >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909)
  return 4294967296 * (2097151 & other) + (one >>> 0)
}
