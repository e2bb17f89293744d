import t from 'tap'
import { Collection } from '../../src/sandboxes/collection.ts'
import { MemoryAccount } from '../../src/memory.ts'

t.test('a collection keeps things by id, oldest first', async t => {
  const collection = new Collection<number>('things', 3)
  for (const id of ['a', 'b', 'c']) collection.put(id, id.charCodeAt(0))
  collection.put('a', 1)
  t.same([...collection.entries()], [['a', 1], ['b', 98], ['c', 99]])
  t.equal(collection.get('b'), 98)
  t.equal(collection.delete('b'), true)
  t.equal(collection.delete('b'), false)
  t.equal(collection.get('b'), undefined)
  t.equal(collection.size, 2)
})

t.test('on a full collection the oldest that is spent makes room; if none is, nothing changes', async t => {
  const collection = new Collection<{ spent: boolean }>('tokens', 2)
  const isSpent = ({ spent }: { spent: boolean }) => spent
  collection.put('kept', { spent: false }, isSpent)
  collection.put('old', { spent: true }, isSpent)
  collection.put('new', { spent: false }, isSpent)
  t.same([...collection.entries()].map(([id]) => id), ['kept', 'new'])
  t.throws(() => collection.put('more', { spent: true }, isSpent), { code: 'COLLECTION_FULL', message: 'A sandbox keeps at most 2 tokens, and all of them are in use; --max-things allows more' })
  t.throws(() => collection.put('more', { spent: true }), { code: 'COLLECTION_FULL' })
  t.equal(collection.size, 2)
})

t.test('all collections of a sandbox share so many bytes; what is spent makes room, as much as it takes', async t => {
  const room = { limit: 10_000, used: 0, memory: new MemoryAccount() }
  const tokens = new Collection<string>('tokens', 10, room)
  const projects = new Collection<string>('projects', 10, room)
  for (const id of ['a', 'b', 'c']) tokens.put(id, 'x'.repeat(2000))
  projects.put('large', 'x'.repeat(3000))
  const full = { code: 'COLLECTION_FULL', statusCode: 507, message: 'A sandbox keeps at most 10000 bytes of projects, tokens and the like, and all of them are in use; POST /__admin/reset empties it' }
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

t.test('a collection tells whether a thing fits, by number', async t => {
  const collection = new Collection<number>('things', 1)
  collection.put('a', 1)
  t.strictSame([collection.fits('a', 2), collection.fits('b', 2), collection.fits('b', 2, () => true)], [true, false, true])
  t.equal(collection.size, 1)
})
