import { callEach } from '../defects.ts'
import { Counters, type Counts } from './counters.ts'
import type { Exchange, NewExchange } from './exchange.ts'
import { ExchangeStorage } from './storage/exchanges.ts'
import { MemoryAccount } from '../memory.ts'
import type { LatestTexts } from './storage/latest.ts'

/** What is counted as dropped where the number of lost exchanges is unknown. */
const gapSize = 1_000_000_000

export interface JournalLimit { exchanges?: number | undefined, bytes?: number | undefined }

/**
 * The exchanges of a sandbox, in the order in which the requests arrived. Their number and their bytes are bounded: the oldest
 * are dropped. The counters also count dropped exchanges.
 */
export class Journal {
  readonly #limit: { exchanges: number, bytes: number }
  readonly #memory: MemoryAccount
  readonly #listeners = new Set<(exchange: Exchange) => void>()
  #closed = new ExchangeStorage()
  readonly #pending = new Map<number, Exchange>()
  #counters = new Counters()
  #bytes = 0
  /** The number of the first exchange since the journal was emptied. */
  #begin = 1
  /** The number of the oldest exchange that is kept. */
  #first = 1
  /** The number of the next exchange. */
  #next = 1
  #droppedUntil = -Infinity
  #hasGap = false

  constructor ({ exchanges = 10_000, bytes = 16 * 1024 * 1024 }: JournalLimit = {}, memory = new MemoryAccount()) {
    this.#limit = { exchanges, bytes }
    this.#memory = memory
  }

  /** The number of the oldest exchange that is kept. */
  get first (): number { return this.#first }
  /** How many exchanges are kept. */
  get size (): number { return this.#next - this.#first }
  /** The bytes of memory that the closed exchanges take. */
  get bytes (): number { return this.#bytes }
  /** How many exchanges have been dropped. */
  get dropped (): number { return this.#first - this.#begin }
  /** How many requests have no complete response so far. */
  get pending (): number { return this.#pending.size }
  /** The number of the first exchange since the journal was emptied. */
  get begin (): number { return this.#begin }
  /** The latest moment (ms) of a dropped exchange, which need not be that of the last one: a clock can be set back. */
  get droppedUntil (): number { return this.#droppedUntil }
  get counters (): Readonly<Counters> { return this.#counters }
  get counts (): Counts { return this.#counters.read() }

  /** Whether exchanges of an unknown number are missing, which the counters do not count. */
  get hasGap (): boolean { return this.#hasGap }

  /**
   * Begins after exchanges that are lost, until `moment` (ms): how many is unknown, at most `gapSize`. `times`: how often that has
   * happened to the sandbox, so that no number is used twice.
   */
  beginAfterGap (moment: number, times: number): void {
    this.clear()
    this.#begin = this.#next = (times - 1) * gapSize + 1
    this.#first = this.#next += gapSize
    this.#droppedUntil = moment
    this.#hasGap = true
  }

  /** Adds the exchange of a request that has arrived. */
  open (exchange: NewExchange): void {
    exchange.number = this.#next++
    const counters = this.#counters
    counters.total++
    if (exchange.provider !== undefined) counters.providers.add(exchange.provider)
    this.#count(exchange.operations, 1)
    this.#pending.set(exchange.number, exchange)
    this.#closed.grow(this.size, this.#first)
    this.#trim()
    this.#notify(exchange)
  }

  /** Sets the operations, which the body of the request names. */
  name (exchange: NewExchange, operations: readonly string[]): void {
    if (exchange.number >= this.#begin) {
      this.#count(exchange.operations, -1)
      this.#count(operations, 1)
    }
    exchange.operations = operations
    this.#notify(exchange)
  }

  /** Stores an exchange that does not change any more. `latest`: the texts of the connection's previous exchange. */
  close (exchange: Exchange, latest?: LatestTexts): void {
    const { number, status, outcome } = exchange
    const counters = this.#counters
    this.#pending.delete(number)
    if (number >= this.#begin) {
      counters.ended++
      if (status !== undefined) counters.statuses.add(status)
      if (outcome === 'broken') counters.broken++
    }
    if (number >= this.#first) {
      const bytes = this.#closed.write(exchange, latest)
      this.#bytes += bytes
      this.#trim()
      // last, because it may evict
      this.#memory.add(bytes)
    }
    this.#notify(exchange)
  }

  /** Undefined if it has been dropped or does not exist. */
  get (number: number): Exchange | undefined {
    if (number < this.#first || number >= this.#next) return undefined
    return this.#pending.get(number) ?? this.#closed.read(number)
  }

  /** The exchanges that are kept, oldest first. */
  * exchanges (from = this.#first): Generator<Exchange> {
    for (let number = Math.max(from, this.#first); number < this.#next; number++) yield this.get(number)!
  }

  /** Drops all exchanges, so that their memory can be used by others. */
  evict (): void {
    this.#trim(0)
    // also the memory that is reserved for the next ones
    this.#closed = new ExchangeStorage()
  }

  /** Removes all exchanges and resets the counters. The numbers continue. */
  clear (): void {
    this.#closed = new ExchangeStorage()
    this.#pending.clear()
    this.#counters = new Counters()
    this.#memory.add(-this.#bytes)
    this.#bytes = 0
    this.#begin = this.#first = this.#next
    this.#droppedUntil = -Infinity
    this.#hasGap = false
  }

  /**
   * Calls the listener when an exchange is opened, named or closed, until the returned function is called. Not for exchanges that
   * were opened before the journal was emptied.
   */
  listen (listener: (exchange: Exchange) => void): () => void {
    this.#listeners.add(listener)
    return () => { this.#listeners.delete(listener) }
  }

  #notify (exchange: Exchange): void {
    if (this.#listeners.size > 0 && exchange.number >= this.#begin) callEach(this.#listeners, listener => listener(exchange))
  }

  #count (operations: readonly string[], by: 1 | -1): void {
    if (operations.length === 0) this.#counters.unmatched += by
    for (const operation of operations) this.#counters.operations.add(operation, by)
  }

  /** Drops the oldest exchanges until the rest is within the limit. */
  #trim (most = this.#limit.exchanges): void {
    while (this.size > most || (this.#bytes > this.#limit.bytes && this.size > 0)) {
      const number = this.#first++
      const exchange = this.#pending.get(number)
      this.#droppedUntil = Math.max(this.#droppedUntil, exchange?.at ?? this.#closed.moment(number))
      this.#pending.delete(number)
      const bytes = this.#closed.drop(number)
      this.#bytes -= bytes
      this.#memory.add(-bytes)
    }
  }
}
