import { distance } from 'fastest-levenshtein'

/** A provider or the control API, as it shows itself: where its specification is, and what it serves. */
export interface Part { name: string, specification: string, operations: Operation[] }

export interface Operation { method: string, path: string }

/** The operations that look most like what was asked for, the most alike first. */
export function nearest (parts: readonly Part[], method: string, path: string, count = 3): Operation[] {
  const asked = `${method} ${path}`
  const scored = parts.flatMap(({ operations }) => operations)
    .map(operation => ({ operation, unlike: distance(asked, `${operation.method} ${fill(operation.path, path)}`) }))
  return scored.sort((a, b) => a.unlike - b.unlike).slice(0, count).map(({ operation }) => operation)
}

/** `/jobs/:id` as it would look with the parameters of `path`, so that an id does not count as a difference. */
function fill (pattern: string, path: string): string {
  const segments = path.split('/')
  return pattern.split('/').map((segment, index) => segment.startsWith(':') ? segments[index] ?? segment : segment).join('/')
}
