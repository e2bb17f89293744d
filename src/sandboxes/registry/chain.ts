class Link<T> {
  readonly thing: T
  previous: Link<T> = this
  next: Link<T> = this

  constructor (thing: T) {
    this.thing = thing
  }

  moveBefore (next: Link<T>): void {
    this.leave()
    this.previous = next.previous
    this.next = next
    this.previous.next = next.previous = this
  }

  leave (): void {
    this.previous.next = this.next
    this.next.previous = this.previous
  }
}

/**
 * Items in the order in which they were last added. Not a Set: in V8 an item that is deleted and added again leaves its former
 * entries in the hash bucket until the next rehash, and each further addition searches them.
 */
export class Chain<T> {
  readonly #links = new Map<T, Link<T>>()
  /** The link before the first and after the last. */
  readonly #end = new Link<T>(undefined as T)

  get first (): T | undefined {
    return this.#end.next.thing
  }

  /** The current item may be deleted during the iteration. */
  * [Symbol.iterator] (): Generator<T> {
    for (let link = this.#end.next; link !== this.#end; link = link.next) yield link.thing
  }

  /** Moves an item to the end, or adds it there. */
  add (thing: T): void {
    let link = this.#links.get(thing)
    if (link === undefined) this.#links.set(thing, link = new Link(thing))
    link.moveBefore(this.#end)
  }

  delete (thing: T): void {
    this.#links.get(thing)?.leave()
    this.#links.delete(thing)
  }
}
