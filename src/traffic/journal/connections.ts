import { randomInt } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { Socket } from 'node:net'
import { isCredentialName, redactHead, type Head, type KeptBody } from '../../journal/index.ts'
import { toResponseBody } from './bodies.ts'

const own = Symbol('connection')

let opened = 0

/** The connection of a socket. */
export function connectionOf (socket: Socket & { [own]?: Connection }): Connection {
  socket[own] ??= new Connection()
  return socket[own]
}

/** What is remembered of a connection: clients send the same head over and over, and to look for credentials and make a fingerprint costs more than to see that it is the same. */
export class Connection {
  /** A running number: two requests with the same one came on the same connection. */
  readonly number = ++opened
  /** The latest head as it came, but for the credentials, of which there are marks. */
  #seen: Array<string | number> = []
  #head: Head = { text: '', key: undefined }
  #answer: KeptBody | undefined

  headOf (raw: readonly string[]): Head {
    if (this.#isSeen(raw)) return this.#head
    this.#seen = raw.map((text, index) => index % 2 === 1 && isCredentialName(raw[index - 1]!) ? mark(text) : text)
    this.#head = redactHead(raw)
    return this.#head
  }

  /** The answer to a poll is mostly the one that was there before. */
  responseOf (payload: unknown, reply: FastifyReply): KeptBody | undefined {
    if (payload === this.#answer?.text) return this.#answer
    const answer = toResponseBody(payload, reply)
    // what holds a credential, or is long, is not what it was any more
    if (answer?.text === payload) this.#answer = answer
    return answer
  }

  #isSeen (raw: readonly string[]): boolean {
    const seen = this.#seen
    if (raw.length !== seen.length) return false
    for (let index = 0; index < raw.length; index++) {
      const known = seen[index]!
      if (known !== raw[index] && (typeof known === 'string' || known !== mark(raw[index]!))) return false
    }
    return true
  }
}

const seeds = [randomInt(2 ** 32), randomInt(2 ** 32)] as const

/** 53 bits that tell two texts apart, by seeds of this process alone; for what is kept and shown there are better ones. */
function mark (text: string): number {
  let [one, other] = seeds as unknown as [number, number]
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    one = Math.imul(one ^ code, 2654435761)
    other = Math.imul(other ^ code, 1597334677)
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909)
  other = Math.imul(other ^ (other >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909)
  return 4294967296 * (2097151 & other) + (one >>> 0)
}
