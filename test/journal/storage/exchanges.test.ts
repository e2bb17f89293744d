import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import type { Exchange, KeptBody } from '../../../src/journal/index.ts'
import { ExchangeStorage } from '../../../src/journal/storage/exchanges.ts'
import { slotBytes } from '../../../src/journal/storage/ring.ts'
import { LatestTexts } from '../../../src/journal/storage/latest.ts'
import { exchange, text } from '../../support/exchanges.ts'
import { holds } from '../../support/property.ts'

const plain = { noNullPrototype: true }
const count = fc.nat(2 ** 31 - 1)
/** Every unit of UTF-16 but lone surrogates, which no wire carries. */
const anything = fc.string({ unit: 'binary', maxLength: 40 })
const line = fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', ' ', '\u0000', ':'), maxLength: 20 })
const name = fc.string({ unit: fc.constantFrom('a', 'Z', '_', '9', '.'), minLength: 1, maxLength: 10 })
const anyBody: fc.Arbitrary<KeptBody | undefined> = fc.option(fc.record({ text: fc.option(anything, { nil: undefined }), bytes: count, truncated: fc.boolean() }, plain), { nil: undefined })
const ended = fc.record({
  at: fc.integer({ min: -8.64e15, max: 8.64e15 }),
  realAt: count,
  revision: count,
  endedAt: fc.integer({ min: -8.64e15, max: 8.64e15 }),
  endedRevision: count,
  connection: count,
  provider: fc.option(name, { nil: undefined }),
  operations: fc.array(name, { maxLength: 3 }),
  method: name,
  url: line,
  head: fc.record({ text: anything, key: fc.option(name, { nil: undefined }) }, plain),
  body: anyBody,
  lost: fc.option(fc.array(name, { minLength: 1, maxLength: 3 }), { nil: undefined }),
  faults: fc.option(fc.array(name, { minLength: 1, maxLength: 3 }), { nil: undefined }),
  stub: fc.option(name, { nil: undefined }),
  outcome: fc.constantFrom('responded' as const, 'broken' as const),
  status: fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }),
  responseHead: fc.option(anything.filter(text => text !== ''), { nil: undefined }),
  responseBody: anyBody,
  duration: fc.double({ min: 0, noNaN: true })
}, plain)

holds(t, 'an exchange is read as it was written, in any script, and dropping it frees the bytes that it took', fc.array(ended, { minLength: 1, maxLength: 40 }), exchanges => {
  const storage = new ExchangeStorage()
  storage.grow(exchanges.length, 1)
  const taken = exchanges.map((exchange, index) => storage.write({ ...exchange, number: index + 1 }))
  for (const [index, exchange] of exchanges.entries()) {
    const expected: Exchange = { ...exchange, number: index + 1 }
    const read = storage.read(index + 1)
    if (!isDeepStrictEqual(read, expected)) throw new Error(`${JSON.stringify(read)} is not ${JSON.stringify(expected)}`)
  }
  const given = exchanges.map((_, index) => storage.drop(index + 1))
  if (given.join() !== taken.join() || storage.drop(1) !== 0) throw new Error(`${given} is not ${taken}`)
})

t.test('an exchange with the same texts as the one before on its connection takes only the memory of its numbers', async t => {
  const storage = new ExchangeStorage()
  storage.grow(5, 1)
  const latest = new LatestTexts()
  const one = exchange({ operations: ['waveline.getJob'], at: 1 })
  const whole = storage.write({ ...one, number: 1 }, latest)
  const shared = storage.write({ ...one, number: 2, at: 2, status: 500, outcome: 'broken' }, latest)
  t.equal(shared, slotBytes)
  t.ok(whole > 3 * shared)
  t.same(storage.read(2), { ...one, number: 2, at: 2, status: 500, outcome: 'broken' })
  t.same(storage.read(1), { ...one, number: 1 })
  for (const different of [{ url: '/other' }, { faults: ['f1'] }, { lost: ['j1'] }, { body: text('x') }]) {
    t.ok(storage.write({ ...one, ...different, number: 3 }, latest) > shared, JSON.stringify(different))
    t.same(storage.read(3), { ...one, ...different, number: 3 })
    storage.write({ ...one, number: 4 }, latest)
  }
})

t.test('shared texts stay until the last exchange with them is dropped, and are not shared after that, nor by another journal', async t => {
  const [storage, other] = [new ExchangeStorage(), new ExchangeStorage()]
  for (const each of [storage, other]) each.grow(4, 1)
  const latest = new LatestTexts()
  const one = exchange()
  const sizes = [1, 2].map(number => storage.write({ ...one, number }, latest))
  t.equal(storage.drop(1), sizes[1])
  t.same(storage.read(2), { ...one, number: 2 })
  t.equal(storage.drop(2), sizes[0])
  t.equal(storage.write({ ...one, number: 3 }, latest), sizes[0])
  t.equal(other.write({ ...one, number: 1 }, latest), sizes[0])
})

t.test('the body of an exchange in progress, which is made when it is read, is read once', async t => {
  const storage = new ExchangeStorage()
  storage.grow(1, 1)
  let reads = 0
  const pending = { ...exchange({ number: 1 }), get body () { return text(`read ${++reads} times`) } }
  storage.write(pending, new LatestTexts())
  t.match(storage.read(1), { body: { text: 'read 1 times' } })
  t.equal(reads, 1)
})
