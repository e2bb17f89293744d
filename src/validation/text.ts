import { distance } from 'fastest-levenshtein'

/** How many characters of a value from a client an error message quotes. */
const maxQuoted = 100

/** How many characters of two texts are compared: the time grows with the product of both lengths. */
const maxCompared = 200

/** The beginning of a text, for an error message. */
export function shorten (text: string, length = maxQuoted): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}

/** The beginning of a value as JSON, for an error message. The rest of the value is not serialized. */
export function excerpt (value: unknown, write: (value: unknown) => string = JSON.stringify): string {
  return shorten(write(prune(value, { left: maxQuoted })))
}

/** A copy of the first 100 values within a value. Each takes at least one character in JSON, so they are enough for an excerpt. */
function prune (value: unknown, budget: { left: number }): unknown {
  const left = Math.max(0, --budget.left)
  if (typeof value === 'string') return value.slice(0, maxQuoted)
  if (typeof value !== 'object' || value === null) return value
  if ('toJSON' in value && typeof value.toJSON === 'function') return value.toJSON() as unknown
  if (Array.isArray(value)) return value.slice(0, left).map(item => prune(item, budget))
  // neither a primitive nor an array
  const object = value as Record<string, unknown>
  return Object.fromEntries(Object.keys(object).slice(0, left).map(key => [key.slice(0, maxQuoted), prune(object[key], budget)]))
}

/** The elements of `known` whose texts are the most similar to `wanted`, regardless of case, the most similar first. */
export function nearest<T> (known: readonly T[], wanted: string, toText: (item: T) => string, count = 3): T[] {
  const normal = (text: string) => text.slice(0, maxCompared).toLowerCase()
  const text = normal(wanted)
  const scored = known.map(item => ({ item, difference: distance(normal(toText(item)), text) }))
  return scored.sort((a, b) => a.difference - b.difference).slice(0, count).map(({ item }) => item)
}

/** The word that `wanted` probably means: the most similar one, if at most half of it differs. */
export function similar (known: readonly string[], wanted: string): string | undefined {
  const [word] = nearest(known, wanted, word => word, 1)
  if (word === undefined) return undefined
  return distance(word.toLowerCase(), wanted.slice(0, maxCompared).toLowerCase()) <= word.length / 2 ? word : undefined
}
