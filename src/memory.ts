import createError from '@fastify/error'

export const MemoryFull = createError('MEMORY_FULL',
  'The sandboxes of this server may take %s bytes of memory (an estimate) together, and there is no room; ' +
  'delete or reset some, or raise --max-memory', 507)

/** Frees memory until the function that it is given returns true, or nothing is left to be freed. */
export type Reclaim = (isEnough: () => boolean) => void

/**
 * The memory of all sandboxes of a server, an estimate in bytes. What can be evicted is evicted when the limit is exceeded; what cannot
 * must fit.
 */
export class Memory {
  readonly #limit: number
  readonly #reclaim: Reclaim
  #used = 0
  /** Beyond it, memory is reclaimed. Above the limit if little could be freed, so that not each addition tries again. */
  #threshold: number

  constructor (limit: number, reclaim: Reclaim = () => {}) {
    this.#limit = this.#threshold = limit
    this.#reclaim = reclaim
  }

  get used (): number { return this.#used }

  add (bytes: number): void {
    this.#used += bytes
    if (this.#used > this.#threshold) this.#evict(0)
  }

  /** Whether there is room, once what can be evicted is. */
  fits (bytes: number): boolean {
    if (this.#used + bytes > this.#limit) this.#evict(bytes)
    return this.#used + bytes <= this.#limit
  }

  /** The error for what does not fit. */
  full (): Error {
    return new MemoryFull(this.#limit)
  }

  /** Frees a tenth more than necessary, so that it is not called for each addition. */
  #evict (bytes: number): void {
    this.#reclaim(() => this.#used + bytes <= 0.9 * this.#limit)
    this.#threshold = Math.max(this.#limit, this.#used + 0.02 * this.#limit)
  }
}

/** The memory that one sandbox takes, until its next reset. */
export class MemoryAccount {
  readonly #memory: Memory
  #used = 0
  #isClosed = false

  constructor (memory: Memory = new Memory(Infinity)) {
    this.#memory = memory
  }

  add (bytes: number): void {
    // a request can end after its sandbox has been reset
    if (this.#isClosed) return
    this.#used += bytes
    this.#memory.add(bytes)
  }

  /** See Memory.fits. */
  fits (bytes: number): boolean {
    return this.#memory.fits(bytes)
  }

  /** See Memory.full. */
  full (): Error {
    return this.#memory.full()
  }

  /** Frees all of it. */
  close (): void {
    this.#memory.add(-this.#used)
    this.#isClosed = true
  }
}
