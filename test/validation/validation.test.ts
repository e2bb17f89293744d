import { Type, type TSchema } from '@sinclair/typebox'
import t from 'tap'
import { checker, custom, InvalidField, mustFit, oneOf, toField, type Issue } from '../../src/validation/index.ts'

const Even = custom<number>({ type: 'integer' }, value => typeof value === 'number' && value % 2 === 0, 'must be even')

const Order = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 5 }),
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
  weight: Type.Optional(Type.Number({ minimum: 0.5, maximum: 1.5 })),
  size: Type.Optional(oneOf(['s', 'm'])),
  even: Type.Optional(Even),
  paid: Type.Optional(Type.Boolean()),
  items: Type.Optional(Type.Array(Type.Object({ id: Type.String() }, { additionalProperties: false }), { minItems: 1, maxItems: 2 })),
  id: Type.Optional(Type.String({ format: 'uuid' })),
  at: Type.Optional(Type.String({ format: 'date-time' })),
  note: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  either: Type.Optional(Type.Union([Type.Integer(), Type.Object({})])),
  code: Type.Optional(Type.String({ pattern: '^x' })),
  pair: Type.Optional(Type.Array(Type.Integer(), { uniqueItems: true }))
}, { additionalProperties: false })

const whole = {
  name: 'abc',
  count: 3,
  weight: 1,
  size: 'm',
  even: 4,
  paid: false,
  items: [{ id: 'x' }],
  id: '0195F3A2-7c4e-4d11-9f3b-2b6f1f0c9d10',
  at: '2025-01-01T00:00:00.000+01:00',
  note: null,
  either: {},
  code: 'x1',
  pair: [1, 2]
}

/** The issues of a value, one line each: the path, the kind and the message. */
function wrong (schema: TSchema, value: unknown): string[] {
  return checker(schema)(value).map(({ path, kind, message }) => `${path.join('/')} ${kind}: ${message}`)
}

t.test('a value that fits has no issues', async t => {
  t.strictSame(wrong(Order, whole), [])
  t.strictSame(wrong(Order, { name: 'a' }), [])
})

const table: Array<{ value: unknown, issues: string[] }> = [
  { value: { name: '' }, issues: ['name other: must not be empty'] },
  { value: { name: 'abcdef' }, issues: ['name other: must have at most 5 characters'] },
  { value: { code: '' }, issues: ['code other: is not valid (expected string to match \'^x\')'] },
  { value: { name: 5 }, issues: ['name type: must be a string'] },
  { value: { name: null }, issues: ['name type: must be a string'] },
  { value: { count: 0 }, issues: ['count minimum: must be at least 1'] },
  { value: { count: 10 }, issues: ['count maximum: must be at most 9'] },
  { value: { count: 1.5 }, issues: ['count integer: must be a whole number'] },
  { value: { count: '3' }, issues: ['count integer: must be a whole number'] },
  { value: { weight: 0 }, issues: ['weight minimum: must be at least 0.5'] },
  { value: { weight: 2 }, issues: ['weight maximum: must be at most 1.5'] },
  { value: { weight: '1' }, issues: ['weight type: must be a number'] },
  { value: { size: 'l' }, issues: ['size other: must be one of s, m'] },
  { value: { size: ['s'] }, issues: ['size other: must be one of s, m'] },
  { value: { even: 3 }, issues: ['even other: must be even'] },
  { value: { paid: 'no' }, issues: ['paid type: must be a boolean'] },
  { value: { items: {} }, issues: ['items type: must be an array'] },
  { value: { items: [] }, issues: ['items other: must not be empty'] },
  { value: { items: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] }, issues: ['items other: must have at most 2 items'] },
  { value: { items: ['a'] }, issues: ['items/0 type: must be an object'] },
  { value: { items: [{ id: 'a' }, { id: 5 }] }, issues: ['items/1/id type: must be a string'] },
  { value: { items: [{ id: 'a', x: 1 }] }, issues: ['items/0/x unknown: is not a known field'] },
  { value: { id: '0195f3a27c4e4d119f3b2b6f1f0c9d10' }, issues: ['id other: is not valid (expected string to match \'uuid\' format)'] },
  { value: { at: '2025-01-01' }, issues: ['at other: is not valid (expected string to match \'date-time\' format)'] },
  { value: { at: '2025-13-01T00:00:00Z' }, issues: ['at other: is not valid (expected string to match \'date-time\' format)'] },
  { value: { note: 5 }, issues: ['note other: must be a string or null'] },
  { value: { either: 'x' }, issues: ['either other: must be an integer or an object'] },
  { value: { code: 'y' }, issues: ['code other: is not valid (expected string to match \'^x\')'] },
  { value: { pair: [1, 1] }, issues: ['pair other: is not valid (expected array elements to be unique)'] },
  { value: { 'a/b': 1 }, issues: ['a/b unknown: is not a known field'] },
  { value: { 'a~b': 1 }, issues: ['a~b unknown: is not a known field'] }
]

t.test('an issue has a path, a kind and a message', async t => {
  for (const { value, issues } of table) t.strictSame(wrong(Order, { ...whole, ...value as object }), issues, JSON.stringify(value))
})

