import type { Exchange } from '../exchange.ts'
import type { Journal } from '../journal.ts'
import { matches, type Match } from './match.ts'
import { ExchangeReader } from './reading.ts'
import { countMatches } from './verify.ts'

/** An open wait until enough requests match, including those in the journal when it begins. */
export class RequestWait {
  /** The latest exchange that matches. */
  latest: Exchange | undefined
  readonly #journal: Journal
  readonly #stop: () => void
  readonly #numbers = new Set<number>()
  /** How many dropped exchanges match, according to the counters. */
  #dropped: number
  /** `begin` of the journal when they were counted. */
  #begin: number
  /** Set by the promise below, when the wait is created. */
  #settle!: (isMet: boolean) => void
  /** Resolves once: true if enough requests match, false if the wait was ended before. */
  readonly settled = new Promise<boolean>(resolve => { this.#settle = resolve })

  constructor (journal: Journal, match: Match, atLeast: number) {
    const { items: matching, count } = countMatches(journal, match)
    const items = matching.filter(exchange => !isTooEarly(exchange, match))
    this.#journal = journal
    this.#dropped = count - matching.length
    this.#begin = journal.begin
    this.latest = items.at(-1)
    for (const { number } of items) this.#numbers.add(number)
    this.#stop = journal.listen(exchange => {
      if (matches(new ExchangeReader(exchange), match) !== true || isTooEarly(exchange, match)) return
      this.#resetIfCleared()
      this.#numbers.add(exchange.number)
      this.latest = exchange
      if (this.count >= atLeast) this.#end(true)
    })
    if (this.count >= atLeast) this.#end(true)
  }

  get count (): number {
    this.#resetIfCleared()
    return this.#dropped + this.#numbers.size
  }

  /** Ends the wait before enough requests match. */
  end (): void {
    this.#end(false)
  }

  /** Starts from 0 if the journal has been emptied. */
  #resetIfCleared (): void {
    if (this.#begin === this.#journal.begin) return
    this.#begin = this.#journal.begin
    this.#dropped = 0
    this.#numbers.clear()
    this.latest = undefined
  }

  #end (isMet: boolean): void {
    this.#stop()
    this.#settle(isMet)
  }
}

/** Whether a pending exchange matches only because it has no fault or no response body so far. */
function isTooEarly ({ outcome }: Exchange, { fault, response }: Match): boolean {
  return outcome === 'pending' && (fault === 'none' || response === null)
}
