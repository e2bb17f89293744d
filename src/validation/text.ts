import { distance } from 'fastest-levenshtein'

/** The most characters of a client's text or value that a message repeats. */
const most = 100

/** The most characters of a text that are compared with others: the time grows with the product of both lengths. */
const compared = 200

/** The beginning of a text, as a message repeats it. */
export function shorten (text: string, length = most): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}

/** The beginning of a value as JSON, as a message repeats it. Only the beginning is written, however large the value is. */
export function excerpt (value: unknown, write: (value: unknown) => string = JSON.stringify): string {
  return shorten(write(prune(value, { left: most })))
}

/** A copy of the first values in a value: each of them takes a character or more, so that there are enough of them for an excerpt. */
function prune (value: unknown, budget: { left: number }): unknown {
  const left = Math.max(0, --budget.left)
  if (typeof value === 'string') return value.slice(0, most)
  if (typeof value !== 'object' || value === null) return value
  if ('toJSON' in value && typeof value.toJSON === 'function') return value.toJSON() as unknown
  if (Array.isArray(value)) return value.slice(0, left).map(item => prune(item, budget))
  const object = value as Record<string, unknown>
  return Object.fromEntries(Object.keys(object).slice(0, left).map(key => [key.slice(0, most), prune(object[key], budget)]))
}

/** Those of `known` whose texts look most like `wanted`, whatever their case, the most alike first. */
export function nearest<T> (known: readonly T[], wanted: string, toText: (one: T) => string, count = 3): T[] {
  const normal = (text: string) => text.slice(0, compared).toLowerCase()
  const text = normal(wanted)
  const scored = known.map(one => ({ one, unlike: distance(normal(toText(one)), text) }))
  return scored.sort((a, b) => a.unlike - b.unlike).slice(0, count).map(({ one }) => one)
}
