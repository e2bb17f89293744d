import fc from 'fast-check'
import t from 'tap'
import { randomStream } from '../../../src/random/index.ts'
import { extract, guess } from '../../../src/providers/waveline/result.ts'
import { guesses } from '../../../src/providers/waveline/samples.ts'
import { mustHold, type Element } from '../../../src/providers/waveline/shape.ts'
import { credentials as key } from '../../support/credentials.ts'
import { waveline as double } from '../../support/providers/double.ts'
import { misfits } from '../../support/providers/waveline-documents.ts'

t.test('a shape that breaks a rule is rejected, and the error names the field', async t => {
  const { ask } = await double(t)
  const inside = (...elements: object[]) => [{ name: 'a', type: 'string' }, { name: 'b', type: 'object', elements }]
  const many = Array.from({ length: 101 }, (_, index) => ({ name: `n${index}`, type: 'string' }))
  const cases: Array<[unknown, string]> = [
    [undefined, 'shape is required'],
    [{}, 'shape must be an array'],
    ['full_name', 'shape must be an array'],
    [[], 'shape must not be empty'],
    [many, 'shape must have at most 100 items'],
    [['full_name'], 'shape[0] must be an object'],
    [[{ type: 'string' }], 'shape[0].name is required'],
    [[{ name: '', type: 'string' }], 'shape[0].name must not be empty'],
    [[{ name: 7, type: 'string' }], 'shape[0].name must be a string'],
    [[{ name: 'x'.repeat(201), type: 'string' }], 'shape[0].name must have at most 200 characters'],
    [[{ name: 'a' }], 'shape[0].type is required'],
    [[{ name: 'a', type: 'date' }], 'shape[0].type must be one of string, number, boolean, object'],
    [[{ name: 'a', type: 'string', isArray: 'yes' }], 'shape[0].isArray must be a boolean'],
    [[{ name: 'a', type: 'string', description: 1 }], 'shape[0].description must be a string'],
    [[{ name: 'a', type: 'string' }, { name: 'b', type: 'string' }, { name: 'a', type: 'number' }], 'shape[2].name is already the name of shape[0]'],
    [[{ name: 'a', type: 'number', elements: [{ name: 'b', type: 'string' }] }], 'shape[0].elements is for the type object only'],
    [[{ name: 'a', type: 'object', elements: {} }], 'shape[0].elements must be an array'],
    [inside(), 'shape[1].elements must not be empty'],
    [inside({ name: 'c', type: 'text' }), 'shape[1].elements[0].type must be one of string, number, boolean: objects nest one level deep only'],
    [inside({ name: 'c', type: 'object', elements: [{ name: 'd', type: 'string' }] }), 'shape[1].elements[0].type must be one of string, number, boolean: objects nest one level deep only'],
    [inside({ name: 'c', type: 'string', elements: [{ name: 'd', type: 'string' }] }), 'shape[1].elements[0].elements is for the type object only'],
    [inside({ name: 'c', type: 'string' }, { name: 'c', type: 'string' }), 'shape[1].elements[1].name is already the name of shape[1].elements[0]']
  ]
  for (const [shape, error] of cases) {
    const { status, body } = await ask('POST /api/v1/extract-document', { fileName: 'a.txt', contentType: 'text/plain', shape }, key)
    t.same([status, body], [400, { error }], error)
  }
  t.equal((await ask('GET /api/v1/jobs', undefined, key)).body.total, 0)
})

t.test('an element of an object may have the name of the object; elements are optional; unusual names are kept and unknown keys ignored', async t => {
  const { ask, advance } = await double(t)
  const shape = [
    { name: 'a', type: 'object', elements: [{ name: 'a', type: 'string' }] }, { name: 'b', type: 'object', isArray: false, hint: 'unknown keys are ignored' },
    { name: '__proto__', type: 'string' }, { name: 'constructor', type: 'number' }, { name: 'toJSON', type: 'boolean' }, { name: ' ', type: 'string' }
  ]
  const { status, body } = await ask('POST /api/v1/extract-document', { fileName: 'a.txt', contentType: 'text/plain', shape }, key)
  t.equal(status, 200)
  await advance('5s')
  const { text } = await ask(`GET /api/v1/jobs/${body.id}`, undefined, key)
  t.same(text.match(/"(a|b|__proto__|constructor|toJSON| )":/g), ['"a":', '"a":', '"b":', '"__proto__":', '"constructor":', '"toJSON":', '" ":'])
})

const name = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('email', 'phone', 'birth_date', 'address', 'currency', 'invoice_number', 'full_name', 'age', '__proto__'))
const element = (type: fc.Arbitrary<Element['type']>) => fc.record({ name, type, isArray: fc.boolean() }, { requiredKeys: ['name', 'type'] })
const list = <T extends Element>(element: fc.Arbitrary<T>) => fc.uniqueArray(element, { selector: ({ name }) => name, minLength: 1, maxLength: 20 })
const inner = list(element(fc.constantFrom('string', 'number', 'boolean')))
const shapes = list(fc.oneof(
  element(fc.constantFrom('string', 'number', 'boolean')),
  fc.tuple(element(fc.constant('object')), fc.option(inner)).map(([element, elements]) => ({ ...element, ...elements && { elements } }))
))

t.test('a result fits any shape, and is the same for the same seed', async t => {
  fc.assert(fc.property(shapes, fc.integer(), (shape, seed) => {
    mustHold(shape)
    const result = extract(shape, randomStream(seed, 'result'))
    t.same(misfits(result, shape), [])
    t.same(extract(shape, randomStream(seed, 'result')), result)
  }), { numRuns: 200 })
})

t.test('some elements are not found, most are', async t => {
  const shape = Array.from({ length: 100 }, (_, index) => ({ name: `value ${index}`, type: 'boolean' } as const))
  const values = Object.values(extract(shape, randomStream(1, 'result')))
  const [nulls, yes, no] = [null, true, false].map(expected => values.filter(value => value === expected).length)
  t.ok(nulls! > 3 && nulls! < 25, `${nulls} null`)
  t.ok(yes! > 25 && no! > 25, `${yes} true, ${no} false`)
})

t.test('a text suits the name of its element', async t => {
  const found = (name: string) => Array.from({ length: 40 }, (_, seed) => extract([{ name, type: 'string' }], randomStream(seed, 'result'))[name]).filter(value => value !== null)
  const cases: Array<[string, RegExp]> = [['e_mail', /@example\./], ['due_date', /^\d{4}-\d\d-\d\d$/], ['phone_number', /^\+/], ['currency', /^[A-Z]{3}$/], ['invoice_number', /\d/], ['full_name', /^[A-Z]\w+ [A-Z]/], ['notes', /^[a-z ]+$/]]
  for (const [name, form] of cases) t.ok(found(name).every(value => form.test(String(value))), name)
})

t.test('every guessed shape is returned for some seed, and extract-document accepts it', async t => {
  const { ask } = await double(t)
  const seen = new Set(Array.from({ length: 50 }, (_, seed) => guess(randomStream(seed, 'result')).shape))
  t.equal(seen.size, guesses.length)
  for (const shape of seen) t.equal((await ask('POST /api/v1/extract-document', { fileName: 'a.txt', contentType: 'text/plain', shape }, key)).status, 200)
})
