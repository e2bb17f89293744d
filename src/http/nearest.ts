import { distance } from 'fastest-levenshtein'

/** A provider or the control API, as it shows itself: where its specification is, and what it serves. */
export interface Part { name: string, specification: string, operations: Operation[] }

export interface Operation {
  method: string
  path: string
  /** What it is called, if it is an operation of a provider: `julep.getJobStatus`; GraphQL has many. */
  names: readonly string[]
}

/** The operations that look most like what was asked for, the most alike first. */
export function nearest (parts: readonly Part[], method: string, path: string, count = 3): Operation[] {
  const asked = `${method} ${path}`
  const scored = parts.flatMap(({ operations }) => operations)
    .map(operation => ({ operation, unlike: distance(asked, `${operation.method} ${fill(operation.path, path)}`) }))
  return scored.sort((a, b) => a.unlike - b.unlike).slice(0, count).map(({ operation }) => operation)
}

/** Those of `names` that look most like one that is none of them. */
export function nearestNames (names: readonly string[], name: string, count = 3): string[] {
  const scored = names.map(known => ({ known, unlike: distance(known.toLowerCase(), name.toLowerCase()) }))
  return scored.sort((a, b) => a.unlike - b.unlike).slice(0, count).map(({ known }) => known)
}

/** Why an operation does not take what was asked for, a sentence for each thing. */
export function reasonsAgainst (operation: Operation, method: string, path: string): string[] {
  const reasons = operation.method === method ? [] : [`it takes ${operation.method}, not ${method}`]
  const [known, asked] = [operation.path.split('/'), path.split('/')]
  if (known.length !== asked.length) return [...reasons, `its path has ${count(known)}, not ${asked.length - 1}`]
  for (const [index, segment] of known.entries()) {
    if (!segment.startsWith(':') && segment !== asked[index]) reasons.push(`its path has ${JSON.stringify(segment)} where ${JSON.stringify(asked[index])} was asked for`)
  }
  return reasons
}

function count (segments: readonly string[]): string {
  return `${segments.length - 1} segment${segments.length === 2 ? '' : 's'}`
}

/** `/jobs/:id` as it would look with the parameters of `path`, so that an id does not count as a difference. */
function fill (pattern: string, path: string): string {
  const segments = path.split('/')
  return pattern.split('/').map((segment, index) => segment.startsWith(':') ? segments[index] ?? segment : segment).join('/')
}
