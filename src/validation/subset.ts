/** How many elements of lists one comparison looks at: each object of a list is compared with each one of the other list. */
const maxSteps = 100_000

/** Objects may have more keys than they are asked for, lists more elements; everything else is equal. False also if that is undecided. */
export function isSubset (part: unknown, whole: unknown): boolean {
  return part === undefined || differenceOf(part, whole) === undefined
}

/** Where a value first is not what it is to contain; `actual` is undefined where nothing is. */
export interface Difference { path: readonly string[], expected: unknown, actual: unknown }

/** Why `part` is no subset of `whole`; undefined if it is one. Undecided if their lists are too long to be compared. */
export function differenceOf (part: unknown, whole: unknown): Difference | 'undecided' | undefined {
  return compare(part, whole, [], { left: maxSteps })
}

function compare (part: unknown, whole: unknown, path: readonly string[], steps: { left: number }): ReturnType<typeof differenceOf> {
  if (typeof part !== 'object' || part === null) return part === whole ? undefined : { path, expected: part, actual: whole }
  if (typeof whole !== 'object' || whole === null || Array.isArray(part) !== Array.isArray(whole)) return { path, expected: part, actual: whole }
  if (Array.isArray(whole)) return compareLists(part as unknown[], whole, path, steps)
  for (const key in part) {
    const actual = Object.hasOwn(whole, key) ? whole[key as never] as unknown : undefined
    const inner = compare(part[key as never], actual, [...path, key], steps)
    if (inner !== undefined) return inner
  }
  return undefined
}

/** An element may stand anywhere in the list. */
function compareLists (part: readonly unknown[], whole: readonly unknown[], path: readonly string[], steps: { left: number }): ReturnType<typeof differenceOf> {
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

/** Whether an object is a subset of an element. */
function holds (list: readonly unknown[], object: object, steps: { left: number }): boolean | 'undecided' {
  for (const other of list) {
    const difference = --steps.left < 0 ? 'undecided' : compare(object, other, [], steps)
    if (difference === 'undecided') return difference
    if (difference === undefined) return true
  }
  return false
}
