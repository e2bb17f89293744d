import { inflateSync } from 'node:zlib'

/** The text of the objects of a PDF that may describe its pages, by object number, without streams. */
export type PdfObjects = Map<number, string>

/** How many bytes the object streams of a PDF may inflate to. */
const maxInflated = 64 * 1024 * 1024
/** How many bytes each object stream counts in addition to its content, so that many empty streams reach the limit too. */
const streamOverhead = 4096

/** The highest object number (ISO 32000, annex C). */
const maxNumber = 8_388_607

/**
 * Finds the objects by scanning the file rather than by its cross-reference table, which is often damaged. Of two objects with
 * the same number the later one counts, as in a file that was saved again. Every step is bounded, so that neither a few wrong
 * bytes nor a few kilobytes that inflate to gigabytes can stop the process. Returns undefined if the streams inflate to too much.
 */
export function readObjects (bytes: Buffer): PdfObjects | undefined {
  const text = bytes.toString('latin1')
  const objects: PdfObjects = new Map()
  const head = /\b(\d{1,10})\s{1,20}\d{1,5}\s{1,20}obj\b/g
  const tail = /endobj|stream\r?\n/g
  let left = maxInflated
  for (let found = head.exec(text); found !== null; found = head.exec(text)) {
    tail.lastIndex = head.lastIndex
    const end = tail.exec(text)
    if (end === null) break
    const object = text.slice(head.lastIndex, end.index)
    keep(objects, Number(found[1]), object)
    head.lastIndex = tail.lastIndex
    if (end[0] === 'endobj') continue
    if (object.includes('/ObjStm')) {
      const inflated = inflate(bytes.subarray(tail.lastIndex), left)
      left -= streamOverhead + inflated.length
      if (left <= 0) return undefined
      unpack(objects, object, inflated)
    }
    const next = text.indexOf('endstream', tail.lastIndex)
    if (next === -1) break
    head.lastIndex = next
  }
  return objects
}

function keep (objects: PdfObjects, number: number, object: string): void {
  if (number <= maxNumber && (object.includes('/Type') || object.includes('/Kids') || object.includes('['))) objects.set(number, object)
}

/** The text of a compressed stream, at most `limit` bytes; empty if it is not compressed with Flate. */
function inflate (packed: Buffer, limit: number): string {
  try {
    return inflateSync(packed, { maxOutputLength: limit }).toString('latin1')
  } catch (error) {
    return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? ' '.repeat(limit) : ''
  }
}

/** An object stream begins with pairs of an object's number and its offset from the byte `First`, in ascending order of offsets. */
function unpack (objects: PdfObjects, dictionary: string, text: string): void {
  const first = Number(/\/First\s{1,20}(\d{1,10})/.exec(dictionary)?.[1] ?? text.length)
  const pair = /(\d{1,10})\s{1,20}(\d{1,10})/g
  const header = text.slice(0, first)
  for (let found = pair.exec(header); found !== null;) {
    const next = pair.exec(header)
    const [from, to] = [Number(found[2]), Number(next?.[2] ?? text.length)]
    if (to < from) return
    keep(objects, Number(found[1]), text.slice(first + from, first + to))
    found = next
  }
}
