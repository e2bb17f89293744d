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
  t.throws(() => shelf.put('more', { spent: true }, isSpent), { code: 'SHELF_FULL', message: 'A sandbox keeps at most 2 tokens, and all that it has are in use' })
  t.throws(() => shelf.put('more', { spent: true }), { code: 'SHELF_FULL' })
  t.equal(shelf.size, 2)
})
