import t from 'tap'
import { selectEvicted, sizeOf } from '../../src/validation/size.ts'

t.test('the more a value contains, the larger it is', async t => {
  const rising: Array<[name: string, smaller: unknown, larger: unknown]> = [
    ['a text counts its bytes', 'x'.repeat(1000), 'é'.repeat(1000)],
    ['a text is more than a number', 1, ''],
    ['a list counts its items', [1, 2], [1, 2, 3]],
    ['a list counts the values in its items', [[], []], [[1], [1]]],
    ['an object counts its keys', { a: 1 }, { a: 1, b: 2 }],
    ['a long key counts', { a: 1 }, { ['a'.repeat(1000)]: 1 }],
    ['an object counts what is in it', { a: null }, { a: { b: 'text' } }],
    ['an empty list is more than null', null, []]
  ]
  for (const [name, smaller, larger] of rising) t.ok(sizeOf(smaller) < sizeOf(larger), name)
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
  const cases: Array<[name: string, count: number, bytes: number, evicted: number[] | undefined]> = [
    ['there is room', 0, 0, []],
    ['one too many', 1, -100, [10]],
    ['two too many', 2, 0, [10, 5]],
    ['too many bytes', 0, 11, [10, 5]],
    ['exactly the bytes of the first two', 0, 15, [10, 5]],
    ['both', 1, 16, [10, 5, 20]],
    ['more bytes than all candidates have', 0, 36, undefined],
    ['more than there are', 4, 0, undefined]
  ]
  for (const [name, count, bytes, evicted] of cases) t.strictSame(selectEvicted(sizes, { count, bytes }, size => size), evicted, name)
})
