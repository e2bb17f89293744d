import type { Exchange, KeptBody } from '../exchange.ts'
import { slotBytes, Ring } from './ring.ts'
import { aligned, Arena, type ArenaBlock } from './arena.ts'

/** The first numbers of a record, of 8 bytes each, by index. */
const doubles = { at: 0, realAt: 1, duration: 2, endedAt: 3 }
/** The numbers after them, of 4 bytes each, by index. `label` to `faults` and `lost` are lengths of texts in characters. */
const integers = {
  label: 8,
  url: 9,
  head: 10,
  body: 11,
  responseHead: 12,
  responseBody: 13,
  faults: 14,
  bytes: 15,
  connection: 16,
  status: 17,
  flags: 18,
  bodyBytes: 19,
  responseBytes: 20,
  revision: 21,
  lost: 22,
  endedRevision: 23,
  end: 24
}
const headBytes = 4 * integers.end

const flags = { broken: 1, bodyTruncated: 2, responseTruncated: 4, ascii: 8 }

/** Means that a value is undefined: lengths and statuses are never negative. */
const none = -1

/**
 * The closed exchanges by number, each as one record in the arena. On the heap, ten thousand exchanges would cost more time in
 * the garbage collector than the rest of a request takes.
 */
export class ExchangeStorage {
  readonly #arena = new Arena()
  readonly #ring = new Ring()

  /** Makes room for `span` successive numbers from `first` on. */
  grow (span: number, first: number): void {
    this.#ring.grow(span, first)
  }

  /** Returns how many bytes of memory it takes. */
  write (exchange: Exchange): number {
    const { number, at, realAt, revision, endedAt, endedRevision, connection, provider = '', operations, method, url, head } = exchange
    const { body, faults, lost, stub, outcome, status = none, responseHead = '', responseBody, duration = 0 } = exchange
    const label = `${provider}\n${operations.length === 1 ? operations[0] : operations.join()}\n${method}\n${head.key ?? ''}${stub === undefined ? '' : `\n${stub}`}`
    const faultText = faults?.join() ?? ''
    const lostText = lost?.join('\n') ?? ''
    const text = label + url + head.text + (body?.text ?? '') + responseHead + (responseBody?.text ?? '') + faultText + lostText
    const bytes = Buffer.byteLength(text)
    const isAscii = bytes === text.length
    const size = aligned(headBytes + bytes)
    const block = this.#arena.reserve(size)
    const { used: start, doubles: numbers, integers: small } = block
    numbers[start / 8 + doubles.at] = at
    numbers[start / 8 + doubles.realAt] = realAt
    numbers[start / 8 + doubles.duration] = duration
    numbers[start / 8 + doubles.endedAt] = endedAt
    const first = start / 4
    small[first + integers.label] = label.length
    small[first + integers.url] = url.length
    small[first + integers.head] = head.text.length
    small[first + integers.body] = body?.text?.length ?? none
    small[first + integers.responseHead] = responseHead.length
    small[first + integers.responseBody] = responseBody?.text?.length ?? none
    small[first + integers.faults] = faultText.length
    small[first + integers.lost] = lostText.length
    small[first + integers.bytes] = bytes
    small[first + integers.connection] = connection
    small[first + integers.status] = status
    small[first + integers.flags] = (outcome === 'broken' ? flags.broken : 0) |
      (body?.truncated ? flags.bodyTruncated : 0) |
      (responseBody?.truncated ? flags.responseTruncated : 0) |
      (isAscii ? flags.ascii : 0)
    small[first + integers.bodyBytes] = body?.bytes ?? none
    small[first + integers.responseBytes] = responseBody?.bytes ?? none
    small[first + integers.revision] = revision
    small[first + integers.endedRevision] = endedRevision
    block.bytes.write(text, start + headBytes, isAscii ? 'latin1' : 'utf8')
    block.used = start + size
    this.#ring.put(number, block, start, size, at)
    return size + slotBytes
  }

  /** Undefined if it has not been written, or has been dropped. */
  read (number: number): Exchange | undefined {
    const block = this.#ring.block(number)
    return block && decode(number, block, this.#ring.start(number))
  }

  /** When the request arrived, in ms of the sandbox's clock. */
  moment (number: number): number {
    return this.#ring.moment(number)
  }

  /** Returns how many bytes of memory it took; 0 if it was not stored. */
  drop (number: number): number {
    const block = this.#ring.block(number)
    if (block === undefined) return 0
    this.#ring.remove(number)
    this.#arena.release(block)
    return this.#ring.size(number) + slotBytes
  }
}

function decode (number: number, block: ArenaBlock, start: number): Exchange {
  // a record lies within its block
  const double = (index: number) => block.doubles[start / 8 + index]!
  const integer = (index: number) => block.integers[start / 4 + index]!
  const [from, to] = [start + headBytes, start + headBytes + integer(integers.bytes)]
  const has = (flag: number) => (integer(integers.flags) & flag) !== 0
  const text = block.bytes.toString(has(flags.ascii) ? 'latin1' : 'utf8', from, to)
  let position = 0
  /** The next text, whose length is at `index`. */
  const part = (index: number) => {
    const begin = position
    position += Math.max(0, integer(index))
    return text.slice(begin, position)
  }
  const [provider = '', operations = '', method = '', key = '', stub] = part(integers.label).split('\n')
  // in the order in which `write` joins them
  const url = part(integers.url)
  const head = part(integers.head)
  const body = part(integers.body)
  const responseHead = part(integers.responseHead)
  const responseBody = part(integers.responseBody)
  const faults = part(integers.faults)
  const lost = part(integers.lost)
  const status = integer(integers.status)
  return {
    number,
    at: double(doubles.at),
    realAt: double(doubles.realAt),
    revision: integer(integers.revision),
    endedAt: double(doubles.endedAt),
    endedRevision: integer(integers.endedRevision),
    connection: integer(integers.connection),
    provider: provider || undefined,
    operations: operations === '' ? [] : operations.split(','),
    method,
    url,
    head: { text: head, key: key || undefined },
    body: toBody(body, integer(integers.body), integer(integers.bodyBytes), has(flags.bodyTruncated)),
    faults: faults === '' ? undefined : faults.split(','),
    lost: lost === '' ? undefined : lost.split('\n'),
    stub,
    outcome: has(flags.broken) ? 'broken' : 'responded',
    status: status === none ? undefined : status,
    responseHead: responseHead || undefined,
    responseBody: toBody(responseBody, integer(integers.responseBody), integer(integers.responseBytes), has(flags.responseTruncated)),
    duration: double(doubles.duration)
  }
}

function toBody (text: string, length: number, bytes: number, truncated: boolean): KeptBody | undefined {
  if (length === none && bytes === none) return undefined
  return { text: length === none ? undefined : text, bytes: bytes === none ? undefined : bytes, truncated }
}
