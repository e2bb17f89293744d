/** Memory outside of the heap: its content costs the garbage collector nothing, and its size is known exactly. */
export interface ArenaBlock {
  readonly bytes: Buffer
  /** The same memory as numbers of 8 bytes. */
  readonly doubles: Float64Array
  /** The same memory as numbers of 4 bytes. */
  readonly integers: Int32Array
  /** How many bytes are used. */
  used: number
  /** How many records in it have not been released. */
  records: number
}

/** The bytes of the first block of a sandbox, and of the largest one: each block is twice as large as the one before. */
const sizes = { least: 4096, most: 256 * 1024 }

/** Reserves memory for one record after the other, in blocks. A block whose records have all been released is used again. */
export class Arena {
  #size = sizes.least
  #current: ArenaBlock | undefined
  #spare: ArenaBlock | undefined

  /** A block with room for a record of `bytes`, from `used` on, which is a multiple of 8. The caller must set the new `used`. */
  reserve (bytes: number): ArenaBlock {
    let block = this.#current
    if (block === undefined || block.used + bytes > block.bytes.length) block = this.#begin(bytes)
    block.records++
    return block
  }

  /** Releases one record of a block. */
  release (block: ArenaBlock): void {
    if (--block.records === 0 && block !== this.#current && block.bytes.length === sizes.most) this.#spare = block
  }

  #begin (bytes: number): ArenaBlock {
    const spare = this.#spare
    if (spare !== undefined && bytes <= spare.bytes.length) {
      this.#spare = undefined
      spare.used = 0
      this.#current = spare
      return spare
    }
    const block = createBlock(Math.max(this.#size, bytes))
    // small at first, because most sandboxes get few requests
    this.#size = Math.min(2 * this.#size, sizes.most)
    this.#current = block
    return block
  }
}

function createBlock (size: number): ArenaBlock {
  const memory = new ArrayBuffer(aligned(size))
  return { bytes: Buffer.from(memory), doubles: new Float64Array(memory), integers: new Int32Array(memory), used: 0, records: 0 }
}

/** The next multiple of 8. */
export function aligned (bytes: number): number {
  return (bytes + 7) & ~7
}
