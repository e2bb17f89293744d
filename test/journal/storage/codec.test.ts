import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import type { Exchange, KeptBody } from '../../../src/journal/index.ts'
import { ExchangeStorage } from '../../../src/journal/storage/codec.ts'
import { holds } from '../../support/property.ts'

const plain = { noNullPrototype: true }
const count = fc.nat(2 ** 31 - 1)
/** Every unit of UTF-16 but lone surrogates, which no wire carries. */
const anything = fc.string({ unit: 'binary', maxLength: 40 })
const line = fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', ' ', '\u0000', ':'), maxLength: 20 })
const name = fc.string({ unit: fc.constantFrom('a', 'Z', '_', '9', '.'), minLength: 1, maxLength: 10 })
const text: fc.Arbitrary<KeptBody | undefined> = fc.option(fc.record({ text: fc.option(anything, { nil: undefined }), bytes: count, truncated: fc.boolean() }, plain), { nil: undefined })
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
  body: text,
  lost: fc.option(fc.array(name, { minLength: 1, maxLength: 3 }), { nil: undefined }),
  faults: fc.option(fc.array(name, { minLength: 1, maxLength: 3 }), { nil: undefined }),
  stub: fc.option(name, { nil: undefined }),
  outcome: fc.constantFrom('responded' as const, 'broken' as const),
  status: fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }),
  responseHead: fc.option(anything.filter(text => text !== ''), { nil: undefined }),
  responseBody: text,
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