t.test('a value that is not an object has an issue with an empty path', async t => {
  for (const value of [undefined, null, [], 'x', 5]) t.equal(wrong(Order, value)[0], ' type: must be an object', JSON.stringify(value))
  t.strictSame(checker(Type.Object({ a: Type.String() }))({}).map(({ path, kind }) => [path, kind])[0], [['a'], 'required'])
})

t.test('all issues are listed, the outermost first', async t => {
  t.strictSame(wrong(Order, { x: 1, count: 0, items: [{}, 5], y: 2 }).filter(issue => !issue.includes('items/0/id type')), [
    'name required: is required',
    'x unknown: is not a known field',
    'y unknown: is not a known field',
    'name type: must be a string',
    'count minimum: must be at least 1',
    'items/0/id required: is required',
    'items/1 type: must be an object'
  ])
})

t.test('an issue has the schema and the value', async t => {
  const [issue] = checker(Order)({ ...whole, count: 10 })
  const expected: Issue = { path: ['count'], kind: 'maximum', schema: Order.properties.count, value: 10, message: 'must be at most 9' }
  t.strictSame(issue, expected)
  t.strictSame(checker(Order)({ ...whole, 'a/b~c': 1 })[0]!.path, ['a/b~c'])
})

const id = '0195f3a2-7c4e-4d11-9f3b-2b6f1f0c9d10'
const formats: Array<{ format: string, good: string[], bad: string[] }> = [
  {
    format: 'uuid',
    good: [id, '00000000-0000-0000-0000-000000000000', 'ABCDEF00-0000-0000-0000-000000000000'],
    bad: ['', 'x', id.slice(0, -1), `{${id}}`, `${id}\n`, id.replace('f', 'g')]
  },
  {
    format: 'date-time',
    good: ['2025-01-01T00:00:00Z', '2025-01-01T00:00:00.123456Z', '2025-01-01T00:00-05:00', '0001-01-01T00:00:00Z'],
    bad: ['', '2025-01-01', '2025-01-01 00:00:00Z', '2025-01-01T25:00:00Z', '25-01-01T00:00:00Z', 'Wed, 01 Jan 2025 00:00:00 GMT',
      '12025-01-01T00:00:00Z']
  }
]

t.test('a format accepts only values of that format', async t => {
  for (const { format, good, bad } of formats) {
    const issues = checker(Type.String({ format }))
    t.strictSame(good.filter(value => issues(value).length > 0), [], format)
    t.strictSame(bad.filter(value => issues(value).length === 0), [], format)
  }
})

t.test('a custom schema shows in a document only what OpenAPI is to show', async t => {
  t.strictSame(JSON.parse(JSON.stringify(Even)), { type: 'integer' })
  const words = oneOf(['a', 'b'], { description: 'A letter' })
  t.strictSame(JSON.parse(JSON.stringify(words)), { type: 'string', enum: ['a', 'b'], description: 'A letter' })
})

t.test('two schemas of words do not affect each other', async t => {
  const [one, other] = [oneOf(['a', 'b']), oneOf(['b', 'c'])]
  t.strictSame(['a', 'b', 'c'].map(word => [wrong(one, word).length, wrong(other, word).length]), [[0, 1], [0, 0], [1, 0]])
})

t.test('a value that must fit is rejected with its first issue, within the given field', async t => {
  t.doesNotThrow(() => mustFit(Order, whole, 'order'))
  t.throws(() => mustFit(Order, { ...whole, items: [{ id: 5 }] }, 'order'), new InvalidField('order.items[0].id', 'must be a string'))
  t.throws(() => mustFit(Order, 5, 'order'), new InvalidField('order', 'must be an object'))
  t.throws(() => mustFit(Order, { x: 1 }, ''), new InvalidField('name', 'is required'))
})

t.test('an InvalidField has the field and the message', async t => {
  const error = new InvalidField('steps[0].after', 'must be a duration')
  t.ok(error instanceof Error)
  const { code, statusCode, field, message } = error
  t.strictSame({ code, statusCode, field, message },
    { code: 'INVALID_FIELD', statusCode: 400, field: 'steps[0].after', message: 'steps[0].after: must be a duration' })
})

t.test('a path is written as a client would', async t => {
  const paths: Array<{ path: string[], within: string | undefined, field: string }> = [
    { path: [], within: undefined, field: '' },
    { path: [], within: 'order', field: 'order' },
    { path: ['a'], within: undefined, field: 'a' },
    { path: ['a', 'b'], within: 'order', field: 'order.a.b' },
    { path: ['steps', '0', 'state'], within: undefined, field: 'steps[0].state' },
    { path: ['0', '12'], within: 'list', field: 'list[0][12]' },
    { path: ['0'], within: undefined, field: '[0]' }
  ]
  for (const { path, within, field } of paths) t.equal(toField(path, within), field)
})

t.test('at most 100 issues of a huge value are collected', t => {
  const issuesOf = checker(Type.Array(Type.String()))
  t.equal(issuesOf(new Array(1_000_000).fill(0)).length, 100)
  t.end()
})
