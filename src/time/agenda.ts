import sortedBTree from 'sorted-btree'

const { default: BTree } = sortedBTree

type Callback = (moment: number) => void

/** Callbacks by the moment at which they are due, then by the order in which they were added. Moments are ms since the epoch. */
export class Agenda {
  readonly #moments = new BTree<number, Set<{ callback: Callback }>>()

  /** Returns the function that removes the callback again. A moment without callbacks takes no memory. */
  add (moment: number, callback: Callback): () => void {
    // an object of its own, because the same function may be added twice
    const item = { callback }
    let due = this.#moments.get(moment)
    if (due === undefined) this.#moments.set(moment, due = new Set())
    due.add(item)
    return () => {
      if (due.delete(item) && due.size === 0) this.#moments.delete(moment)
    }
  }

  /** The earliest moment with a callback; Infinity if there is none. */
  get next (): number {
    return this.#moments.minKey() ?? Infinity
  }

  /** Removes all callbacks, also those of the moment that is running. */
  clear (): void {
    for (const due of this.#moments.values()) due.clear()
    this.#moments.clear()
  }

  /** Runs the callbacks of the earliest moment and those that they add for it, at most `limit`. Returns how many ran. */
  runNext (limit = Infinity): number {
    const moment = this.next
    const due = this.#moments.get(moment)
    if (due === undefined) return 0
    let ran = 0
    for (const item of due) {
      if (ran === limit) break
      due.delete(item)
      item.callback(moment)
      ran++
    }
    if (due.size === 0 && this.#moments.get(moment) === due) this.#moments.delete(moment)
    return ran
  }
}
