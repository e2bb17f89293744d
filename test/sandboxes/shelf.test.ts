import t from 'tap'
import { Shelf } from '../../src/sandboxes/shelf.ts'

t.test('a shelf keeps things by id, oldest first', async t => {
  const shelf = new Shelf<number>('things', 3)
  for (const id of ['a', 'b', 'c']) shelf.put(id, id.charCodeAt(0))
  shelf.put('a', 1)
  t.same([...shelf.entries()], [['a', 1], ['b', 98], ['c', 99]])
  t.equal(shelf.get('b'), 98)
  t.equal(shelf.delete('b'), true)
  t.equal(shelf.delete('b'), false)
  t.equal(shelf.get('b'), undefined)
  t.equal(shelf.size, 2)
})

t.test('on a full shelf the oldest that is spent makes room; if none is, nothing changes', async t => {
  const shelf = new Shelf<{ spent: boolean }>('tokens', 2)
  const isSpent = ({ spent }: { spent: boolean }) => spent
  shelf.put('kept', { spent: false }, isSpent)
  shelf.put('old', { spent: true }, isSpent)
  shelf.put('new', { spent: false }, isSpent)
  t.same([...shelf.entries()].map(([id]) => id), ['kept', 'new'])
  t.throws(() => shelf.put('more', { spent: true }, isSpent), { code: 'SHELF_FULL', message: 'A sandbox keeps at most 2 tokens, and all that it has are in use; --max-things allows more' })
  t.throws(() => shelf.put('more', { spent: true }), { code: 'SHELF_FULL' })
  t.equal(shelf.size, 2)
})

t.test('all shelves of a sandbox share so many bytes; what is spent makes room, as much as it takes', async t => {
  const room = { limit: 10_000, used: 0 }
  const tokens = new Shelf<string>('tokens', 10, room)
  const projects = new Shelf<string>('projects', 10, room)
  for (const id of ['a', 'b', 'c']) tokens.put(id, 'x'.repeat(2000))
  projects.put('large', 'x'.repeat(3000))
  const full = { code: 'SHELF_FULL', statusCode: 507, message: 'A sandbox keeps at most 10000 bytes of projects, tokens and the like, and all that it has are in use; POST /__admin/reset empties it' }
  t.throws(() => projects.put('more', 'x'.repeat(1000)), full)
  t.throws(() => projects.put('large', 'x'.repeat(5000)), full)
  t.throws(() => projects.mustFit('more', 'x'.repeat(1000)), full)
  t.equal(projects.get('large')?.length, 3000)
  projects.put('large', '')
  projects.put('more', 'x'.repeat(2500))
  t.throws(() => tokens.put('d', 'x'.repeat(4000), (_, id) => id === 'a'), full)
  t.equal(tokens.size, 3)
  tokens.put('d', 'x'.repeat(4000), () => true)
  t.same(Array.from(tokens.entries(), ([id]) => id), ['c', 'd'])
  tokens.delete('c')
  projects.delete('more')
  t.ok(projects.fits('more', 'x'.repeat(5000)))
  t.throws(() => tokens.put('d', 'x'.repeat(10_000), () => true), full, 'it does not make room for itself')
})

t.test('a shelf tells whether a thing fits, by number', async t => {
  const shelf = new Shelf<number>('things', 1)
  shelf.put('a', 1)
  t.strictSame([shelf.fits('a', 2), shelf.fits('b', 2), shelf.fits('b', 2, () => true)], [true, false, true])
  t.equal(shelf.size, 1)
})
