import type { Exchange } from '../exchange.ts'
import type { StoredTexts } from './texts.ts'

/** The position of each number in a slot. All are doubles, so that a slot is one range of memory. */
const numbers = { at: 0, realAt: 1, duration: 2, endedAt: 3, revision: 4, endedRevision: 5, connection: 6, status: 7, broken: 8 }
const slotLength = Object.keys(numbers).length

/** The bytes of memory that the ring takes for one exchange: its numbers and the reference to its texts. */
export const slotBytes = 8 * slotLength + 8

/** Means that the status is undefined. */
const none = -1

/**
 * The numbers of exchanges and references to their texts, by the number of the exchange. A ring buffer, whose length is a power of
 * two: to find or remove an exchange takes the same time however many there are.
 */
export class Ring {
  #texts: Array<StoredTexts | undefined> = new Array(16).fill(undefined)
  #numbers = new Float64Array(16 * slotLength)

  /** Makes room for `span` successive numbers from `first` on. */
  grow (span: number, first: number): void {
    const length = this.#texts.length
    if (span <= length) return
    const [texts, values] = [this.#texts, this.#numbers]
    this.#texts = new Array(2 * length).fill(undefined)
    this.#numbers = new Float64Array(2 * length * slotLength)
    for (let number = first; number < first + length; number++) {
      const slot = number & (length - 1)
      this.#texts[this.#slotOf(number)] = texts[slot]
      this.#numbers.set(values.subarray(slot * slotLength, (slot + 1) * slotLength), this.#slotOf(number) * slotLength)
    }
  }

  put (
    { number, at, realAt, duration = 0, endedAt, revision, endedRevision, connection, status = none, outcome }: Exchange,
    texts: StoredTexts
  ): void {
    const slot = this.#slotOf(number)
    this.#texts[slot] = texts
    const start = slot * slotLength
    const values = this.#numbers
    values[start + numbers.at] = at
    values[start + numbers.realAt] = realAt
    values[start + numbers.duration] = duration
    values[start + numbers.endedAt] = endedAt
    values[start + numbers.revision] = revision
    values[start + numbers.endedRevision] = endedRevision
    values[start + numbers.connection] = connection
    values[start + numbers.status] = status
    values[start + numbers.broken] = Number(outcome === 'broken')
  }

  /** Undefined if there is no exchange of this number. */
  textsOf (number: number): StoredTexts | undefined {
    return this.#texts[this.#slotOf(number)]
  }

  numbersOf (
    number: number
  ): Pick<Exchange, 'at' | 'realAt' | 'duration' | 'endedAt' | 'revision' | 'endedRevision' | 'connection' | 'status' | 'outcome'> {
    const start = this.#slotOf(number) * slotLength
    // a slot lies within the array
    const value = (name: keyof typeof numbers) => this.#numbers[start + numbers[name]]!
    const status = value('status')
    return {
      at: value('at'),
      realAt: value('realAt'),
      duration: value('duration'),
      endedAt: value('endedAt'),
      revision: value('revision'),
      endedRevision: value('endedRevision'),
      connection: value('connection'),
      status: status === none ? undefined : status,
      outcome: value('broken') === 1 ? 'broken' : 'responded'
    }
  }

  /** When the request arrived, in ms of the sandbox's clock. It can be read after `remove`, until the slot is used again. */
  moment (number: number): number {
    return this.#numbers[this.#slotOf(number) * slotLength + numbers.at]!
  }

  remove (number: number): void {
    this.#texts[this.#slotOf(number)] = undefined
  }

  #slotOf (number: number): number {
    return number & (this.#texts.length - 1)
  }
}
