import t from 'tap'
import { Chain } from '../../../src/sandboxes/registry/chain.ts'

t.test('things are in the order in which each was last added', async t => {
  const chain = new Chain<string>()
  t.strictSame([chain.first, [...chain]], [undefined, []])
  for (const thing of ['a', 'b', 'c', 'a', 'a', 'd', 'c']) chain.add(thing)
  t.strictSame([chain.first, [...chain]], ['b', ['b', 'a', 'd', 'c']])
  for (const thing of ['d', 'b', 'unknown']) chain.delete(thing)
  t.strictSame([chain.first, [...chain]], ['a', ['a', 'c']])
  chain.add('b')
  t.strictSame([...chain], ['a', 'c', 'b'])
})

t.test('a walk goes on when the thing it is at is deleted', async t => {
  const chain = new Chain<number>()
  for (let number = 0; number < 5; number++) chain.add(number)
  const seen = []
  for (const number of chain) {
    seen.push(number)
    if (number % 2 === 0) chain.delete(number)
  }
  t.strictSame([seen, [...chain]], [[0, 1, 2, 3, 4], [1, 3]])
})
