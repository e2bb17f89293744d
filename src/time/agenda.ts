import sortedBTree from 'sorted-btree'

const { default: BTree } = sortedBTree

/** Something that is due at a moment. It may be added once at a time. */
export interface Due {
  /** `moment`: that for which it was added. */
  run (moment: number): void
}

/** What is due, by moment, then by the order in which it was added. Moments are ms since the epoch. */
export class Agenda {
  /** A moment usually has one thing due, for which a set would take 200 bytes. */
  readonly #moments = new BTree<number, Due | Set<Due>>()

  add (moment: number, due: Due): void {
    const known = this.#moments.get(moment)
    if (known instanceof Set) known.add(due)
    else this.#moments.set(moment, known === undefined ? due : new Set([known, due]))
  }

  /** Removes what was added for the moment, unless it has run. A moment at which nothing is due takes no memory. */
  remove (moment: number, due: Due): void {
    const known = this.#moments.get(moment)
    if (known === due || (known instanceof Set && known.delete(due) && known.size === 0)) this.#moments.delete(moment)
  }

  /** The earliest moment at which something is due; Infinity if there is none. */
  get next (): number {
    return this.#moments.minKey() ?? Infinity
  }

  /** Removes everything, also what is due at the moment that is running. */
  clear (): void {
    // not by `values()`, which keeps the last one in memory
    this.#moments.forEachPair((_, due) => { if (due instanceof Set) due.clear() })
    this.#moments.clear()
  }

  /** Runs what is due at the earliest moment and what is added for it meanwhile, at most `limit`. Returns how many ran. */
  runNext (limit = Infinity): number {
    const moment = this.next
    let ran = 0
    for (let known = this.#moments.get(moment); known !== undefined && ran < limit; known = this.#moments.get(moment)) {
      for (const due of known instanceof Set ? known : [known]) {
        if (ran === limit) break
        this.remove(moment, due)
        due.run(moment)
        ran++
      }
    }
    return ran
  }
}
