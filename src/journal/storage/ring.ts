import type { ArenaBlock } from './arena.ts'

/** The bytes of memory that the ring takes for one record. */
export const slotBytes = 24

/**
 * The blocks and offsets of records, by number. A ring buffer, whose length is a power of two: to find or remove a record takes
 * the same time however many there are.
 */
export class Ring {
  #blocks: Array<ArenaBlock | undefined> = new Array(16).fill(undefined)
  #starts = new Int32Array(16)
  /** Sizes and moments are here as well as in the records: the memory of an old record is no longer in the processor's cache. */
  #sizes = new Int32Array(16)
  #moments = new Float64Array(16)

  /** Makes room for `span` successive numbers from `first` on. */
  grow (span: number, first: number): void {
    const length = this.#blocks.length
    if (span <= length) return
    const [blocks, starts, sizes, moments] = [this.#blocks, this.#starts, this.#sizes, this.#moments]
    this.#blocks = new Array(2 * length).fill(undefined)
    this.#starts = new Int32Array(2 * length)
    this.#sizes = new Int32Array(2 * length)
    this.#moments = new Float64Array(2 * length)
    for (let number = first; number < first + length; number++) {
      const slot = number & (length - 1)
      const block = blocks[slot]
      // all four arrays have the same length
      if (block !== undefined) this.put(number, block, starts[slot]!, sizes[slot]!, moments[slot]!)
    }
  }

  /** Adds a record of `size` bytes at the offset `start` of a block, for a request that arrived at `moment` (ms). */
  put (number: number, block: ArenaBlock, start: number, size: number, moment: number): void {
    const slot = this.#slotOf(number)
    this.#blocks[slot] = block
    this.#starts[slot] = start
    this.#sizes[slot] = size
    this.#moments[slot] = moment
  }

  /** The block of a record; undefined if there is no record. */
  block (number: number): ArenaBlock | undefined {
    return this.#blocks[this.#slotOf(number)]
  }

  // a slot is less than the length of the arrays
  start (number: number): number { return this.#starts[this.#slotOf(number)]! }
  size (number: number): number { return this.#sizes[this.#slotOf(number)]! }
  moment (number: number): number { return this.#moments[this.#slotOf(number)]! }

  /** Its size and moment can be read until its slot is used again. */
  remove (number: number): void {
    this.#blocks[this.#slotOf(number)] = undefined
  }

  #slotOf (number: number): number {
    return number & (this.#blocks.length - 1)
  }
}
