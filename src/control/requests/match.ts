import { mustBeOperation, mustReadCalls, type Part } from '../../http/nearest.ts'
import type { ArgumentsMatch, Match } from '../../journal/index.ts'
import { InvalidField } from '../../validation/index.ts'
import { toMatch, type MatchOrder } from './schema.ts'

/** Reads what a test says of requests; `field` is where it says so. Throws InvalidField. */
export type ReadMatch = (order: MatchOrder, field?: string) => Match

/** Twice as many characters of JSON as the journal keeps of a body. Each request may have to be compared with all of them. */
const maxLength = 32 * 1024

/** A test that expects nothing of a misspelt operation would pass. */
export function matchReader (parts: readonly Part[]): ReadMatch {
  return (order, field = 'match') => {
    mustBeOperation(parts, order.operation, field === '' ? 'operation' : `${field}.operation`)
    // in a URL there is no room for so much
    if (field !== '' && JSON.stringify(order).length > maxLength) throw new InvalidField(field, `must have at most ${maxLength} characters as JSON: the journal keeps 16 kB of a body; name fewer fields`)
    const { arguments: subset, ...rest } = order
    return { ...toMatch(rest), ...subset !== undefined && { arguments: toArguments(parts, { ...rest, subset }, `${field}.arguments`) } }
  }
}

/** Throws InvalidField unless the match names a GraphQL provider. */
function toArguments (parts: readonly Part[], { subset, ...about }: { subset: unknown } & MatchOrder, field: string): ArgumentsMatch {
  const callsIn = mustReadCalls(parts, about, field)
  const isMeant = (operation: string) => about.operation === undefined || about.operation === operation
  return { subset, read: request => callsIn(request).filter(call => isMeant(call.operation)).map(call => call.arguments) }
}
