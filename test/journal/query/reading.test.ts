import fc from 'fast-check'
import assert from 'node:assert/strict'
import t from 'tap'
import { redactUrl, quotedIn } from '../../../src/journal/index.ts'
import { holds } from '../../support/property.ts'

/** What the texts in quotes are by a regular expression, which is slow where a quote is missing. */
function byExpression (text: string): string[] {
  return [...text.matchAll(/"(?:[^"\\]|\\[^])*"/g)].flatMap(([quoted]) => {
    const inner = read(quoted)
    return inner.includes('"') ? [inner, ...byExpression(inner)] : [inner]
  })
}

function read (quoted: string): string {
  try {
    return JSON.parse(quoted) as string
  } catch {
    return quoted.slice(1, -1)
  }
}

const texts = fc.array(fc.constantFrom('"', '\\', '"', '\\', '\\u0022', 'a', ' ', '\n'), { maxLength: 40 }).map(parts => parts.join(''))

holds(t, 'the texts in quotes are those that a regular expression finds, however they are broken', texts, text => {
  assert.deepEqual(quotedIn(text), byExpression(text))
})

t.test('texts in quotes are found within each other, up to eight', async t => {
  const nested = (levels: number) => Array.from({ length: levels }).reduce<string>(text => JSON.stringify(`in ${text}`), '"id"')
  t.equal(quotedIn(nested(3)).at(-1), 'id')
  t.strictSame(quotedIn(nested(7)).length, 8)
  t.equal(quotedIn(nested(7)).at(-1), 'id')
  t.strictSame(quotedIn(nested(9)), quotedIn(nested(9)).slice(0, 8))
  t.notOk(quotedIn(nested(9)).includes('id'))
})

t.test('a text of quotes without an end is read once, not once for each quote', async t => {
  // quadratic, this would take hours
  t.strictSame(quotedIn('\\"'.repeat(5_000_000)), [])
  t.equal(quotedIn(`"${'\\"'.repeat(5_000_000)}`).length, 0)
  t.equal(quotedIn(`"${'\\\\'.repeat(5_000_000)}" "a`).length, 1)
})

t.test('a query without parameters is read once, not once for each of its characters', async t => {
  const url = `/x?${'token'.repeat(1_000_000)}`
  t.equal(redactUrl(url), url)
})
