/**
 * Bytes of V8's heap, each with the place that it takes in its array or object, measured with Node 20 on 64 bits. A key is
 * between the 8 bytes where many objects have the same keys and the 80 where each has keys of its own.
 */
const costs = { value: 16, text: 24, array: 40, object: 48, key: 16 } as const

/** Estimates how many bytes of memory a JSON value takes. Stops early once the result exceeds `limit`. */
export function sizeOf (value: unknown, limit = Infinity): number {
  if (typeof value === 'string') return costs.text + Buffer.byteLength(value)
  if (typeof value !== 'object' || value === null) return costs.value
  return Array.isArray(value) ? sizeOfArray(value, limit) : sizeOfObject(value, limit)
}

function sizeOfArray (items: readonly unknown[], limit: number): number {
  let size = costs.array
  for (const item of items) {
    if (size > limit) break
    size += sizeOf(item, limit - size)
  }
  return size
}

function sizeOfObject (object: object, limit: number): number {
  let size: number = costs.object
  for (const key in object) {
    if (size > limit) break
    size += costs.key + key.length + sizeOf(object[key as keyof typeof object], limit - size)
  }
  return size
}

/** What is too much of something: so many things, so many bytes. Below 0 there is room. */
export interface Excess { count: number, bytes: number }

/** Picks those of the candidates, from the first on, that must go until nothing is too much; undefined if all of them are not enough. */
export function pickLeaving<T> (candidates: Iterable<T>, { count, bytes }: Excess, bytesOf: (candidate: T) => number): T[] | undefined {
  const leaving: T[] = []
  for (const candidate of candidates) {
    if (count <= 0 && bytes <= 0) break
    leaving.push(candidate)
    count--
    bytes -= bytesOf(candidate)
  }
  return count <= 0 && bytes <= 0 ? leaving : undefined
}
