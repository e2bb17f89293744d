import createError from '@fastify/error'
import type { PageQuery } from './execution-schema.ts'
import { toInteger } from './values.ts'

/** What the server's database says, for it has no limits of its own on them (observed). */
const ClauseInvalid = createError('CLAUSE_INVALID', 'Invalid %s clause', 400)

/** One page of things that come oldest first. Throws CLAUSE_INVALID. */
export function pageOf<T extends { created_at: string, updated_at: string }> (things: readonly T[], { sort_by: key = 'created_at', direction = 'desc', ...query }: PageQuery): T[] {
  const limit = toCount(query, 'limit', 100)
  const offset = toCount(query, 'offset', 0)
  const sorted = things.toSorted((a, b) => a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0)
  return (direction === 'desc' ? sorted.reverse() : sorted).slice(offset, offset + limit)
}

function toCount (query: PageQuery, key: 'limit' | 'offset', standard: number): number {
  const count = toInteger(query[key]) ?? standard
  if (count < 0) throw new ClauseInvalid(key)
  return count
}
