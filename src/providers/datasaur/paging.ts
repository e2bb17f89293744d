import createError from '@fastify/error'
import { Type } from '@sinclair/typebox'
import { checker, oneOf } from '../../validation/index.ts'

export const CursorUnknown = createError('CURSOR_UNKNOWN', 'cursor is not one that a list gave out', 400)
export const PageInvalid = createError('PAGE_INVALID', '%s', 400)

/** Which part of a list a client asks for: by offset or by cursor. */
export interface PageInput { cursor?: string | null, page?: { skip: number, take: number } | null, sort?: SortInput[] | null }

export interface SortInput { field: string, order: 'ASC' | 'DESC' }

export interface Page<T> {
  nodes: T[]
  pageInfo: { nextCursor: string | null, prevCursor: string | null }
  totalCount: number
}

/** The fields by which a list can be sorted: by name, a function that returns the value in an item. */
export type SortFields<T> = Readonly<Record<string, (item: T) => string | null>>

/** The size of a page if `take` is missing (inferred). */
const defaultTake = 100
/** The maximum size of a page: the largest that real clients ask for. */
const maxTake = 10_000

const count = Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 })

/**
 * What a cursor holds: on which side of which item its page lies, the index of that item when the cursor was made, and the size
 * and order of the pages. From the second page on, clients send only the filter and the cursor.
 */
interface Mark { side: 'after' | 'before', id: string | null, place: number, take: number, sort: readonly SortInput[] }

const issuesOf = checker(Type.Object({
  side: oneOf(['after', 'before']),
  id: Type.Union([Type.String(), Type.Null()]),
  place: count,
  take: Type.Integer({ minimum: 1, maximum: maxTake }),
  sort: Type.Array(Type.Object({ field: Type.String(), order: oneOf(['ASC', 'DESC']) }))
}))

/**
 * Returns a page of a list, which is given in its default order. A cursor refers to an item, so that a client that reads on sees
 * no item twice and misses none while items are added; if the item has left the list, its former index counts.
 * Throws CURSOR_UNKNOWN, PAGE_INVALID.
 */
export function toPage<T extends { id: string }> (items: readonly T[], input: PageInput, fields: SortFields<T>): Page<T> {
  const { page, cursor } = input
  if (page != null) mustBePage(page)
  // real clients send an empty cursor for the first page
  const mark = cursor ? fromCursor(cursor) : undefined
  const take = page?.take ?? mark?.take ?? defaultTake
  const sort = input.sort?.length ? input.sort : mark?.sort ?? []
  const list = toSorted(items, sort, fields)
  const [start, end] = mark === undefined ? toRange(list.length, page?.skip ?? 0, take) : rangeAt(list, mark, take)
  const toCursor = (side: Mark['side'], index: number, place: number) => toText({ side, id: list[index]?.id ?? null, place, take, sort })
  return {
    nodes: list.slice(start, end),
    pageInfo: {
      nextCursor: end < list.length ? toCursor('after', end - 1, end) : null,
      prevCursor: start > 0 ? toCursor('before', start, start) : null
    },
    totalCount: list.length
  }
}

function mustBePage ({ skip, take }: { skip: number, take: number }): void {
  if (skip < 0) throw new PageInvalid('page.skip must be at least 0')
  if (take < 1 || take > maxTake) throw new PageInvalid(`page.take must be from 1 to ${maxTake}`)
}

/** With a cursor, `page.skip` is ignored (inferred). */
function rangeAt (list: ReadonlyArray<{ id: string }>, { side, id, place }: Mark, take: number): [number, number] {
  const index = list.findIndex(item => item.id === id)
  if (side === 'after') return toRange(list.length, index === -1 ? place : index + 1, take)
  const end = index === -1 ? Math.min(place, list.length) : index
  return [Math.max(end - take, 0), end]
}

function toRange (length: number, skip: number, take: number): [number, number] {
  const start = Math.min(skip, length)
  return [start, Math.min(start + take, length)]
}

/** Items that are equal in all fields stay in the default order. */
function toSorted<T> (items: readonly T[], sort: readonly SortInput[], fields: SortFields<T>): readonly T[] {
  const keys = new Map<string, { valueOf: (item: T) => string | null, sign: 1 | -1 }>()
  for (const { field, order } of sort) {
    if (!Object.hasOwn(fields, field)) throw new PageInvalid(`sort.field must be one of ${Object.keys(fields).join(', ')}`)
    // just checked: `field` is a key of `fields`
    if (!keys.has(field)) keys.set(field, { valueOf: fields[field]!, sign: order === 'ASC' ? 1 : -1 })
  }
  if (keys.size === 0) return items
  return items.toSorted((one, other) => {
    for (const { valueOf, sign } of keys.values()) {
      const difference = compare(valueOf(one), valueOf(other))
      if (difference !== 0) return difference * sign
    }
    return 0
  })
}

/** Null is greater than every value. */
function compare (one: string | null, other: string | null): number {
  if (one === other) return 0
  if (one === null || other === null) return one === null ? 1 : -1
  return one < other ? -1 : 1
}

function toText (mark: Mark): string {
  return Buffer.from(JSON.stringify(mark)).toString('base64url')
}

function fromCursor (cursor: string): Mark {
  const mark = parse(Buffer.from(cursor, 'base64url').toString())
  if (issuesOf(mark).length > 0) throw new CursorUnknown()
  return mark as Mark
}

function parse (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CursorUnknown()
  }
}
