import t from 'tap'
import { isSubset } from '../../src/validation/subset.ts'

t.test('an object may have more keys than it is asked for, a list more elements; everything else is equal', async t => {
  const cases: Array<[unknown, unknown, boolean]> = [
    [undefined, 1, true], [1, 1, true], [1, '1', false], [null, null, true], [null, {}, false], [{}, null, false], [{}, 'x', false],
    [{}, { a: 1 }, true], [{ a: 1 }, { a: 1, b: 2 }, true], [{ a: 1 }, { b: 1 }, false], [{ a: { b: 1 } }, { a: { b: 1, c: 2 } }, true], [{ a: { b: 1 } }, { a: 1 }, false],
    [[], [1], true], [[2], [1, 2], true], [[{ a: 1 }], [{ b: 1 }, { a: 1, b: 1 }], true], [[3], [1, 2], false], [[], {}, false], [{}, [], false],
    [{ toString: 1 }, {}, false]
  ]
  for (const [part, whole, expected] of cases) t.equal(isSubset(part, whole), expected, `${JSON.stringify(part)} in ${JSON.stringify(whole)}`)
})
