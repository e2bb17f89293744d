import type { ArenaBlock } from './arena.ts'

/** What a place costs in the index, in bytes. */
export const placeBytes = 24

/** Where records lie, by their number: a ring that is as long as is needed, so that neither to find one nor to forget one depends on how many there are. */
export class Ring {
  #slabs: Array<ArenaBlock | undefined> = new Array(16).fill(undefined)
  #starts = new Int32Array(16)
  /** What is asked of a record when it goes: to look into the record itself would be slow, as its memory has not been touched for long. */
  #sizes = new Int32Array(16)
  #moments = new Float64Array(16)

  /** Makes room for numbers that lie less than `span` apart, from `first` on. */
  reach (span: number, first: number): void {
    const length = this.#slabs.length
    if (span <= length) return
    const [slabs, starts, sizes, moments] = [this.#slabs, this.#starts, this.#sizes, this.#moments]
    this.#slabs = new Array(2 * length).fill(undefined)
    this.#starts = new Int32Array(2 * length)
    this.#sizes = new Int32Array(2 * length)
    this.#moments = new Float64Array(2 * length)
    for (let number = first; number < first + length; number++) {
      const slab = slabs[number & (length - 1)]
      const place = number & (length - 1)
      if (slab !== undefined) this.put(number, slab, starts[place]!, sizes[place]!, moments[place]!)
    }
  }

  /** A record of so many bytes, of a request that came at `moment` (ms). */
  put (number: number, slab: ArenaBlock, start: number, size: number, moment: number): void {
    const place = this.#placeOf(number)
    this.#slabs[place] = slab
    this.#starts[place] = start
    this.#sizes[place] = size
    this.#moments[place] = moment
  }

  /** Undefined if there is none. */
  slab (number: number): ArenaBlock | undefined {
    return this.#slabs[this.#placeOf(number)]
  }

  start (number: number): number { return this.#starts[this.#placeOf(number)]! }
  size (number: number): number { return this.#sizes[this.#placeOf(number)]! }
  moment (number: number): number { return this.#moments[this.#placeOf(number)]! }

  forget (number: number): void {
    this.#slabs[this.#placeOf(number)] = undefined
  }

  /** The length is a power of two. */
  #placeOf (number: number): number {
    return number & (this.#slabs.length - 1)
  }
}
