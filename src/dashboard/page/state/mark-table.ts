import { Column } from './column.ts'

/** What a request looks like on the bar of its job. A fault that was injected outweighs the status. */
export const markKinds = ['good', 'failed', 'broken', 'fault', 'pending'] as const
export type MarkKind = typeof markKinds[number]

/** Means that a job has no earlier mark. */
const none = -1

/**
 * The requests on the bars: for each job that a request names, one mark. They lie in a ring of `capacity`, linked from the newest of
 * a job to its older ones, so that a frame reads only the marks of the jobs that it draws.
 */
export class MarkTable {
  readonly #capacity: number
  readonly #at: Float64Array
  readonly #kind: Uint8Array
  readonly #older: Float64Array
  readonly #request: Float64Array
  /** The newest mark of each job. */
  readonly #newest = new Column(new Float64Array(1024).fill(none))
  readonly #counts = new Column(new Int32Array(1024))
  readonly #failures = new Column(new Int32Array(1024))
  #next = 0

  constructor (capacity = 2 ** 18) {
    this.#capacity = capacity
    this.#at = new Float64Array(capacity)
    this.#kind = new Uint8Array(capacity)
    this.#older = new Float64Array(capacity)
    this.#request = new Float64Array(capacity)
  }

  /** Adds a mark to a job: a request, by its number in the journal, that arrived at `at` (ms). */
  add (job: number, at: number, kind: MarkKind, request: number): void {
    this.#grow(job)
    const mark = this.#next++
    const place = mark % this.#capacity
    this.#at[place] = at
    this.#kind[place] = markKinds.indexOf(kind)
    this.#older[place] = this.#newest.values[job]!
    this.#request[place] = request
    this.#newest.values[job] = mark
    this.#counts.values[job]!++
    if (kind !== 'good' && kind !== 'pending') this.#failures.values[job]!++
  }

  /** The number of requests that named the job, also those that the ring no longer holds. */
  countOf (job: number): number { return this.#counts.values[job] ?? 0 }

  failuresOf (job: number): number { return this.#failures.values[job] ?? 0 }

  /** Calls `visit` with the marks of a job, the newest first, until it returns false. */
  each (job: number, visit: (at: number, kind: MarkKind, request: number) => boolean): void {
    let mark = this.#newest.values[job] ?? none
    while (mark !== none && mark >= this.#next - this.#capacity) {
      const place = mark % this.#capacity
      if (!visit(this.#at[place]!, markKinds[this.#kind[place]!]!, this.#request[place]!)) return
      mark = this.#older[place]!
    }
  }

  /** A request that was pending has ended. */
  settle (job: number, request: number, kind: MarkKind): void {
    let mark = this.#newest.values[job] ?? none
    while (mark !== none && mark >= this.#next - this.#capacity) {
      const place = mark % this.#capacity
      if (this.#request[place] === request) {
        this.#kind[place] = markKinds.indexOf(kind)
        if (kind !== 'good') this.#failures.values[job]!++
        return
      }
      mark = this.#older[place]!
    }
  }

  clear (): void {
    this.#next = 0
    this.#newest.values.fill(none)
    this.#counts.values.fill(0)
    this.#failures.values.fill(0)
  }

  #grow (job: number): void {
    const before = this.#newest.values.length
    if (job < before) return
    for (const column of [this.#newest, this.#counts, this.#failures]) column.grow(job + 1)
    this.#newest.values.fill(none, before)
  }
}
