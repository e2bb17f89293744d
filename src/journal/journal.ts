import { callEach } from '../defects.ts'
import { Counters, type Counts } from './counters.ts'
import type { Exchange, NewExchange } from './exchange.ts'
import { ExchangeStorage } from './storage/codec.ts'

export interface JournalLimit { entries?: number | undefined, bytes?: number | undefined }

/**
 * What clients asked in a sandbox and what they were answered, in the order in which the requests came, bounded by number and
 * by bytes: the oldest make room. Counters know of all of them.
 */
export class Journal {
  readonly #limit: { entries: number, bytes: number }
  readonly #listeners = new Set<(entry: Exchange) => void>()
  /** Those that are over, and those that wait for their answer. */
  #records = new ExchangeStorage()
  readonly #underway = new Map<number, Exchange>()
  #counters = new Counters()
  #bytes = 0
  /** The number of the first since it was emptied, of the first that is kept, and of the next that will come. */
  #begin = 1
  #first = 1
  #next = 1
  #droppedUntil = -Infinity

  constructor ({ entries = 10_000, bytes = 16 * 1024 * 1024 }: JournalLimit = {}) {
    this.#limit = { entries, bytes }
  }

  get first (): number { return this.#first }
  /** How many are kept, what they take in bytes, and how many have been dropped. */
  get size (): number { return this.#next - this.#first }
  get bytes (): number { return this.#bytes }
  get dropped (): number { return this.#first - this.#begin }
  /** How many requests wait for their response. */
  get pending (): number { return this.#underway.size }
  /** The number of the first since it was emptied. */
  get begin (): number { return this.#begin }
  /** The latest moment (ms) of those that have been dropped: the clock may have been set back behind the first of them. */
  get droppedUntil (): number { return this.#droppedUntil }
  get counters (): Readonly<Counters> { return this.#counters }
  get counts (): Counts { return this.#counters.read() }

  /** A request has come. */
  open (entry: NewExchange): void {
    entry.number = this.#next++
    const counters = this.#counters
    counters.total++
    if (entry.provider !== undefined) counters.providers.add(entry.provider)
    this.#count(entry.operations, 1)
    this.#underway.set(entry.number, entry)
    this.#records.reach(this.size, this.#first)
    this.#trim()
    this.#tell(entry)
  }

  /** Its body says what it is for. */
  name (entry: NewExchange, operations: readonly string[]): void {
    if (entry.number >= this.#begin) {
      this.#count(entry.operations, -1)
      this.#count(operations, 1)
    }
    entry.operations = operations
    this.#tell(entry)
  }

  /** It is over, and does not change any more. */
  close (entry: Exchange): void {
    const { number, status, outcome } = entry
    const counters = this.#counters
    this.#underway.delete(number)
    if (number >= this.#begin) {
      counters.ended++
      if (status !== undefined) counters.statuses.add(status)
      if (outcome === 'broken') counters.broken++
    }
    if (number >= this.#first) {
      this.#bytes += this.#records.write(entry)
      this.#trim()
    }
    this.#tell(entry)
  }

  /** Undefined if it has been dropped, or is none. */
  get (number: number): Exchange | undefined {
    if (number < this.#first || number >= this.#next) return undefined
    return this.#underway.get(number) ?? this.#records.read(number)
  }

  /** Those that are kept, oldest first. */
  * entries (from = this.#first): Generator<Exchange> {
    for (let number = Math.max(from, this.#first); number < this.#next; number++) yield this.get(number)!
  }

  /** As if nobody had asked anything: the counters too. Numbers go on rising. */
  clear (): void {
    this.#records = new ExchangeStorage()
    this.#underway.clear()
    this.#counters = new Counters()
    this.#bytes = 0
    this.#begin = this.#first = this.#next
    this.#droppedUntil = -Infinity
  }

  /** Calls for each request that comes, is named or is over, unless it came before the journal was emptied, until the function is called that it returns. */
  listen (listener: (entry: Exchange) => void): () => void {
    this.#listeners.add(listener)
    return () => { this.#listeners.delete(listener) }
  }

  #tell (entry: Exchange): void {
    if (this.#listeners.size > 0 && entry.number >= this.#begin) callEach(this.#listeners, listener => listener(entry))
  }

  #count (operations: readonly string[], by: 1 | -1): void {
    if (operations.length === 0) this.#counters.unmatched += by
    for (const operation of operations) this.#counters.operations.add(operation, by)
  }

  /** Drops the oldest until the rest is within the limit: each in the same time, however many there are. */
  #trim (): void {
    while (this.size > this.#limit.entries || (this.#bytes > this.#limit.bytes && this.size > 0)) {
      const number = this.#first++
      const entry = this.#underway.get(number)
      this.#droppedUntil = Math.max(this.#droppedUntil, entry?.at ?? this.#records.moment(number))
      this.#underway.delete(number)
      this.#bytes -= this.#records.drop(number)
    }
  }
}
