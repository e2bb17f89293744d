import { inflateSync } from 'node:zlib'

/** The objects of a PDF that may tell of its pages, by number: their text, without streams. */
export type PdfObjects = Map<number, string>

/** How far the object streams of a PDF may unfold, in bytes, and what each costs however small it is. */
const room = 64 * 1024 * 1024
const costOfStream = 4096

/** PDF knows no higher number of an object (ISO 32000, annex C). */
const lastNumber = 8_388_607

/**
 * Finds the objects where they stand, not by the table of contents, which is what breaks first. The later one of two with the
 * same number holds, as in a file that was saved again. Every step is bounded, because a few bytes in the wrong place, or a few
 * kilobytes that unfold to gigabytes, must not take the double down. Undefined if they unfold to too much.
 */
export function readObjects (bytes: Buffer): PdfObjects | undefined {
  const text = bytes.toString('latin1')
  const objects: PdfObjects = new Map()
  const head = /\b(\d{1,10})\s{1,20}\d{1,5}\s{1,20}obj\b/g
  const tail = /endobj|stream\r?\n/g
  let left = room
  for (let found = head.exec(text); found !== null; found = head.exec(text)) {
    tail.lastIndex = head.lastIndex
    const end = tail.exec(text)
    if (end === null) break
    const object = text.slice(head.lastIndex, end.index)
    keep(objects, Number(found[1]), object)
    head.lastIndex = tail.lastIndex
    if (end[0] === 'endobj') continue
    if (object.includes('/ObjStm')) {
      const unfolded = unfold(bytes.subarray(tail.lastIndex), left)
      left -= costOfStream + unfolded.length
      if (left <= 0) return undefined
      unpack(objects, object, unfolded)
    }
    const next = text.indexOf('endstream', tail.lastIndex)
    if (next === -1) break
    head.lastIndex = next
  }
  return objects
}

function keep (objects: PdfObjects, number: number, object: string): void {
  if (number <= lastNumber && (object.includes('/Type') || object.includes('/Kids') || object.includes('['))) objects.set(number, object)
}

/** The text in a packed stream; empty if it is not packed in the usual way, at most `limit` long. */
function unfold (packed: Buffer, limit: number): string {
  try {
    return inflateSync(packed, { maxOutputLength: limit }).toString('latin1')
  } catch (error) {
    return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? ' '.repeat(limit) : ''
  }
}

/** An object stream begins with pairs of an object's number and its place, in rising order, behind the `First` byte. */
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
