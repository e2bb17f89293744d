import { InvalidField } from '../validation/index.ts'
import { excerpt, nearest } from '../validation/text.ts'

/** A provider or the control API, as it shows itself: where its specification is, and what it serves. */
export interface Part { name: string, specification: string, operations: Operation[] }

export interface Operation {
  method: string
  path: string
  /** What it is called, if it is an operation of a provider: `julep.getJobStatus`; GraphQL has many. */
  names: readonly string[]
}

/** The operations that look most like what was asked for, the most alike first. */
export function nearestOperations (parts: readonly Part[], method: string, path: string): Operation[] {
  const segments = path.split('/')
  return nearest(parts.flatMap(({ operations }) => operations), `${method} ${path}`, operation => `${operation.method} ${fill(operation.path, segments)}`)
}

/** Why an operation does not take what was asked for, a sentence for each thing. */
export function reasonsAgainst (operation: Operation, method: string, path: string): string[] {
  const reasons = operation.method === method ? [] : [`it takes ${operation.method}, not ${method}`]
  const [known, asked] = [operation.path.split('/'), path.split('/')]
  if (known.length !== asked.length) return [...reasons, `its path has ${count(known)}, not ${asked.length - 1}`]
  for (const [index, segment] of known.entries()) {
    if (!segment.startsWith(':') && segment !== asked[index]) reasons.push(`its path has ${JSON.stringify(segment)} where ${excerpt(asked[index])} was asked for`)
  }
  return reasons
}

function count (segments: readonly string[]): string {
  return `${segments.length - 1} segment${segments.length === 2 ? '' : 's'}`
}

/** `/jobs/:id` as it would look with the parameters of a path, so that an id does not count as a difference. */
function fill (pattern: string, segments: readonly string[]): string {
  return pattern.split('/').map((segment, index) => segment.startsWith(':') ? segments[index] ?? segment : segment).join('/')
}

/** Throws InvalidField for the name of an unknown operation, which would match nothing, without a message. */
export function mustBeOperation (parts: readonly Part[], operation: string | undefined, field: string): void {
  const names = parts.flatMap(({ operations }) => operations).flatMap(({ names }) => names)
  if (operation === undefined || names.includes(operation)) return
  throw new InvalidField(field, `${excerpt(operation)} is not an operation that is served here; the nearest are ${nearest(names, operation, name => name).join(', ')}`)
}
