import fc from 'fast-check'
import t from 'tap'
import { isTooDeep, maxDepth } from '../../src/validation/depth.ts'

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

/** The levels of objects and lists in a value, counted in a different way from the code under test. */
function levelsOf (value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(levelsOf))
}

t.test('a text is too deep from the first level above the limit', async t => {
  const cases: Array<{ name: string, text: string, isDeep: boolean }> = [
    { name: 'lists up to the limit', text: ` ${nested(maxDepth)}`, isDeep: false },
    { name: 'one list more', text: nested(maxDepth + 1), isDeep: true },
    { name: 'objects up to the limit', text: `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`, isDeep: false },
    { name: 'one object more', text: `${'{"a":'.repeat(101)}1${'}'.repeat(101)}`, isDeep: true },
    { name: 'lists and objects in turn', text: `${'[{"a":'.repeat(51)}1${'}]'.repeat(51)}`, isDeep: true },
    { name: 'many, one after the other', text: `[${Array.from({ length: 1000 }, () => nested(50)).join()}]`, isDeep: false },
    { name: 'brackets in a string', text: JSON.stringify({ a: nested(8000) }), isDeep: false },
    { name: 'brackets after an escaped quote', text: JSON.stringify([`"${nested(8000)}`, `\\"${nested(8000)}`]), isDeep: false },
    { name: 'a string that ends in an escaped backslash', text: `["\\\\",${nested(100)}]`, isDeep: true },
    { name: 'depth in the last of many', text: `[${'"[", {}, '.repeat(1000)}${nested(100)}]`, isDeep: true },
    { name: 'a string without an end', text: `["${nested(8000)}`, isDeep: false },
    { name: 'a string that ends within an escape', text: `${'['.repeat(100)}"${'x'.repeat(200)}\\`, isDeep: false }
  ]
  for (const { name, text, isDeep } of cases) t.equal(isTooDeep(text), isDeep, name)
})

t.test('the levels of a JSON text are those of its value', async t => {
  fc.assert(fc.property(fc.json({ depthSize: 'xlarge', maxDepth: 12 }), fc.nat(12), (text, levels) =>
    isTooDeep(text, levels) === (levelsOf(JSON.parse(text)) > levels)))
  t.pass()
})
