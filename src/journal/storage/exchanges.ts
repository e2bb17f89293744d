import type { Exchange } from '../exchange.ts'
import { Arena } from './arena.ts'
import type { LatestTexts } from './latest.ts'
import { Ring, slotBytes } from './ring.ts'
import { load, store, textsOf } from './texts.ts'

/**
 * The closed exchanges by number: their numbers in the ring, their texts in the arena. On the heap, ten thousand exchanges would
 * cost more time in the garbage collector than the rest of a request takes.
 */
export class ExchangeStorage {
  readonly #arena = new Arena()
  readonly #ring = new Ring()

  /** Makes room for `span` successive numbers from `first` on. */
  grow (span: number, first: number): void {
    this.#ring.grow(span, first)
  }

  /** Returns how many bytes of memory it takes. `latest`: the texts of the connection's previous exchange. */
  write (exchange: Exchange, latest?: LatestTexts): number {
    const texts = textsOf(exchange)
    const shared = latest?.find(this, texts)
    if (shared !== undefined) {
      shared.uses++
      this.#ring.put(exchange, shared)
      return slotBytes
    }
    const stored = store(this.#arena, texts)
    latest?.keep(this, stored, texts)
    this.#ring.put(exchange, stored)
    return stored.bytes + slotBytes
  }

  /** Undefined if it has not been written, or has been dropped. */
  read (number: number): Exchange | undefined {
    const texts = this.#ring.textsOf(number)
    return texts && { number, ...this.#ring.numbersOf(number), ...load(texts) }
  }

  /** When the request arrived, in ms of the sandbox's clock. */
  moment (number: number): number {
    return this.#ring.moment(number)
  }

  /** Returns how many bytes of memory that frees; 0 if it was not stored. */
  drop (number: number): number {
    const texts = this.#ring.textsOf(number)
    if (texts === undefined) return 0
    this.#ring.remove(number)
    if (--texts.uses > 0) return slotBytes
    this.#arena.release(texts.block)
    return texts.bytes + slotBytes
  }
}
