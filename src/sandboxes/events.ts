import { callEach } from '../defects.ts'

export const eventKinds = ['transition', 'request', 'fault', 'clock', 'reset'] as const
export type EventKind = typeof eventKinds[number]

/** The thing that an event is about, or how to make it of what the sandbox's world keeps, or the number of a request in its journal: undefined once it is kept no longer. */
export type EventData = object | (() => unknown) | number

interface Entry { kind: EventKind, data: EventData | undefined }

/** Somebody who is told that something has happened, and of the end. */
interface Follower { see (): void, end (): void }

/**
 * What happens in a sandbox, the latest so many, each with an id that is one higher than that of the one before, over resets
 * too. Nothing is made of an event until somebody reads it, and a reader holds nothing but the id up to which it has read.
 */
export class Events {
  readonly #limit: number
  readonly #requestOf: (number: number) => unknown
  readonly #ring: Entry[] = []
  readonly #followers = new Set<Follower>()
  #last = 0
  #closed = false

  /** `requestOf` gives the request of a number: there are so many that a function for each would cost more than to journal it. */
  constructor (requestOf: (number: number) => unknown, limit = 10_000) {
    this.#limit = limit
    this.#requestOf = requestOf
  }

  /** The id of the latest; 0 if there is none. */
  get last (): number { return this.#last }

  /** The id of the earliest that is kept; that of the next one if there is none. */
  get first (): number { return this.#last - this.#ring.length + 1 }

  get followers (): number { return this.#followers.size }

  /** A function is called once for each reader; it should hold no more than an id. */
  add (kind: EventKind, data: EventData): void {
    const place = this.#last++ % this.#limit
    const entry = this.#ring[place]
    // in place: what is thrown away after so long costs the garbage collector most
    if (entry === undefined) this.#ring.push({ kind, data })
    else [entry.kind, entry.data] = [kind, data]
    if (this.#followers.size > 0) callEach(this.#followers, follower => follower.see())
  }

  /** An event that is kept. Its `read` gives what it is about; undefined if it is kept no longer. */
  get (id: number): { kind: EventKind, read: () => unknown } {
    const { kind, data } = this.#ring[(id - 1) % this.#limit]!
    return { kind, read: () => typeof data === 'function' ? data() : typeof data === 'number' ? this.#requestOf(data) : data }
  }

  /** What the world has kept that now ends is gone with it: its ids may come to mean something else. */
  forgetContents (): void {
    for (const entry of this.#ring) if (typeof entry.data !== 'object') entry.data = undefined
  }

  /** Until the function is called that it returns. */
  follow (follower: Follower): () => void {
    if (this.#closed) follower.end()
    else this.#followers.add(follower)
    return () => { this.#followers.delete(follower) }
  }

  close (): void {
    this.#closed = true
    const followers = [...this.#followers]
    this.#followers.clear()
    callEach(followers, follower => follower.end())
  }
}
