import t from 'tap'
import { selectEvicted, sizeOf } from '../../src/validation/size.ts'

t.test('the more a value contains, the larger it is', async t => {
  const rising: Array<{ name: string, smaller: unknown, larger: unknown }> = [
    { name: 'a text counts its bytes', smaller: 'x'.repeat(1000), larger: 'é'.repeat(1000) },
    { name: 'a text is more than a number', smaller: 1, larger: '' },
    { name: 'a list counts its items', smaller: [1, 2], larger: [1, 2, 3] },
    { name: 'a list counts the values in its items', smaller: [[], []], larger: [[1], [1]] },
    { name: 'an object counts its keys', smaller: { a: 1 }, larger: { a: 1, b: 2 } },
    { name: 'a long key counts', smaller: { a: 1 }, larger: { ['a'.repeat(1000)]: 1 } },
    { name: 'an object counts what is in it', smaller: { a: null }, larger: { a: { b: 'text' } } },
    { name: 'an empty list is more than null', smaller: null, larger: [] }
  ]
  for (const { name, smaller, larger } of rising) t.ok(sizeOf(smaller) < sizeOf(larger), name)
})

t.test('the size of a value is about the sum of its parts', async t => {
  const part = { name: 'part', list: [1, 2.5, null, true, ''] }
  const thousand = sizeOf(Array.from({ length: 1000 }, () => part))
  t.ok(Math.abs(thousand / 1000 / sizeOf(part) - 1) < 0.01)
  t.ok(sizeOf('x'.repeat(1_000_000)) - 1_000_000 < 100)
})

t.test('a value that exceeds the limit is not read to its end', async t => {
  let seen = 0
  const item = { get large () { seen++; return 'x'.repeat(1000) } }
  const items = Array.from({ length: 1000 }, () => item)
  const values: unknown[] = [items, Object.fromEntries(items.map((item, index) => [`k${index}`, item]))]
  for (const value of values) {
    seen = 0
    t.ok(sizeOf(value, 10_000) > 10_000)
    t.ok(seen < 12, `${seen} items`)
  }
})

t.test('the first candidates are selected until there is room; undefined if all of them are not enough', async t => {
  const sizes = [10, 5, 20]
  const cases: Array<{ name: string, count: number, bytes: number, evicted: number[] | undefined }> = [
    { name: 'there is room', count: 0, bytes: 0, evicted: [] },
    { name: 'one too many', count: 1, bytes: -100, evicted: [10] },
    { name: 'two too many', count: 2, bytes: 0, evicted: [10, 5] },
    { name: 'too many bytes', count: 0, bytes: 11, evicted: [10, 5] },
    { name: 'exactly the bytes of the first two', count: 0, bytes: 15, evicted: [10, 5] },
    { name: 'both', count: 1, bytes: 16, evicted: [10, 5, 20] },
    { name: 'more bytes than all candidates have', count: 0, bytes: 36, evicted: undefined },
    { name: 'more than there are', count: 4, bytes: 0, evicted: undefined }
  ]
  for (const { name, count, bytes, evicted } of cases) t.strictSame(selectEvicted(sizes, { count, bytes }, size => size), evicted, name)
})
