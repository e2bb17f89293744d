import fastify, { type FastifyInstance } from 'fastify'
import createError from '@fastify/error'
import t, { type Test } from 'tap'
import { handleFailures, RequestFailed, toFailure, type Failure } from '../../src/http/failure.ts'

/** An app whose one route throws, and that responds with the failure that it became. */
async function throwing (t: Test, error: unknown): Promise<{ app: FastifyInstance, logged: unknown[] }> {
  const logged: unknown[] = []
  const app = fastify({ logger: { level: 'error', stream: { write: line => { logged.push(JSON.parse(line)) } } } })
  t.teardown(() => app.close())
  handleFailures(app, ['/things'], failure => ({ status: 418, body: failure, headers: { 'x-kind': failure.kind } }))
  app.get('/throws', async () => { throw error })
  return { app, logged }
}

t.test('each error becomes the failure that it is', async t => {
  const Full = createError('STORE_FULL', 'The store is full', 507)
  const cases: Array<[unknown, Failure]> = [
    [new RequestFailed({ kind: 'credentials', reason: 'missing' }), { kind: 'credentials', reason: 'missing' }],
    [new Full(), { kind: 'refused', code: 'STORE_FULL', status: 507, message: 'The store is full' }],
    [Object.assign(new Error('too short'), { statusCode: 400 }), { kind: 'malformed', message: 'too short' }],
    [new Error('oops'), { kind: 'crash' }],
    [Object.assign(new Error('oops'), { statusCode: 500, code: 'FST_ERR_X' }), { kind: 'crash' }]
  ]
  for (const [error, failure] of cases) {
    const { app } = await throwing(t, error)
    const answer = await app.inject('/throws')
    t.same([answer.statusCode, answer.headers['x-kind'], answer.json()], [418, failure.kind, failure])
  }
})

t.test('a crash is logged as a defect, a refusal is not logged', async t => {
  const crash = await throwing(t, new Error('oops'))
  await crash.app.inject('/throws')
  t.match(crash.logged, [{ level: 50, err: { message: 'oops' }, msg: 'a request crashed: this is a defect of jobdouble' }])
  const refusal = await throwing(t, new RequestFailed({ kind: 'media-type', contentType: 'x' }))
  await refusal.app.inject('/throws')
  t.same(refusal.logged, [])
})

t.test('a response that does not fit its schema is logged as a defect, with where it was made', async t => {
  const { app, logged } = await throwing(t, undefined)
  app.get('/misfit', { schema: { response: { 200: { type: 'object', properties: { count: { type: 'integer' } } } } } }, async () => ({ count: 'many' }))
  t.equal((await app.inject('/misfit')).json().kind, 'crash')
  t.match(logged, [{ level: 50, err: { message: /many/, stack: /\n +at / } }])
})

t.test('whatever is wrong with the body of a request that no route takes, its path is unknown', async t => {
  const { app, logged } = await throwing(t, undefined)
  for (const [type, payload] of [['application/json', '{'], ['application/json', ''], ['x', '{}'], ['text/html', 'x']]) {
    t.same((await app.inject({ method: 'POST', url: '/things/none', headers: { 'content-type': type }, payload: payload! })).json(), { kind: 'no-route', method: 'POST', path: '/things/none' })
  }
  t.same(logged, [])
})

t.test('an unknown path below a prefix is a failure too', async t => {
  const { app } = await throwing(t, undefined)
  t.same((await app.inject('/things/none?x=1')).json(), { kind: 'no-route', method: 'GET', path: '/things/none?x=1' })
})

t.test('issues without a place are those of the body', async t => {
  const issues = [{ path: ['a'], rule: 'required', schema: {}, value: undefined, message: 'is required' }]
  t.same(toFailure(Object.assign(new Error('x'), { validation: issues }) as never), { kind: 'invalid', part: 'body', issues })
})

t.test('a refusal in words goes as it is, with a type of its own', async t => {
  const app = fastify()
  t.teardown(() => app.close())
  handleFailures(app, [], () => ({ status: 500, body: 'Internal Server Error', headers: { 'content-type': 'text/plain; charset=utf-8' } }))
  app.get('/throws', async () => { throw new Error('oops') })
  const { statusCode, headers, body } = await app.inject('/throws')
  t.same([statusCode, headers['content-type'], body], [500, 'text/plain; charset=utf-8', 'Internal Server Error'])
})
