/** Objects may have more keys than they are asked for, lists more elements; everything else is equal. */
export function isSubset (part: unknown, whole: unknown): boolean {
  return part === undefined || differenceOf(part, whole) === undefined
}

/** Where a value first is not what it is to contain; `actual` is undefined where nothing is. */
export interface Difference { path: readonly string[], expected: unknown, actual: unknown }

/** Why `part` is no subset of `whole`; undefined if it is one. */
export function differenceOf (part: unknown, whole: unknown, path: readonly string[] = []): Difference | undefined {
  const difference = { path, expected: part, actual: whole }
  if (typeof part !== 'object' || part === null) return part === whole ? undefined : difference
  if (typeof whole !== 'object' || whole === null || Array.isArray(part) !== Array.isArray(whole)) return difference
  for (const [key, value] of Object.entries(part)) {
    const inner = Array.isArray(whole) ? missing(value, whole, path) : differenceOf(value, Object.hasOwn(whole, key) ? (whole as Record<string, unknown>)[key] : undefined, [...path, key])
    if (inner !== undefined) return inner
  }
  return undefined
}

/** An element may stand anywhere in the list. */
function missing (element: unknown, list: readonly unknown[], path: readonly string[]): Difference | undefined {
  return list.some(other => isSubset(element, other)) ? undefined : { path, expected: [element], actual: list }
}
