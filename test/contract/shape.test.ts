import t from 'tap'
import { differencesBetween, otherViolationOf, statusesOf, type Document } from '../../src/contract/index.ts'

/** A document whose only response has this schema. */
function documentOf (schema: unknown): Document {
  return { openapi: '3.1.0', paths: { '/a': { get: { responses: { 200: { content: { 'application/json': { schema } } } } } } } } as Document
}

const text = { type: 'string' }
const place = 'it GET /a response 200 body'

const cases = [
  { name: 'a schema that takes everything', contract: true, server: {} },
  { name: 'an alternative that takes nothing', contract: { anyOf: [text, false] }, server: text },
  { name: 'required keys in one of two parts', contract: { allOf: [{ type: 'object', required: ['a'] }, { properties: { b: text } }] }, server: { type: 'object', required: ['a'], properties: { b: text } } },
  { name: 'required keys in the later of two parts', contract: { allOf: [{ type: 'object', properties: { b: text } }, { required: ['a'] }] }, server: { type: 'object', required: ['a'], properties: { b: text } } },
  { name: 'an object by its required keys', contract: { required: ['a'] }, server: { type: 'object', required: ['a'] } },
  { name: 'an object by its properties', contract: { properties: { a: text } }, server: { type: 'object', properties: { a: text } } },
  { name: 'an object by its other keys', contract: { additionalProperties: text }, server: { type: 'object', additionalProperties: text } },
  { name: 'an array by its items', contract: { items: text }, server: { type: 'array', items: text } },
  { name: 'arrays as values', contract: { enum: [[1], [2]] }, server: { enum: [[2], [1]] } },
  { name: 'other arrays as values', contract: { enum: [[1]] }, server: { enum: [[2]] }, differs: `${place}: the set of array values is [1] in the contract, [2] in the server` },
  { name: 'a schema of other keys in the server only', contract: { type: 'object' }, server: { type: 'object', additionalProperties: text }, differs: `${place} other keys: the schema is nothing in the contract, there in the server` }
]

t.test('schemas are compared by what they take, however they are written', async t => {
  for (const { name, contract, server, differs } of cases) {
    t.same(differencesBetween('it', documentOf(contract), documentOf(server)), differs === undefined ? [] : [differs], name)
  }
  t.same(differencesBetween('it', { openapi: '3.1.0' }, { openapi: '3.1.0' }), [], 'documents without paths')
})

t.test('a status that no operation lists is held against what the contract says of all others', async t => {
  const errors = { '4XX': { $ref: '#/components/schemas/Rejected' }, '5XX': { $ref: '#/components/schemas/Failed' } }
  const schemas = { Rejected: { type: 'object', required: ['reason'] }, Failed: { type: 'object', required: ['defect'] } }
  const document = { openapi: '3.1.0', info: { title: 'It', version: '1' }, paths: {}, components: { schemas } } as Document
  const silent = { name: 'it', document }
  const telling = { name: 'it', document: { ...document, 'x-other-errors': errors } as Document }
  t.equal(await otherViolationOf(silent, 418, undefined), undefined)
  t.equal(await otherViolationOf(silent, 418, {}), 'it has no JSON for a status such as 418')
  t.equal(await otherViolationOf(telling, 418, { reason: 'x' }), undefined)
  t.equal(await otherViolationOf(telling, 418, { defect: 'x' }), 'it 418: the body lacks reason')
  t.equal(await otherViolationOf(telling, 503, { defect: 'x' }), undefined)
  t.equal(await otherViolationOf(telling, 503, undefined), 'it 503: there is no JSON')
  t.same(statusesOf(silent, 'GET', '/a'), [])
})
