import type { Exchange } from '../exchange.ts'
import type { Journal } from '../journal.ts'
import { matches, type Match } from './match.ts'
import { ExchangeReader } from './reading.ts'
import { tally } from './verify.ts'

/** Somebody who waits until so many requests match, those that are there already included. */
export class RequestWait {
  /** The latest that matches. */
  latest: Exchange | undefined
  readonly #journal: Journal
  readonly #stop: () => void
  readonly #numbers = new Set<number>()
  /** How many match that are kept no longer, as far as counters know. */
  #gone: number
  /** Where the journal began when they were counted. */
  #begin: number
  #settle!: (isMet: boolean) => void
  /** Resolves once, with whether enough have come. */
  readonly settled = new Promise<boolean>(resolve => { this.#settle = resolve })

  constructor (journal: Journal, match: Match, atLeast: number) {
    const { items: matching, count } = tally(journal, match)
    const items = matching.filter(entry => !isTooEarly(entry, match))
    this.#journal = journal
    this.#gone = count - matching.length
    this.#begin = journal.begin
    this.latest = items.at(-1)
    for (const { number } of items) this.#numbers.add(number)
    this.#stop = journal.listen(entry => {
      if (matches(new ExchangeReader(entry), match) !== true || isTooEarly(entry, match)) return
      this.#forgetCleared()
      this.#numbers.add(entry.number)
      this.latest = entry
      if (this.count >= atLeast) this.#end(true)
    })
    if (this.count >= atLeast) this.#end(true)
  }

  get count (): number {
    this.#forgetCleared()
    return this.#gone + this.#numbers.size
  }

  /** Waits no longer: too few have come. */
  end (): void {
    this.#end(false)
  }

  /** When the journal has been emptied, nobody has asked anything. */
  #forgetCleared (): void {
    if (this.#begin === this.#journal.begin) return
    this.#begin = this.#journal.begin
    this.#gone = 0
    this.#numbers.clear()
    this.latest = undefined
  }

  #end (isMet: boolean): void {
    this.#stop()
    this.#settle(isMet)
  }
}

/** What has no fault and no answer while it waits for its answer may yet have one. */
function isTooEarly ({ outcome }: Exchange, { fault, answer }: Match): boolean {
  return outcome === 'pending' && (fault === 'none' || answer === null)
}
