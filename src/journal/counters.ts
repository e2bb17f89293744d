/** The numbers of requests since the journal was emptied. They also count the exchanges that have been dropped. */
export interface Counts {
  total: number
  /** Requests without a complete response so far. */
  pending: number
  /** Requests whose connection ended before the response was complete. */
  broken: number
  /** Requests that no operation takes. */
  unmatched: number
  providers: Record<string, number>
  operations: Record<string, number>
  statuses: Record<string, number>
}

/** Counts by name. The names are operations and statuses, so they are bounded. */
export class NameCounter<K> {
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
  readonly providers = new NameCounter<string>()
  readonly operations = new NameCounter<string>()
  readonly statuses = new NameCounter<number>()

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
