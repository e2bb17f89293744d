import { callEach } from '../defects.ts'

export const eventKinds = ['job', 'transition', 'request', 'fault', 'clock', 'reset'] as const
export type EventKind = typeof eventKinds[number]

/** What an event is about: an object, a function that reads it from the contents, or the number of a request in the journal. */
export type EventData = object | (() => unknown) | number

/** `data` is undefined after a reset, if it referred to the former contents. */
interface StoredEvent { kind: EventKind, data: EventData | undefined }

interface Follower {
  /** Called after an event of this kind has been added. */
  notify (kind: EventKind): void
  /** Called when the sandbox is closed. */
  end (): void
}

/**
 * The latest events of a sandbox. Ids are consecutive and continue after a reset. An event is built only when it is read, and a reader
 * keeps no more than the id of the last event that it has read.
 */
export class Events {
  readonly #limit: number
  readonly #requestOf: (number: number) => unknown
  readonly #ring: StoredEvent[] = []
  readonly #followers = new Set<Follower>()
  #last = 0
  #closed = false

  /** `requestOf` returns a request by its number: a function for each request would cost more than recording it. */
  constructor (requestOf: (number: number) => unknown, limit = 10_000) {
    this.#limit = limit
    this.#requestOf = requestOf
  }

  /** The id of the latest event; 0 if there is none. */
  get last (): number { return this.#last }

  /** The id of the earliest event that is kept; the id of the next event if none is kept. */
  get first (): number { return this.#last - this.#ring.length + 1 }

  get followers (): number { return this.#followers.size }

  /** Continues after the event `id`, a multiple of the limit: those before are lost. */
  skipTo (id: number): void {
    this.#ring.length = 0
    this.#last = id
  }

  /** Adds an event. A function in `data` is called once for each reader; it should capture no more than an id. */
  add (kind: EventKind, data: EventData): void {
    const place = this.#last++ % this.#limit
    const event = this.#ring[place]
    // replaced in place: garbage that has lived so long costs the collector most
    if (event === undefined) this.#ring.push({ kind, data })
    else [event.kind, event.data] = [kind, data]
    if (this.#followers.size > 0) callEach(this.#followers, follower => follower.notify(kind))
  }

  /** An event that is kept. `read` returns what it is about; undefined if that is not kept any more. */
  get (id: number): { kind: EventKind, read: () => unknown } {
    // the ring has a place for each of the latest `limit` ids
    const { kind, data } = this.#ring[(id - 1) % this.#limit]!
    return { kind, read: () => this.#read(data) }
  }

  /** Forgets references to the contents, which are about to be replaced: their ids may get another meaning. */
  forgetContents (): void {
    for (const event of this.#ring) if (typeof event.data !== 'object') event.data = undefined
  }

  /** Adds a follower. Returns a function that removes it. */
  follow (follower: Follower): () => void {
    if (this.#closed) follower.end()
    else this.#followers.add(follower)
    return () => { this.#followers.delete(follower) }
  }

  #read (data: EventData | undefined): unknown {
    if (typeof data === 'function') return data()
    return typeof data === 'number' ? this.#requestOf(data) : data
  }

  close (): void {
    this.#closed = true
    const followers = [...this.#followers]
    this.#followers.clear()
    callEach(followers, follower => follower.end())
  }
}
