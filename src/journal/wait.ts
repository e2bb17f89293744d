import type { Entry } from './entry.ts'
import type { Journal } from './journal.ts'
import { matches, type Match } from './match.ts'
import { Reading } from './reading.ts'

/** Somebody who waits until so many requests match, those that are there already included. */
export class Awaited {
  /** The latest that matches. */
  latest: Entry | undefined
  readonly #numbers = new Set<number>()
  readonly #stop: () => void
  #settle!: (isMet: boolean) => void
  /** Resolves once, with whether enough have come. */
  readonly settled = new Promise<boolean>(resolve => { this.#settle = resolve })

  constructor (journal: Journal, match: Match, atLeast: number) {
    const see = (entry: Entry) => {
      if (matches(new Reading(entry), match) !== true) return
      this.#numbers.add(entry.number)
      this.latest = entry
      if (this.count >= atLeast) this.#end(true)
    }
    this.#stop = journal.listen(see)
    for (const entry of journal.entries()) {
      if (this.count >= atLeast) break
      see(entry)
    }
  }

  get count (): number { return this.#numbers.size }

  /** Waits no longer: too few have come. */
  end (): void {
    this.#end(false)
  }

  #end (isMet: boolean): void {
    this.#stop()
    this.#settle(isMet)
  }
}
