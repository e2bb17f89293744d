import type { Part } from '../http/nearest.ts'
import { excerpt, nearest } from '../messages.ts'
import { InvalidField } from '../validation.ts'

/** A name that no operation has would match nothing, without a word: it is refused. Throws InvalidField. */
export function mustBeOperation (parts: readonly Part[], operation: string | undefined, field: string): void {
  const names = parts.flatMap(({ operations }) => operations).flatMap(({ names }) => names)
  if (operation === undefined || names.includes(operation)) return
  throw new InvalidField(field, `${excerpt(operation)} is no operation that is served here; the nearest are ${nearest(names, operation, name => name).join(', ')}`)
}
