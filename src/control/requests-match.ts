import type { Part } from '../http/nearest.ts'
import type { Match } from '../journal/index.ts'
import { mustBeOperation } from './operation-names.ts'
import { toMatch, type MatchOrder } from './schema-requests.ts'

/** Reads what a test says of requests; `field` is where it says so. Throws InvalidField. */
export type ReadMatch = (order: MatchOrder, field?: string) => Match

/** A test that expects nothing of a misspelt operation would pass. */
export function matchReader (parts: readonly Part[]): ReadMatch {
  return (order, field = 'match') => {
    mustBeOperation(parts, order.operation, field === '' ? 'operation' : `${field}.operation`)
    return toMatch(order)
  }
}
