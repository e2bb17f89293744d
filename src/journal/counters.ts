/** How many requests there were, by what they were. Exact whatever is kept of them. */
export interface Counts {
  total: number
  /** Waiting for their answer. */
  pending: number
  /** Their connection ended before the answer was complete. */
  broken: number
  /** No operation took them. */
  unmatched: number
  providers: Record<string, number>
  operations: Record<string, number>
  statuses: Record<string, number>
}

/** GraphQL clients name fields as they like: names beyond so many are counted together. */
const maxNames = 1000

/** Counts by a name. */
export class Tally<K> {
  readonly #counts = new Map<K, number>()

  /** How many there were; undefined if there have been too many names to know. */
  get (name: K): number | undefined {
    return this.#counts.get(name) ?? (this.#counts.size < maxNames ? 0 : undefined)
  }

  add (name: K, by: 1 | -1 = 1): void {
    const count = this.#counts.get(name)
    if (count !== undefined) this.#counts.set(name, count + by)
    else if (this.#counts.size < maxNames) this.#counts.set(name, by)
  }

  toObject (): Record<string, number> {
    return Object.fromEntries([...this.#counts].filter(([, count]) => count > 0))
  }
}

export class Counters {
  total = 0
  ended = 0
  broken = 0
  unmatched = 0
  readonly providers = new Tally<string>()
  readonly operations = new Tally<string>()
  readonly statuses = new Tally<number>()

  read (): Counts {
    return {
      total: this.total,
      pending: this.total - this.ended,
      broken: this.broken,
      unmatched: this.unmatched,
      providers: this.providers.toObject(),
      operations: this.operations.toObject(),
      statuses: this.statuses.toObject()
    }
  }
}
