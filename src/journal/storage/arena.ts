/** A piece of memory outside of the heap: what lies there costs the garbage collector nothing, and what it takes is known to the byte. */
export interface ArenaBlock {
  readonly bytes: Buffer
  /** The same memory as numbers of 8 and of 4 bytes. */
  readonly doubles: Float64Array
  readonly integers: Int32Array
  /** How much of it is used, in bytes, and how many records lie there that are still wanted. */
  used: number
  records: number
}

const sizes = { least: 4096, most: 256 * 1024 }

/** Gives room for one record after the other. A slab whose records are all let go of is used again. */
export class Arena {
  #size = sizes.least
  #current: ArenaBlock | undefined
  #spare: ArenaBlock | undefined

  /** A slab with room for so many bytes, from its `used` on, which is a multiple of 8. The record counts from now on. */
  withRoom (bytes: number): ArenaBlock {
    if (this.#current === undefined || this.#current.used + bytes > this.#current.bytes.length) this.#begin(bytes)
    const slab = this.#current!
    slab.records++
    return slab
  }

  /** One of its records is wanted no longer. */
  letGo (slab: ArenaBlock): void {
    if (--slab.records === 0 && slab !== this.#current && slab.bytes.length === sizes.most) this.#spare = slab
  }

  #begin (bytes: number): void {
    if (this.#spare !== undefined && bytes <= this.#spare.bytes.length) {
      this.#current = this.#spare
      this.#current.used = 0
      this.#spare = undefined
      return
    }
    this.#current = toSlab(Math.max(this.#size, bytes))
    // a sandbox that is asked little keeps little
    this.#size = Math.min(2 * this.#size, sizes.most)
  }
}

function toSlab (size: number): ArenaBlock {
  const memory = new ArrayBuffer(aligned(size))
  return { bytes: Buffer.from(memory), doubles: new Float64Array(memory), integers: new Int32Array(memory), used: 0, records: 0 }
}

/** The next multiple of 8. */
export function aligned (bytes: number): number {
  return (bytes + 7) & ~7
}
