import t from 'tap'
import { toObservedErrorResponse } from '../../../src/providers/julep/dialects.ts'
import { toErrorResponse } from '../../../src/providers/julep/map.ts'
import { operations, violationOf } from '../../support/contract/contract.ts'
import { brief, julep, key, micros, unknownId, noSuchWorkflow } from '../../support/providers/julep.ts'

const id = '0193f1d2-7a40-7c31-8f0e-2b6d5c9a1e47'
const documented = {}
const observed = { dialect: { julep: 'observed' } } as const

const steps = ['0s', '1s', '1s', '1s', '2s', '4s']

t.test('a job that retries, in both dialects: states, progress, updated_at and reason', async t => {
  const job = (state: string, updated: number, progress: number, reason: string, has = true) =>
    ({ id, created_at: micros(0), updated_at: micros(updated), name: 'TaskExecutionWorkflow', reason, has_progress: has, progress, state })
  const unmoved = (state: string) => ({ ...job(state, 0, 0, `Execution status: ${state}`, false), created_at: brief(0), updated_at: brief(0) })
  const first = 'The first attempt failed'
  const columns: Array<[object, object[]]> = [
    [documented, [job('pending', 0, 0, ''), job('in_progress', 1, 0, ''), job('in_progress', 1, 15, ''), job('retrying', 3, 30, first), job('in_progress', 5, 30, first), job('succeeded', 9, 100, '')]],
    [observed, [...Array(5).fill(unmoved('in_progress')), unmoved('succeeded')]]
  ]
  for (const [options, expected] of columns) {
    const { ask, make, advance } = await julep(t, options)
    await make({ provider: 'julep', id, lifecycle: 'retry-then-success' })
    const seen: any[] = []
    for (const by of steps) {
      await advance(by)
      seen.push((await ask(`GET /api/jobs/${id}`)).body)
    }
    t.strictSame(seen, expected)
    t.same(Object.keys(seen[0]), ['id', 'created_at', 'updated_at', 'name', 'reason', 'has_progress', 'progress', 'state'])
  }
})

t.test('every end in both dialects', async t => {
  for (const [lifecycle, state] of [['success', 'succeeded'], ['failure', 'failed'], ['cancelled', 'aborted'], ['expired', 'failed'], ['stuck', 'in_progress'], ['waiting', 'in_progress']] as const) {
    for (const options of [documented, observed]) {
      const { ask, make, advance } = await julep(t, options)
      await make({ provider: 'julep', id, lifecycle })
      await advance('20m')
      t.equal((await ask(`GET /api/jobs/${id}`)).body.state, state, lifecycle)
      t.equal((await ask(`GET /__admin/jobs/${id}`)).body.status, state, lifecycle)
    }
  }
})

t.test('a job that is unknown, not known yet or no longer known, in both dialects', async t => {
  for (const [options, status, body] of [[documented, 404, { detail: 'Job not found' }], [observed, 400, noSuchWorkflow]] as const) {
    const { ask, make, advance } = await julep(t, options)
    const { id: late } = await make({ provider: 'julep', lifecycle: 'late' })
    const { id: forgotten } = await make({ provider: 'julep', lifecycle: 'forgotten' })
    const refused = async (id: string) => {
      const response = await ask(`GET /api/jobs/${id}`)
      t.same([response.status, response.body], [status, body])
    }
    await refused(unknownId)
    await refused(late)
    await advance('1m')
    t.equal((await ask(`GET /api/jobs/${late}`)).status, 200)
    await refused(forgotten)
  }
})

t.test('a malformed id in both dialects', async t => {
  const msg = 'Input should be a valid UUID'
  const fix = 'Provide a valid UUID (e.g., 123e4567-e89b-12d3-a456-426614174000)'
  const columns: Array<[object, object]> = [
    [documented, { detail: [{ type: 'uuid_parsing', loc: ['path', 'job_id'], msg, input: 'abc' }] }],
    [observed, { error: { message: 'Validation error', details: [{ type: 'uuid_parsing', msg, loc: 'path.job_id', fix, received: 'abc' }], code: 'validation_error' } }]
  ]
  for (const [options, body] of columns) {
    const { ask } = await julep(t, options)
    const response = await ask('GET /api/jobs/abc')
    t.strictSame([response.status, response.body], [422, body])
  }
})

t.test('a missing or an invalid key in both dialects, on every path, before the id and the body are validated', async t => {
  const wrong = { error: { message: 'Could not validate API KEY', code: 'http_403', type: 'http_error' } }
  for (const [options, missing, invalid] of [[documented, { detail: 'Not authenticated' }, { detail: 'Could not validate credentials' }], [observed, wrong, wrong]] as const) {
    const { askAnyone } = await julep(t, options)
    for (const { method, path } of operations('julep').filter(({ operation }) => operation.security?.length !== 0)) {
      const operation = `${method} /api${path.replace(/\{\w+\}/, 'no-uuid')}`
      for (const [headers, body] of [[{}, missing], [{ authorization: 'Bearer expired' }, invalid], [{ authorization: 'bearer k' }, invalid]] as const) {
        const response = await askAnyone(operation, method === 'GET' ? undefined : {}, headers as Record<string, string>)
        t.same([response.status, response.body], [403, body], operation)
      }
    }
  }
})

t.test('a server error in both dialects, on every path', async t => {
  t.same(toErrorResponse({ kind: 'crash' }), { status: 500, body: { detail: 'Internal Server Error' } })
  t.same(toObservedErrorResponse({ kind: 'crash' }), { status: 500, body: 'Internal Server Error', headers: { 'content-type': 'text/plain; charset=utf-8' } })
  for (const { method, path } of operations('julep')) {
    t.equal(await violationOf('julep', method, path, 500, { detail: 'Internal Server Error' }), undefined)
    t.equal(await violationOf('julep.observed', method, path, 500, undefined), undefined)
  }
})

t.test('an unknown path and a wrong method are the same in both dialects', async t => {
  for (const options of [documented, observed]) {
    const { askAnyone } = await julep(t, options)
    const unknown = await askAnyone('GET /api/nothing', undefined, key)
    t.same([unknown.status, unknown.body], [404, { detail: 'Not Found' }])
    for (const [operation, allow] of [[`DELETE /api/jobs/${id}`, 'GET'], [`PATCH /api/executions/${id}`, 'GET, PUT'], [`PUT /api/tasks/${id}/executions`, 'GET, POST'], [`PUT /api/users/${id}/docs`, 'DELETE, GET, POST']] as const) {
      const { status, headers, body } = await askAnyone(operation, undefined, key)
      t.same([status, body, headers.allow?.split(', ').sort().join(', ')], [405, { detail: 'Method Not Allowed' }, allow], operation)
    }
  }
})

t.test('a dialect can change while jobs run', async t => {
  const { app, make } = await julep(t)
  await make({ provider: 'julep', id })
  const state = async () => (await app.inject({ url: `/api/jobs/${id}`, headers: key })).json().state
  t.equal(await state(), 'pending')
  t.equal((await app.inject({ method: 'PUT', url: '/__admin/dialects', payload: { julep: 'observed' } })).statusCode, 200)
  t.equal(await state(), 'in_progress')
})
