import t from 'tap'
import { differenceOf, isSubset } from '../../src/validation/subset.ts'

t.test('the difference is the first one, with its path', async t => {
  const whole = { a: { b: [1, { c: 2, d: 3 }] } }
  t.equal(differenceOf({ a: { b: [{ c: 2 }, 1] } }, whole), undefined)
  t.strictSame(differenceOf({ a: { b: [{ c: 3 }] } }, whole), { path: ['a', 'b'], expected: [{ c: 3 }], actual: whole.a.b })
  t.strictSame(differenceOf({ a: { x: 1 } }, whole), { path: ['a', 'x'], expected: 1, actual: undefined })
  t.strictSame(differenceOf({ a: [] }, whole), { path: ['a'], expected: [], actual: whole.a })
})

t.test('lists of primitives are compared by reading each element once', async t => {
  const whole = Array.from({ length: 100_000 }, (_, index) => index)
  t.equal(differenceOf(whole.toReversed(), whole), undefined)
  t.strictSame(differenceOf([...whole, -1], whole), { path: [], expected: [-1], actual: whole })
})

t.test('lists that would take more than 100,000 comparisons are undecided', async t => {
  const objects = (count: number) => Array.from({ length: count }, (_, index) => ({ [`k${index}`]: index }))
  const found = objects(400)
  t.equal(differenceOf(found.toReversed(), found), undefined, '400 objects in 400 take 80,600')
  const many = objects(500)
  t.equal(differenceOf(many.toReversed(), many), 'undecided')
  t.equal(isSubset(many.toReversed(), many), false)
  t.equal(differenceOf([1], new Array(100_001).fill(1)), 'undecided', 'a list that is too long by itself')
  t.equal(differenceOf({ a: [[{ b: [1] }]] }, { a: new Array(5).fill([{ b: new Array(30_000).fill(0) }]) }), 'undecided', 'lists in lists')
})
