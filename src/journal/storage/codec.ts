import type { Exchange, KeptBody } from '../exchange.ts'
import { placeBytes, Ring } from './ring.ts'
import { aligned, Arena, type ArenaBlock } from './arena.ts'

/** How a record begins: three numbers of 8 bytes, and then so many of 4. */
const doubles = { at: 0, realAt: 1, duration: 2 }
const integers = { label: 6, url: 7, head: 8, body: 9, responseHead: 10, answer: 11, faults: 12, bytes: 13, connection: 14, status: 15, flags: 16, bodyBytes: 17, answerBytes: 18, revision: 19, lost: 20, end: 22 }
const headBytes = 4 * integers.end

const flags = { broken: 1, bodyTruncated: 2, answerTruncated: 4, ascii: 8 }

/** A number that is never one of bytes, of characters or of HTTP: nothing is there. */
const none = -1

/**
 * The entries that are over, by their number, each written into one piece: on the heap ten thousand of them would cost more time
 * in the garbage collector than all else that is done with a request.
 */
export class ExchangeStorage {
  readonly #slabs = new Arena()
  readonly #places = new Ring()

  /** Numbers that are written and read lie less than `span` apart, from `first` on. */
  reach (span: number, first: number): void {
    this.#places.reach(span, first)
  }

  /** Answers how many bytes it takes. */
  write ({ number, at, realAt, revision, connection, provider = '', operations, method, url, head, body, faults, lost, outcome, status = none, responseHead = '', answer, duration }: Exchange): number {
    const label = `${provider}\n${operations.length === 1 ? operations[0] : operations.join()}\n${method}\n${head.key ?? ''}`
    const faultText = faults?.join() ?? ''
    const lostText = lost?.join('\n') ?? ''
    const text = label + url + head.text + (body?.text ?? '') + responseHead + (answer?.text ?? '') + faultText + lostText
    const bytes = Buffer.byteLength(text)
    const isAscii = bytes === text.length
    const size = aligned(headBytes + bytes)
    const slab = this.#slabs.withRoom(size)
    const { used: start, doubles: numbers, integers: small } = slab
    numbers[start / 8 + doubles.at] = at
    numbers[start / 8 + doubles.realAt] = realAt
    numbers[start / 8 + doubles.duration] = duration!
    const first = start / 4
    small[first + integers.label] = label.length
    small[first + integers.url] = url.length
    small[first + integers.head] = head.text.length
    small[first + integers.body] = body?.text?.length ?? none
    small[first + integers.responseHead] = responseHead.length
    small[first + integers.answer] = answer?.text?.length ?? none
    small[first + integers.faults] = faultText.length
    small[first + integers.lost] = lostText.length
    small[first + integers.bytes] = bytes
    small[first + integers.connection] = connection
    small[first + integers.status] = status
    small[first + integers.flags] = (outcome === 'broken' ? flags.broken : 0) | (body?.truncated ? flags.bodyTruncated : 0) | (answer?.truncated ? flags.answerTruncated : 0) | (isAscii ? flags.ascii : 0)
    small[first + integers.bodyBytes] = body?.bytes ?? none
    small[first + integers.answerBytes] = answer?.bytes ?? none
    small[first + integers.revision] = revision
    slab.bytes.write(text, start + headBytes, isAscii ? 'latin1' : 'utf8')
    slab.used = start + size
    this.#places.put(number, slab, start, size, at)
    return size + placeBytes
  }

  /** One that has been written and not dropped. */
  read (number: number): Exchange {
    return toEntry(number, this.#places.slab(number)!, this.#places.start(number))
  }

  /** When it came (ms of the sandbox's clock). */
  moment (number: number): number {
    return this.#places.moment(number)
  }

  /** Answers how many bytes it has taken; none if there was none. */
  drop (number: number): number {
    const slab = this.#places.slab(number)
    if (slab === undefined) return 0
    this.#places.forget(number)
    this.#slabs.letGo(slab)
    return this.#places.size(number) + placeBytes
  }
}

function toEntry (number: number, slab: ArenaBlock, start: number): Exchange {
  const double = (index: number) => slab.doubles[start / 8 + index]!
  const integer = (index: number) => slab.integers[start / 4 + index]!
  const [from, to] = [start + headBytes, start + headBytes + integer(integers.bytes)]
  const has = (flag: number) => (integer(integers.flags) & flag) !== 0
  const text = slab.bytes.toString(has(flags.ascii) ? 'latin1' : 'utf8', from, to)
  let position = 0
  const part = (index: number) => {
    const begin = position
    position += Math.max(0, integer(index))
    return text.slice(begin, position)
  }
  const [provider = '', operations = '', method = '', key = ''] = part(integers.label).split('\n')
  const [url, head, body, responseHead, answer, faults, lost] = [integers.url, integers.head, integers.body, integers.responseHead, integers.answer, integers.faults, integers.lost].map(part) as [string, string, string, string, string, string, string]
  const status = integer(integers.status)
  const toText = (text: string, length: number, bytes: number, truncated: boolean): KeptBody | undefined =>
    length === none && bytes === none ? undefined : { text: length === none ? undefined : text, bytes: bytes === none ? undefined : bytes, truncated }
  return {
    number,
    at: double(doubles.at),
    realAt: double(doubles.realAt),
    revision: integer(integers.revision),
    connection: integer(integers.connection),
    provider: provider || undefined,
    operations: operations === '' ? [] : operations.split(','),
    method,
    url,
    head: { text: head, key: key || undefined },
    body: toText(body, integer(integers.body), integer(integers.bodyBytes), has(flags.bodyTruncated)),
    faults: faults === '' ? undefined : faults.split(','),
    lost: lost === '' ? undefined : lost.split('\n'),
    outcome: has(flags.broken) ? 'broken' : 'answered',
    status: status === none ? undefined : status,
    responseHead: responseHead || undefined,
    answer: toText(answer, integer(integers.answer), integer(integers.answerBytes), has(flags.answerTruncated)),
    duration: double(doubles.duration)
  }
}
