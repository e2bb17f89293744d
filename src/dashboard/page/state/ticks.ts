import type { RequestTick as Tick } from '../../../client/index.ts'
import type { MarkKind } from './mark-table.ts'

export type { Tick }

export function kindOf ({ faults, outcome, status }: Pick<Tick, 'faults' | 'outcome' | 'status'>): MarkKind {
  if (outcome === 'pending') return 'pending'
  if (faults.length > 0) return 'fault'
  if (outcome === 'broken') return 'broken'
  return status !== null && status >= 400 ? 'failed' : 'good'
}

/** `req-17` → 17 */
export function numberOf (id: string): number {
  return Number(id.slice('req-'.length))
}

/** Splits rising numbers into runs, each of which spans at most `span` numbers. */
export function runsOf (numbers: Iterable<number>, span: number): number[][] {
  const runs: number[][] = []
  for (const number of numbers) {
    const run = runs.at(-1)
    if (run === undefined || number - run[0]! >= span) runs.push([number])
    else run.push(number)
  }
  return runs
}

/** The latest requests, oldest first; at most `capacity`. */
export class TickRing {
  readonly #capacity: number
  readonly #items: Tick[] = []
  #added = 0

  constructor (capacity = 100_000) {
    this.#capacity = capacity
  }

  get size (): number { return this.#items.length }

  /** How many have been added since it was emptied. */
  get added (): number { return this.#added }

  add (tick: Tick): void {
    this.#items[this.#added++ % this.#capacity] = tick
  }

  /** The tick at a place from the newest, which is 0. */
  fromNewest (place: number): Tick | undefined {
    return place >= this.size ? undefined : this.#items[(this.#added - 1 - place) % this.#capacity]
  }

  /** Replaces a tick by a later reading of it. */
  replace (tick: Tick): void {
    for (let place = 0; place < this.size; place++) {
      if (this.fromNewest(place)!.id !== tick.id) continue
      this.#items[(this.#added - 1 - place) % this.#capacity] = tick
      return
    }
  }

  clear (): void {
    this.#items.length = 0
    this.#added = 0
  }
}
