import createError from '@fastify/error'

export const ShelfFull = createError('SHELF_FULL', 'A sandbox keeps at most %s %s, and all that it has are in use', 507)

/** What a sandbox keeps of one kind beside its jobs (projects, tokens), by id and bounded: the oldest that is spent makes room. */
export class Shelf<T> {
  readonly #things = new Map<string, T>()
  readonly #name: string
  readonly #limit: number

  constructor (name: string, limit: number) {
    this.#name = name
    this.#limit = limit
  }

  get size (): number {
    return this.#things.size
  }

  get isFull (): boolean {
    return this.#things.size >= this.#limit
  }

  get (id: string): T | undefined {
    return this.#things.get(id)
  }

  /** All, oldest first. */
  entries (): IterableIterator<[string, T]> {
    return this.#things.entries()
  }

  /** Throws SHELF_FULL if there is no room and nothing is spent. */
  put (id: string, thing: T, isSpent: (thing: T, id: string) => boolean = () => false): void {
    if (!this.#things.has(id) && this.isFull) this.#makeRoom(isSpent)
    this.#things.set(id, thing)
  }

  delete (id: string): boolean {
    return this.#things.delete(id)
  }

  #makeRoom (isSpent: (thing: T, id: string) => boolean): void {
    for (const [id, thing] of this.#things) {
      if (isSpent(thing, id)) {
        this.#things.delete(id)
        return
      }
    }
    throw new ShelfFull(this.#limit, this.#name)
  }
}
