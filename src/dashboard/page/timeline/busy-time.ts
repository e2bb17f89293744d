/** More gaps than this are not collapsed: a longer time then counts as idle. */
const maxGaps = 24

/**
 * When something happened: intervals without an idle time of more than `idle` ms in them, in order. Moments may be added in any order.
 */
export class BusyTime {
  readonly #least: number
  readonly starts: number[] = []
  readonly ends: number[] = []
  /** ms without anything from which on the time counts as idle. It grows with the number of gaps. */
  idle: number

  constructor (idle = 20_000) {
    this.#least = idle
    this.idle = idle
  }

  add (moment: number): void {
    const { starts, ends } = this
    const index = lastFrom(this.starts, moment)
    const joinsLeft = index >= 0 && moment <= ends[index]! + this.idle
    const joinsRight = index + 1 < starts.length && starts[index + 1]! <= moment + this.idle
    if (joinsLeft && joinsRight) {
      ends.splice(index, 2, ends[index + 1]!)
      starts.splice(index + 1, 1)
    } else if (joinsLeft) {
      ends[index] = Math.max(ends[index]!, moment)
    } else if (joinsRight) {
      starts[index + 1] = moment
    } else {
      starts.splice(index + 1, 0, moment)
      ends.splice(index + 1, 0, moment)
      while (starts.length > maxGaps + 1) this.#widen()
    }
  }

  clear (): void {
    this.starts.length = this.ends.length = 0
    this.idle = this.#least
  }

  /** Doubles what counts as idle, and joins the intervals that are no longer apart. */
  #widen (): void {
    this.idle *= 2
    const { starts, ends } = this
    let last = 0
    for (let index = 1; index < starts.length; index++) {
      if (starts[index]! - ends[last]! <= this.idle) {
        ends[last] = ends[index]!
      } else {
        last++
        starts[last] = starts[index]!
        ends[last] = ends[index]!
      }
    }
    starts.length = ends.length = last + 1
  }
}

/** The index of the last value that is not greater; -1 if there is none. `values` ascend. */
export function lastFrom (values: readonly number[], value: number): number {
  let [low, high] = [0, values.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}
