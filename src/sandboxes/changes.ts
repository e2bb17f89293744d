/** A part of a sandbox that is stored as one value. */
export const parts = ['settings', 'clock', 'random', 'jobs', 'rules', 'faults', 'stubs', 'lifecycles'] as const

export type Part = typeof parts[number]

/** `job:ID`, `thing:COLLECTION:ID` or `file:KEY`: an item that is stored as a value of its own. */
export type Item = `${'job' | 'thing' | 'file'}:${string}`

/**
 * What has changed in the contents of a sandbox since they were last stored. A set of names, not of values: a thing that changes often
 * is written once.
 */
export class Changes {
  readonly #fields = new Set<Part | Item>()
  readonly #removed = new Set<Item>()
  readonly #onFirst: () => void
  #isNew = true

  /** `onFirst` is called with the first change after each `take`. */
  constructor (onFirst: () => void) {
    this.#onFirst = onFirst
  }

  get isEmpty (): boolean {
    return !this.#isNew && this.#fields.size === 0 && this.#removed.size === 0
  }

  add (field: Part | Item): void {
    const isFirst = this.isEmpty
    this.#fields.add(field)
    if (isFirst) this.#onFirst()
  }

  /** An item that is added again afterwards is the latest of its kind. */
  remove (field: Item): void {
    const isFirst = this.isEmpty
    this.#fields.delete(field)
    this.#removed.add(field)
    if (isFirst) this.#onFirst()
  }

  /** Everything has to be stored again. */
  renew (): void {
    this.#isNew = true
  }

  /** Returns the changes and forgets them. `isNew`: nothing of these contents has been stored, so that everything has to be. */
  take (): { isNew: boolean, fields: Array<Part | Item>, removed: Item[] } {
    const taken = { isNew: this.#isNew, fields: [...this.#fields], removed: [...this.#removed] }
    this.#isNew = false
    this.#fields.clear()
    this.#removed.clear()
    return taken
  }
}
