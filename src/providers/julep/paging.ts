import createError from '@fastify/error'
import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { custom, oneOf } from '../../validation/index.ts'
import { integer, toInteger } from './values.ts'

/** The message of the server's database, because the server itself does not limit `limit` and `offset` (observed). */
const ClauseInvalid = createError('CLAUSE_INVALID', 'Invalid %s clause', 400)

export const PageSchema = Type.Object({
  limit: Type.Optional(integer(100, 'How many to return')),
  offset: Type.Optional(integer(0, 'How many to skip')),
  sort_by: Type.Optional(oneOf(['created_at', 'updated_at'], { default: 'created_at' })),
  direction: Type.Optional(oneOf(['asc', 'desc'], { default: 'desc' }))
})
export interface PageQuery extends Static<typeof PageSchema> {}

export const FilteredPageSchema = Type.Object({
  ...PageSchema.properties,
  // only the other keys that begin like this are read, see filterByMetadata
  metadata_filter: Type.Optional(custom<object>({ type: 'object', additionalProperties: true }, () => true, 'may be anything'))
})

export function pageOf<S extends TSchema> (item: S) {
  return Type.Object({ items: Type.Array(item) })
}

/** An item of a list, with its moments in ISO 8601 with milliseconds. */
interface Dated { createdAt: string, updatedAt: string }

/** One page of a list whose items are in order of creation. Throws CLAUSE_INVALID. */
export function toPage<T extends Dated, Body> (items: readonly T[], query: PageQuery, toBody: (item: T) => Body): { items: Body[] } {
  const { sort_by: by = 'created_at', direction = 'desc' } = query
  const key = by === 'created_at' ? 'createdAt' : 'updatedAt'
  const limit = toCount(query, 'limit', 100)
  const offset = toCount(query, 'offset', 0)
  const sorted = items.toSorted((a, b) => a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0)
  return { items: (direction === 'desc' ? sorted.reverse() : sorted).slice(offset, offset + limit).map(toBody) }
}

function toCount (query: PageQuery, key: 'limit' | 'offset', fallback: number): number {
  const count = toInteger(query[key]) ?? fallback
  if (count < 0) throw new ClauseInvalid(key)
  return count
}

/** Those whose metadata has the values of `metadata_filter.key=value`, also written `metadata_filter[key]=value`. */
export function filterByMetadata<T extends { data: { metadata: object } }> (items: readonly T[], query: object): T[] {
  const wanted = Object.entries(query).flatMap(([name, value]) => {
    const [, dotted, bracketed] = /^metadata_filter(?:\.(.+)|\[(.+)\])$/s.exec(name) ?? []
    const key = dotted ?? bracketed
    return key === undefined ? [] : [[key, String(value)] as const]
  })
  return items.filter(({ data: { metadata } }) => hasEntries(metadata, wanted))
}

/** Whether metadata has all of these values, compared as texts. */
export function hasMetadata (metadata: object, filter: object): boolean {
  return hasEntries(metadata, Object.entries(filter).map(([key, value]) => [key, toText(value)] as const))
}

function hasEntries (metadata: object, wanted: ReadonlyArray<readonly [key: string, value: string]>): boolean {
  return wanted.every(([key, value]) => Object.hasOwn(metadata, key) && toText((metadata as Record<string, unknown>)[key]) === value)
}

function toText (value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
