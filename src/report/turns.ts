/** For how long (ms of real time) a report keeps other work waiting. A pause of the garbage collector can come on top. */
const slice = 5

/** Lets other work have its turn: `if (turns.isDue) await turns.take()` between two pieces of work, each of them short. */
export class Turns {
  readonly #now: () => number
  readonly #rest: () => Promise<unknown>
  #since: number

  /** `now`: the real time (ms); `rest` resolves when other work has had its turn. */
  constructor (now: () => number, rest: () => Promise<unknown>) {
    this.#now = now
    this.#rest = rest
    this.#since = now()
  }

  get isDue (): boolean {
    return this.#now() - this.#since >= slice
  }

  async take (): Promise<void> {
    await this.#rest()
    this.#since = this.#now()
  }
}
