import {
  mustBeOperation, mustBeProvider, mustHaveArguments, mustHaveFields, mustReadCalls, type Part
} from '../../http/nearest.ts'
import type { ArgumentsMatch, Match } from '../../journal/index.ts'
import { InvalidField, toList } from '../../validation/index.ts'
import { toMatch, type MatchOrder } from './schema.ts'

/** Converts the match of a test. `field` is its path in the body; empty for a query string. Throws InvalidField. */
export type ReadMatch = (order: MatchOrder, field?: string) => Match

/** Maximum number of characters of a match as JSON: twice as many as the journal keeps of a body. Each request may be compared with all. */
const maxLength = 32 * 1024

/** Returns a function that rejects unknown operations: a test that expects no request of a misspelt operation would always pass. */
export function matchReader (parts: readonly Part[]): ReadMatch {
  return (order, field = 'match') => {
    const prefix = field === '' ? '' : `${field}.`
    mustBeProvider(parts, order.provider, `${prefix}provider`)
    mustBeOperation(parts, order.operation, `${prefix}operation`)
    mustHaveFields(parts, order.operation, order.body, `${field}.body`)
    // a query string is shorter than that
    if (field !== '' && JSON.stringify(order).length > maxLength) {
      throw new InvalidField(field, `must have at most ${maxLength} characters as JSON: the journal keeps 16 kB; match fewer fields`)
    }
    const { arguments: subset, ...rest } = order
    return { ...toMatch(rest), ...subset !== undefined && { arguments: toArguments(parts, { ...rest, subset }, `${field}.arguments`) } }
  }
}

/** Throws InvalidField unless the match names a GraphQL provider. */
function toArguments (parts: readonly Part[], { subset, ...about }: { subset: unknown } & MatchOrder, field: string): ArgumentsMatch {
  const callsIn = mustReadCalls(parts, about, field)
  mustHaveArguments(parts, about.operation, subset, field)
  const isMeant = (operation: string) => about.operation === undefined || toList(about.operation).includes(operation)
  return { subset, read: request => callsIn(request).filter(call => isMeant(call.operation)).map(call => call.arguments) }
}
