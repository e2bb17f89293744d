import t from 'tap'
import { toPage as toSortedPage, type Page, type PageInput, type SortFields } from '../../../src/providers/datasaur/paging.ts'

interface Item { id: string, name?: string | null }

const items = (from: number, to: number): Item[] => Array.from({ length: to - from + 1 }, (_, index) => ({ id: String(from + index) }))
const ids = (nodes: readonly Item[]) => nodes.map(({ id }) => id).join(' ')
const fields: SortFields<Item> = { id: ({ id }) => id, name: ({ name = null }) => name }

const toPage = (list: readonly Item[], input: PageInput): Page<Item> => toSortedPage(list, input, fields)

/** Reads all pages as clients do: after the first, with the cursor alone. */
function readAll (list: readonly Item[], input: PageInput, direction: 'nextCursor' | 'prevCursor' = 'nextCursor') {
  const pages = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const { nodes, pageInfo, totalCount } = toPage(list, cursor === '' ? input : { cursor })
    pages.push(ids(nodes))
    t.equal(totalCount, list.length)
    cursor = pageInfo[direction]
  }
  return pages
}

t.test('a client reads a list by cursor until the cursor is null, forward and backward', async t => {
  t.same(readAll(items(1, 7), { page: { skip: 0, take: 3 } }), ['1 2 3', '4 5 6', '7'])
  t.same(readAll(items(1, 6), { cursor: '', page: { skip: 0, take: 3 } }), ['1 2 3', '4 5 6'])
  t.same(readAll(items(1, 7), { page: { skip: 6, take: 3 } }, 'prevCursor'), ['7', '4 5 6', '1 2 3'])
  t.same(readAll(items(1, 7), { page: { skip: 5, take: 3 } }, 'prevCursor'), ['6 7', '3 4 5', '1 2'])
  t.same(readAll([], { page: { skip: 0, take: 3 } }), [''])
  t.same(readAll(items(1, 250), {}).map(page => page.split(' ').length), [100, 100, 50])
})

t.test('a client can read a list by page, also beyond its end', async t => {
  const list = items(1, 5)
  const at = (skip: number, take: number) => ids(toPage(list, { page: { skip, take } }).nodes)
  t.same([at(0, 2), at(2, 2), at(4, 2), at(5, 2), at(2 ** 31 - 1, 10_000)], ['1 2', '3 4', '5', '', ''])
  t.same(readAll(list, { page: { skip: 9, take: 2 } }, 'prevCursor'), ['', '4 5', '2 3', '1'])
  t.same(toPage(list, { cursor: null, page: null, sort: null }), { nodes: list, pageInfo: { nextCursor: null, prevCursor: null }, totalCount: 5 })
})

t.test('with a cursor, a page has its `take` and ignores its `skip`', async t => {
  const { pageInfo: { nextCursor: cursor } } = toPage(items(1, 9), { page: { skip: 0, take: 3 } })
  t.equal(ids(toPage(items(1, 9), { cursor, page: { skip: 3, take: 2 } }).nodes), '4 5')
})

t.test('a client that reads a list sees each item once while items are added and removed', async t => {
  const { pageInfo: { nextCursor: cursor } } = toPage(items(1, 9), { page: { skip: 0, take: 3 } })
  t.equal(ids(toPage(items(-2, 9), { cursor }).nodes), '4 5 6')
  t.equal(ids(toPage(items(2, 9), { cursor }).nodes), '4 5 6')
  const { pageInfo: { prevCursor } } = toPage(items(-2, 9), { cursor })
  t.equal(ids(toPage(items(-2, 9), { cursor: prevCursor }).nodes), '1 2 3')
  t.equal(ids(toPage(items(4, 9), { cursor: prevCursor }).nodes), '', 'there is nothing before it')
  // the item has left the list: its former index counts
  t.equal(ids(toPage(items(4, 9), { cursor }).nodes), '7 8 9')
  t.equal(ids(toPage(items(4, 5), { cursor }).nodes), '')
  t.equal(ids(toPage(items(5, 9), { cursor: prevCursor }).nodes), '7 8 9')
  t.equal(ids(toPage(items(9, 9), { cursor: prevCursor }).nodes), '9')
})

t.test('a list is sorted by its fields in turn, with null last and equal items in the default order', async t => {
  const list = [{ id: '3', name: 'b' }, { id: '1', name: null }, { id: '2', name: 'a' }, { id: '5', name: 'b' }, { id: '4' }]
  const sorted = (...sort: NonNullable<PageInput['sort']>) => ids(toPage(list, { sort }).nodes)
  t.equal(sorted(), '3 1 2 5 4')
  t.equal(sorted({ field: 'name', order: 'ASC' }), '2 3 5 1 4')
  t.equal(sorted({ field: 'name', order: 'DESC' }), '1 4 3 5 2')
  t.equal(sorted({ field: 'name', order: 'ASC' }, { field: 'id', order: 'DESC' }), '2 5 3 4 1')
  t.equal(sorted({ field: 'id', order: 'ASC' }, { field: 'id', order: 'DESC' }), '1 2 3 4 5')
  t.same(readAll(list, { page: { skip: 0, take: 2 }, sort: [{ field: 'id', order: 'DESC' }] }), ['5 4', '3 2', '1'], 'the cursor knows the order')
  t.throws(() => sorted({ field: 'constructor', order: 'ASC' }), { message: 'sort.field must be one of id, name' })
})

t.test('an impossible page is rejected, and so is an unknown cursor', async t => {
  for (const take of [0, -1, 10_001, 2 ** 31 - 1]) t.throws(() => toPage([], { page: { skip: 0, take } }), { message: 'page.take must be from 1 to 10000' })
  t.throws(() => toPage([], { page: { skip: -1, take: 1 } }), { message: 'page.skip must be at least 0' })
  const text = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const good = { side: 'after', id: '1', place: 1, take: 1, sort: [] }
  t.doesNotThrow(() => toPage([], { cursor: text(good) }))
  const cursors = ['x', '!', 'null', text(null), text([]), text({}), ...[{ side: 'on' }, { id: 1 }, { place: -1 }, { place: 1e300 }, { take: 0 }, { take: 1e9 }, { sort: [{ field: 'id', order: 'UP' }] }].map(bad => text({ ...good, ...bad }))]
  for (const cursor of cursors) t.throws(() => toPage([], { cursor }), { code: 'CURSOR_UNKNOWN' }, cursor)
})
