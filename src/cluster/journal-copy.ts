import type { Exchange, Journal, KeptBody } from '../journal/index.ts'

/** What is kept of a journal in the store, and how much of it is written at once. */
const limits = { exchanges: 1000, batch: 500, characters: 16_000 }

/** The arguments of the script that copies a part of a journal. */
export interface Batch { mustClear: boolean, limit: number, texts: string[] }

/**
 * Selects the exchanges of an owned sandbox to copy to the store, a batch at a time: a request does not wait for that. What has been
 * recorded since the last batch is lost with its owner.
 */
export class JournalCopy {
  #journal: Journal | undefined
  /** Of the journal: another number means that it has been emptied. */
  #begin = 0
  /** The number of the first exchange that has not been looked at. */
  #next = 0
  readonly #pending = new Set<number>()

  /** Skips the exchanges that the sandbox begins with: they are in the store already. */
  skip (journal: Journal): void {
    this.#journal = journal
    this.#begin = journal.begin
    this.#next = journal.first + journal.size
  }

  /** The exchanges that have ended since the last batch; undefined if there are none. */
  take (journal: Journal): Batch | undefined {
    const isSame = journal === this.#journal && journal.begin === this.#begin
    const end = journal.first + journal.size
    const from = Math.max(isSame ? this.#next : journal.begin, journal.first, end - limits.batch)
    // those that were in progress, or have been dropped since
    const numbers = isSame ? [...this.#pending] : []
    for (let number = from; number < end; number++) numbers.push(number)
    const mustClear = !isSame && this.#journal !== undefined
    this.#pending.clear()
    const texts: string[] = []
    for (const number of numbers.slice(-limits.batch)) {
      const exchange = journal.get(number)
      if (exchange?.outcome === 'pending') this.#pending.add(number)
      else if (exchange !== undefined) texts.push(toText(exchange))
    }
    this.#journal = journal
    this.#begin = journal.begin
    this.#next = end
    return texts.length > 0 || mustClear ? { mustClear, limit: limits.exchanges, texts } : undefined
  }
}

/** Puts the exchanges of a former owner in a journal, oldest first. `epoch`: of the present owner; `revision`: of the jobs as they are. */
export function putExchanges (journal: Journal, texts: readonly string[], { epoch, revision }: { epoch: number, revision: number }): void {
  // a long request was written after shorter ones that began later
  for (const { connection, ...exchange } of texts.map(fromText).sort((one, other) => one.realAt - other.realAt)) {
    // connections have numbers of their process
    const restored = { ...exchange, connection: epoch * maxConnections + connection % maxConnections, revision, endedRevision: revision }
    journal.open(restored)
    journal.close(restored)
  }
}

/** More connections than a process has. */
const maxConnections = 1_000_000_000

function toText ({ number, ...exchange }: Exchange): string {
  const text = JSON.stringify(exchange)
  if (text.length <= limits.characters) return text
  const { body, responseBody } = exchange
  return JSON.stringify({ ...exchange, lost: undefined, body: withoutText(body), responseBody: withoutText(responseBody) })
}

function withoutText (body: KeptBody | undefined): KeptBody | undefined {
  return body && { ...body, text: undefined, truncated: true }
}

/** JSON omits properties that are undefined: they are added again. */
function fromText (text: string): Exchange {
  const { head, ...exchange } = JSON.parse(text)
  return { ...missing, ...exchange, number: 0, head: { key: undefined, ...head } }
}

const missing = {
  provider: undefined,
  body: undefined,
  faults: undefined,
  lost: undefined,
  stub: undefined,
  status: undefined,
  responseHead: undefined,
  responseBody: undefined,
  duration: undefined
}
