import t from 'tap'
import { excerpt, nearest, shorten, similar } from '../../src/validation/text.ts'

t.test('a text is shortened to a hundred characters', async t => {
  t.equal(shorten('x'.repeat(100)), 'x'.repeat(100))
  t.equal(shorten('x'.repeat(101)), `${'x'.repeat(99)}…`)
  t.equal(shorten('abcdef', 4), 'abc…')
})

t.test('an excerpt is the JSON of a value, shortened to a hundred characters', async t => {
  const cases: Array<{ name: string, value: unknown, shown: string }> = [
    { name: 'a text', value: 'a"b', shown: '"a\\"b"' },
    { name: 'a number', value: 1.5, shown: '1.5' },
    { name: 'null', value: null, shown: 'null' },
    { name: 'an object', value: { a: [1, { b: true }], c: {} }, shown: '{"a":[1,{"b":true}],"c":{}}' },
    { name: 'a key that every object has', value: JSON.parse('{"__proto__":1}'), shown: '{"__proto__":1}' },
    { name: 'an object with toJSON', value: { toJSON: () => ({ size: 3 }) }, shown: '{"size":3}' },
    { name: 'a key with the name of a method', value: { toJSON: 1 }, shown: '{"toJSON":1}' },
    { name: 'a long text', value: 'x'.repeat(1000), shown: `"${'x'.repeat(98)}…` },
    { name: 'a long list', value: new Array(1000).fill(0), shown: `[${'0,'.repeat(49)}…` },
    { name: 'a long key', value: { ['x'.repeat(1000)]: 1 }, shown: `{"${'x'.repeat(97)}…` },
    { name: 'lists of long lists', value: new Array(100).fill(new Array(100).fill([])), shown: `[[${'[],'.repeat(32)}[…` },
    { name: 'many levels', value: JSON.parse(`${'['.repeat(90)}${']'.repeat(90)}`), shown: `${'['.repeat(90)}${']'.repeat(9)}…` }
  ]
  for (const { name, value, shown } of cases) t.equal(excerpt(value), shown, name)
  t.equal(excerpt([1, 2], value => String(value)), '1,2', 'or as the given function writes it')
})

t.test('an excerpt of a long list reads only its beginning', async t => {
  let reads = 0
  const list = new Proxy(new Array(1_000_000).fill(0), {
    get (target, key, receiver) {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads++
      return Reflect.get(target, key, receiver) as unknown
    }
  })
  t.equal(excerpt(list).length, 100)
  t.ok(reads <= 100, `${reads} elements`)
})

t.test('the names that are most similar to a wrong one come first, regardless of case', async t => {
  const names = ['julep.getJob', 'starfish.getData', 'julep.listJobs', 'waveline.getJob']
  t.strictSame(nearest(names, 'JULEP.GETJOBS', name => name), ['julep.getJob', 'julep.listJobs', 'waveline.getJob'])
  t.strictSame(nearest([{ id: 'a' }, { id: 'b' }], 'b', ({ id }) => id, 1), [{ id: 'b' }])
  t.strictSame(nearest([], 'b', name => name), [])
})

t.test('names are compared by their first two hundred characters', async t => {
  const [one, other] = ['x'.repeat(200), `${'x'.repeat(199)}y`]
  t.strictSame(nearest([other, one], 'x'.repeat(10_000_000), name => name), [one, other])
  t.strictSame(nearest([`${one}a`, `${one}b`], `${one}b`, name => name), [`${one}a`, `${one}b`], 'the rest does not count')
})

t.test('a similar word is the most similar one, if at most half of it differs', async t => {
  const cases: Array<{ known: string[], wanted: string, found: string | undefined }> = [
    { known: ['starfish', 'julep'], wanted: 'Jules', found: 'julep' },
    { known: ['starfish', 'julep'], wanted: 'acme', found: undefined },
    { known: [], wanted: 'julep', found: undefined }
  ]
  for (const { known, wanted, found } of cases) t.equal(similar(known, wanted), found, wanted)
})
