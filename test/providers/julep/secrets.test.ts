import t from 'tap'
import { httpError, julep, micros, unknownId } from '../../support/providers/julep.ts'

t.test('a secret is created, listed, replaced and deleted, and its value is shown nowhere', async t => {
  const { ask, advance } = await julep(t)
  const created = await ask('POST /api/secrets', { name: 'key', value: 'hunter2', metadata: { a: 1 } })
  const { id } = created.body
  const secret = { id, created_at: micros(0), updated_at: micros(0), metadata: { a: 1 }, name: 'key', description: null, value: 'ENCRYPTED' }
  t.strictSame([created.status, created.body], [201, secret])
  await advance('1s')
  const replaced = await ask(`PUT /api/secrets/${id}`, { name: 'key', value: 'other', description: 'd' })
  t.strictSame([replaced.status, replaced.body], [200, { ...secret, metadata: {}, description: 'd', updated_at: micros(1) }])
  t.notMatch((await ask('GET /__admin/snapshot')).text, /hunter2/)
  t.notMatch((await ask('GET /__admin/requests')).text, /hunter2|other/)
  t.match((await ask('GET /__admin/requests/req-1')).body.request, { body: null, bytes: 51, truncated: false })
  const second = (await ask('POST /api/secrets', { name: 'second', value: 'v' })).body
  t.strictSame((await ask('GET /api/secrets')).body, [second, replaced.body])
  t.strictSame((await ask('GET /api/secrets?limit=1&offset=1')).body, [replaced.body])
  const deleted = await ask(`DELETE /api/secrets/${id}`)
  t.strictSame([deleted.status, deleted.body], [202, { id, deleted_at: micros(1), jobs: [] }])
})

t.test('a name that another secret has is 409, and an unknown secret 404', async t => {
  const { ask } = await julep(t)
  await ask('POST /api/secrets', { name: 'a', value: 'v' })
  const { id } = (await ask('POST /api/secrets', { name: 'b', value: 'v' })).body
  const cases = [
    ['POST /api/secrets', 'a', 409, 'A secret with these unique properties already exists during create'],
    [`PUT /api/secrets/${id}`, 'a', 409, 'A secret with these unique properties already exists during update'],
    [`PUT /api/secrets/${unknownId}`, 'c', 404, 'No secret found during update'],
    [`DELETE /api/secrets/${unknownId}`, undefined, 404, 'No secret found during delete']
  ] as const
  for (const [operation, name, status, message] of cases) {
    const response = await ask(operation, name && { name, value: 'v' })
    t.strictSame([response.status, response.body], [status, httpError(status, message)], operation)
  }
})

t.test('the health of the service is shown without a key', async t => {
  const { askAnyone } = await julep(t)
  const { status, body } = await askAnyone('GET /api/healthz')
  t.strictSame([status, body], [200, { postgres: 'ok', temporal: 'ok', litellm: 'ok', integration_service: 'ok' }])
})

t.test('the content type of JSON has no charset in the observed dialect', async t => {
  for (const [dialect, type] of [['documented', 'application/json; charset=utf-8'], ['observed', 'application/json']] as const) {
    const { ask, start } = await julep(t, { dialect: { julep: dialect }, lifecycle: 'waiting' })
    const { id } = await start()
    for (const operation of ['GET /api/agents', 'GET /api/healthz', `GET /api/agents/${unknownId}`, 'GET /api/nothing', `GET /api/executions/${id}`]) {
      t.equal((await ask(operation)).headers['content-type'], type, operation)
    }
    t.equal((await ask('POST /api/agents', { name: 'n' })).headers['content-type'], type)
    const stopped = await ask(`PUT /api/executions/${id}`, { status: 'cancelled' })
    t.same([stopped.headers['content-type'], stopped.text], [type, 'null'])
  }
})
