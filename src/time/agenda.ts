import sortedBTree from 'sorted-btree'

const { default: BTree } = sortedBTree

type Callback = (moment: number) => void

/** What falls due, and when, in order: by moment, then by the order in which it was added. Moments are ms since the epoch. */
export class Agenda {
  readonly #moments = new BTree<number, Set<{ callback: Callback }>>()

  /** Returns the function that takes the entry off again; an entry that was taken off leaves nothing behind. */
  add (moment: number, callback: Callback): () => void {
    const entry = { callback }
    let due = this.#moments.get(moment)
    if (due === undefined) this.#moments.set(moment, due = new Set())
    due.add(entry)
    return () => {
      if (due.delete(entry) && due.size === 0) this.#moments.delete(moment)
    }
  }

  /** The moment of the earliest entry; Infinity when there is none. */
  get next (): number {
    return this.#moments.minKey() ?? Infinity
  }

  /** Takes off everything, also what the moment that runs has left. */
  clear (): void {
    for (const due of this.#moments.values()) due.clear()
    this.#moments.clear()
  }

  /** Runs the earliest moment: its entries, and those that they add for the same moment, at most `most` of them. Returns how many ran. */
  runNext (most = Infinity): number {
    const moment = this.next
    const due = this.#moments.get(moment)
    if (due === undefined) return 0
    let ran = 0
    for (const entry of due) {
      if (ran === most) break
      due.delete(entry)
      entry.callback(moment)
      ran++
    }
    if (due.size === 0 && this.#moments.get(moment) === due) this.#moments.delete(moment)
    return ran
  }
}
