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

/** Counts by a name. There are no more names than operations that are served, and statuses. */
export class Tally<K> {
  readonly #counts = new Map<K, number>()

  get (name: K): number {
    return this.#counts.get(name) ?? 0
  }

  add (name: K, by: 1 | -1 = 1): void {
    this.#counts.set(name, this.get(name) + by)
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
