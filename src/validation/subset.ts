/** How many elements of lists one comparison may read: each object in a list is compared with each object in the other list. */
const maxSteps = 100_000

/**
 * Whether `whole` has everything that `part` has. Objects may have more keys, lists more elements; all other values must be
 * equal. False also if it is undecided.
 */
export function isSubset (part: unknown, whole: unknown): boolean {
  return part === undefined || differenceOf(part, whole) === undefined
}

/** The first place where a value differs from the expected part; `actual` is undefined if the value is missing. */
export interface Difference { path: readonly string[], expected: unknown, actual: unknown }

/** The first difference between `part` and `whole`; undefined if `part` is a subset; `undecided` if the lists are too long to compare. */
export function differenceOf (part: unknown, whole: unknown): Result {
  return compare(part, whole, [], { left: maxSteps })
}

type Result = Difference | 'undecided' | undefined
interface Budget { left: number }

function compare (part: unknown, whole: unknown, path: readonly string[], steps: Budget): Result {
  if (typeof part !== 'object' || part === null) return part === whole ? undefined : { path, expected: part, actual: whole }
  // of the same kind: both objects, or both arrays
  const isAlike = typeof whole === 'object' && whole !== null && Array.isArray(part) === Array.isArray(whole)
  if (!isAlike) return { path, expected: part, actual: whole }
  if (Array.isArray(part)) return compareLists(part, whole as unknown[], path, steps)
  for (const [key, expected] of Object.entries(part)) {
    // not a property that every object inherits
    const actual = Object.hasOwn(whole, key) ? (whole as Record<string, unknown>)[key] : undefined
    const inner = compare(expected, actual, [...path, key], steps)
    if (inner !== undefined) return inner
  }
  return undefined
}

/** The order of the elements does not matter. */
function compareLists (part: readonly unknown[], whole: readonly unknown[], path: readonly string[], steps: Budget): Result {
  steps.left -= whole.length
  if (steps.left < 0) return 'undecided'
  const elements = new Set(whole)
  for (const element of part) {
    const isThere = typeof element === 'object' && element !== null ? holds(whole, element, steps) : elements.has(element)
    if (isThere === 'undecided') return isThere
    if (!isThere) return { path, expected: [element], actual: whole }
  }
  return undefined
}

/** Whether an object is a subset of an element of the list. */
function holds (list: readonly unknown[], object: object, steps: Budget): boolean | 'undecided' {
  for (const other of list) {
    const difference = --steps.left < 0 ? 'undecided' : compare(object, other, [], steps)
    if (difference === 'undecided') return difference
    if (difference === undefined) return true
  }
  return false
}
