import type { Exchange, KeptBody } from '../exchange.ts'
import { aligned, type Arena, type ArenaBlock } from './arena.ts'

/** What an exchange consists of besides numbers. */
export type Texts = Pick<
  Exchange,
  'provider' | 'operations' | 'method' | 'url' | 'head' | 'body' | 'responseHead' | 'responseBody' | 'faults' | 'lost' | 'stub'
>

/** Texts in the arena. Exchanges with the same texts share them. */
export interface StoredTexts {
  readonly block: ArenaBlock
  /** The offset in the block. */
  readonly start: number
  /** The bytes of memory that they take. */
  readonly bytes: number
  /** How many exchanges refer to them. */
  uses: number
}

/** The numbers before the texts, of 4 bytes each, by index. All but the last four are lengths of texts in characters. */
const integers = {
  label: 0,
  url: 1,
  head: 2,
  body: 3,
  responseHead: 4,
  responseBody: 5,
  faults: 6,
  lost: 7,
  bytes: 8,
  flags: 9,
  bodyBytes: 10,
  responseBytes: 11
}
const headBytes = 4 * Object.keys(integers).length

/** About the bytes of a StoredTexts object. */
const objectBytes = 48

const flags = { bodyTruncated: 1, responseTruncated: 2, ascii: 4 }

/** Means that a value is undefined: lengths are never negative. */
const none = -1

/** The texts of an exchange, each read once: an exchange in progress makes its body from what has arrived whenever it is read. */
export function textsOf (exchange: Exchange): Texts {
  const { provider, operations, method, url, head, body, responseHead, responseBody, faults, lost, stub } = exchange
  return { provider, operations, method, url, head, body, responseHead, responseBody, faults, lost, stub }
}

/** Writes texts into the arena. */
export function store (arena: Arena, texts: Texts): StoredTexts {
  const { provider = '', operations, method, url, head, body, faults, lost, stub, responseHead = '', responseBody } = texts
  const label = `${provider}\n${operations.join()}\n${method}\n${head.key ?? ''}${stub === undefined ? '' : `\n${stub}`}`
  const faultText = faults?.join() ?? ''
  const lostText = lost?.join('\n') ?? ''
  const text = label + url + head.text + (body?.text ?? '') + responseHead + (responseBody?.text ?? '') + faultText + lostText
  const bytes = Buffer.byteLength(text)
  const isAscii = bytes === text.length
  const size = aligned(headBytes + bytes)
  const block = arena.reserve(size)
  const start = block.used
  const first = start / 4
  const small = block.integers
  small[first + integers.label] = label.length
  small[first + integers.url] = url.length
  small[first + integers.head] = head.text.length
  small[first + integers.body] = body?.text?.length ?? none
  small[first + integers.responseHead] = responseHead.length
  small[first + integers.responseBody] = responseBody?.text?.length ?? none
  small[first + integers.faults] = faultText.length
  small[first + integers.lost] = lostText.length
  small[first + integers.bytes] = bytes
  small[first + integers.flags] = (body?.truncated ? flags.bodyTruncated : 0) |
    (responseBody?.truncated ? flags.responseTruncated : 0) |
    (isAscii ? flags.ascii : 0)
  small[first + integers.bodyBytes] = body?.bytes ?? none
  small[first + integers.responseBytes] = responseBody?.bytes ?? none
  block.bytes.write(text, start + headBytes, isAscii ? 'latin1' : 'utf8')
  block.used = start + size
  return { block, start, bytes: size + objectBytes, uses: 1 }
}

/** Reads texts from the arena. */
export function load ({ block, start }: StoredTexts): Texts {
  // the texts lie within the block
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
  // in the order in which `store` joins them
  const url = part(integers.url)
  const head = part(integers.head)
  const body = part(integers.body)
  const responseHead = part(integers.responseHead)
  const responseBody = part(integers.responseBody)
  const faults = part(integers.faults)
  const lost = part(integers.lost)
  return {
    provider: provider || undefined,
    operations: operations === '' ? [] : operations.split(','),
    method,
    url,
    head: { text: head, key: key || undefined },
    body: toBody(body, integer(integers.body), integer(integers.bodyBytes), has(flags.bodyTruncated)),
    responseHead: responseHead || undefined,
    responseBody: toBody(responseBody, integer(integers.responseBody), integer(integers.responseBytes), has(flags.responseTruncated)),
    faults: faults === '' ? undefined : faults.split(','),
    lost: lost === '' ? undefined : lost.split('\n'),
    stub
  }
}

function toBody (text: string, length: number, bytes: number, truncated: boolean): KeptBody | undefined {
  if (length === none && bytes === none) return undefined
  return { text: length === none ? undefined : text, bytes: bytes === none ? undefined : bytes, truncated }
}
