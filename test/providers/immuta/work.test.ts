import t from 'tap'
import { credentials as key } from '../../support/credentials.ts'
import type { Double } from '../../support/double.ts'
import { immuta as double } from '../../support/providers/double.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const domainId = 'c959079a-4448-4b9c-b6b1-4fd8dd7b3dd1'
const stateOf = async ({ ask }: Double, id: string) => (await ask('POST /jobs/statuses', { jobIds: [id] }, key)).body[id].state
const invalid = (source: string, message: string, keys: string[]) => ({ statusCode: 400, error: 'Bad Request', message, validation: { source, keys } })

for (const [operation, kind] of [['triggerHighCardinalityJob', 'highCardinality'], ['refreshNativeViewJob', 'nativeViewRefresh']] as const) {
  t.test(`${operation} returns the id of a job as a bare JSON string`, async t => {
    const it = await double(t)
    const { status, headers, text, body } = await it.ask(`PUT /snowflake/handler/30/${operation}`, undefined, key)
    t.same([status, headers['content-type']], [200, 'application/json; charset=utf-8'])
    t.match(text, /^"[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"$/)
    t.match((await it.ask(`GET /__admin/jobs/${body}`)).body, { provider: 'immuta', kind, lifecycle: 'success', input: { handlerId: 30 } })
    await it.advance('5s')
    t.equal(await stateOf(it, body), 'completed')
    t.not((await it.ask(`PUT /snowflake/handler/30/${operation}`, undefined, key)).body, body)
  })
}

t.test('a trigger accepts a missing, an empty and any other body', async t => {
  const { inject } = await double(t)
  for (const payload of ['', '{}', '{"any":1}']) {
    const response = await inject({ method: 'PUT', url: '/snowflake/handler/1/refreshNativeViewJob', headers: { ...key, 'content-type': 'application/json' }, payload })
    t.equal(response.statusCode, 200, payload)
  }
})

t.test('a handler id is a whole number greater than 0', async t => {
  const { ask } = await double(t)
  const cases: Array<[string, string]> = [['x', 'must be a number'], ['0', 'must be greater than or equal to 1'], ['-3', 'must be greater than or equal to 1'], ['%00', 'must be a number']]
  for (const [handler, message] of cases) {
    const { status, body } = await ask(`PUT /snowflake/handler/${handler}/triggerHighCardinalityJob`, undefined, key)
    t.same([status, body], [400, invalid('params', `"handlerId" ${message}`, ['handlerId'])], handler)
  }
})

t.test('the job of an identification has an id that is not a UUID', async t => {
  const it = await double(t)
  const run = async (body: object) => (await it.ask('POST /sdd/identification', body, key)).body.workflowId
  t.equal(await run({ domainId }), `DomainIdentification_${domainId}`)
  t.equal(await stateOf(it, `DomainIdentification_${domainId}`), 'created')
  const drawn = [await run({ domainId }), await run({ domainId: 'sales' }), await run({ dataSourceIds: [1, '2'] })]
  for (const id of drawn) t.match(id.replace(/^DomainIdentification_/, ''), uuid)
  t.equal(new Set([...drawn, `DomainIdentification_${domainId}`]).size, 4)
  await it.advance('5s')
  for (const id of drawn) t.equal(await stateOf(it, id), 'completed')
  t.match((await it.ask(`GET /__admin/jobs/${drawn[2]}`)).body, { kind: 'domainIdentification', input: { dataSourceIds: [1, '2'] } })
  t.match((await it.make({ provider: 'immuta', kind: 'domainIdentification' })).id, /^DomainIdentification_/)
})

t.test('an identification requires either a domain or data sources', async t => {
  const { ask } = await double(t)
  const cases: Array<[unknown, string, string[]]> = [
    [{}, '"value" must contain at least one of [dataSourceIds, domainId]', []],
    [{ domainId, dataSourceIds: [1] }, '"value" contains a conflict between exclusive peers [dataSourceIds, domainId]', []],
    [{ domainId: '' }, '"domainId" is not allowed to be empty', ['domainId']],
    [{ domainId: 7 }, '"domainId" must be a string', ['domainId']],
    [{ dataSourceIds: [] }, '"dataSourceIds" must contain at least 1 items', ['dataSourceIds']],
    [{ dataSourceIds: Array(10_001).fill(1) }, '"dataSourceIds" must contain less than or equal to 10000 items', ['dataSourceIds']],
    [{ dataSourceIds: '1' }, '"dataSourceIds" must be an array', ['dataSourceIds']],
    [{ dataSourceIds: [1, {}] }, '"dataSourceIds[1]" must be an integer or a string', ['dataSourceIds[1]']],
    [{ domainId, template: 't' }, '"template" is not allowed', ['template']]
  ]
  for (const [body, message, keys] of cases) {
    const response = await ask('POST /sdd/identification', body, key)
    t.same([response.status, response.body], [400, invalid('payload', message, keys)], message)
  }
  t.equal((await ask('GET /__admin/jobs')).body.total, 0)
})

t.test('a bulk update starts one job for each data source, and its id finds all of them', async t => {
  const it = await double(t)
  const { status, body } = await it.ask('PUT /dataSource/bulk/tags', { ids: [1, 2, 'three', 2], update: { tags: ['a'] } }, key)
  t.equal(status, 200)
  t.match(body.bulkId, uuid)
  await it.ask('PUT /dataSource/bulk/disable', { ids: [1] }, key)
  const { items } = (await it.ask('GET /__admin/jobs')).body
  t.same(items.reverse().map((job: { kind: string, input: object }) => [job.kind, job.input]), [
    ...[1, 2, 'three'].map(id => ['dataSourceBulkUpdate', { bulkId: body.bulkId, type: 'tags', id, update: { tags: ['a'] } }]),
    ['dataSourceBulkUpdate', { bulkId: items[3].input.bulkId, type: 'disable', id: 1, update: {} }]
  ])
  await it.advance('1s')
  const jobs = (await it.ask(`GET /jobs?bulkId=${body.bulkId}`, undefined, key)).body
  t.same(Object.values(jobs), items.slice(0, 3).map(({ id }: { id: string }) => ({ id, state: 'active', output: null })))
  t.same(jobs, (await it.ask('POST /jobs/statuses', { jobIds: Object.keys(jobs) }, key)).body)
})

t.test('the jobs of a bulk update are those with its id, in the same sandbox', async t => {
  const { ask, make } = await double(t, { providers: ['immuta', 'waveline'] })
  const { id } = await make({ provider: 'immuta', input: { bulkId: 'b' } })
  for (const input of [null, 'b', 7, { bulkId: 'c' }]) await make({ provider: 'immuta', input })
  await make({ provider: 'waveline', input: { bulkId: 'b' } })
  await make({ provider: 'immuta', input: { bulkId: 'b' }, lifecycle: 'late' })
  t.same(Object.keys((await ask('GET /jobs?bulkId=b', undefined, key)).body), [id])
  t.same((await ask('GET /@other/jobs?bulkId=b', undefined, key)).body, {})
  const cases: Array<[string, string, string[]]> = [['/jobs', '"bulkId" is required', ['bulkId']], ['/jobs?bulkId=', '"bulkId" is not allowed to be empty', ['bulkId']], ['/jobs?bulkId=b&bulkId=c', '"bulkId" must be a string', ['bulkId']], ['/jobs?bulkId=b&x=1', '"x" is not allowed', ['x']]]
  for (const [path, message, keys] of cases) t.same((await ask(`GET ${path}`, undefined, key)).body, invalid('query', message, keys))
})

t.test('an invalid bulk update starts no job', async t => {
  const { ask } = await double(t)
  const cases: Array<[unknown, string, string[]]> = [
    [{}, '"ids" is required', ['ids']],
    [{ ids: [] }, '"ids" must contain at least 1 items', ['ids']],
    [{ ids: Array(10_001).fill(1) }, '"ids" must contain less than or equal to 10000 items', ['ids']],
    [{ ids: [1, null] }, '"ids[1]" must be an integer or a string', ['ids[1]']],
    [{ ids: [1, ''] }, '"ids[1]" is not allowed to be empty', ['ids[1]']],
    [{ ids: [1], update: [] }, '"update" must be an object', ['update']],
    [{ ids: [1], updates: {} }, '"updates" is not allowed', ['updates']]
  ]
  for (const [body, message, keys] of cases) {
    const response = await ask('PUT /dataSource/bulk/tags', body, key)
    t.same([response.status, response.body], [400, invalid('payload', message, keys)], message)
  }
  t.same((await ask('PUT /dataSource/bulk/', { ids: [1] }, key)).body, invalid('params', '"type" is not allowed to be empty', ['type']))
  t.equal((await ask('GET /__admin/jobs')).body.total, 0)
})

t.test('a bulk update without room is rejected, and the jobs that it has started are cancelled', async t => {
  const it = await double(t, { maxJobs: 3, lifecycle: { immuta: 'stuck' } })
  await it.make({ provider: 'immuta' })
  const { status, body } = await it.ask('PUT /dataSource/bulk/tags', { ids: [1, 2, 3] }, key)
  t.same([status, body.error], [507, 'Insufficient Storage'])
  t.match(body.message, /--max-jobs/)
  t.same((await it.ask('GET /__admin/jobs')).body.items.map(({ state }: { state: string }) => state), ['cancelled', 'cancelled', 'queued'])
  t.equal((await it.ask('PUT /dataSource/bulk/tags', { ids: [1, 2] }, key)).status, 200)
  t.equal((await it.ask('PUT /snowflake/handler/1/refreshNativeViewJob', undefined, key)).status, 507)
  t.equal((await it.ask('POST /sdd/identification', { domainId }, key)).status, 507)
})

t.test('a bulk update without room is rejected with the same error if its jobs can no longer be cancelled', async t => {
  const it = await double(t, { maxJobs: 2, lifecycle: { immuta: 'cancel-race' } })
  const { status, body } = await it.ask('PUT /dataSource/bulk/tags', { ids: [1, 2, 3] }, key)
  t.same([status, body.error], [507, 'Insufficient Storage'])
  t.same((await it.ask('GET /__admin/jobs')).body.items.map(({ state }: { state: string }) => state), ['succeeded', 'succeeded'])
})

t.test('the jobs that clients start have the default lifecycle of Immuta', async t => {
  const it = await double(t, { lifecycle: { immuta: 'failure' } })
  const { body } = await it.ask('PUT /snowflake/handler/1/refreshNativeViewJob', undefined, key)
  await it.advance('5s')
  t.equal(await stateOf(it, body), 'failed')
})

t.test('a lifecycle rule can match the operation and the body of the request that starts a job', async t => {
  const it = await double(t)
  await it.ask('POST /__admin/lifecycles/next', { operation: 'immuta.refreshNativeViewJob', lifecycle: 'failure' })
  await it.ask('POST /__admin/lifecycles/rules', { operation: 'immuta.bulkUpdateDataSources', match: { ids: [7] }, lifecycle: 'stuck' })
  await it.ask('POST /__admin/lifecycles/rules', { operation: 'immuta.runIdentification', lifecycle: 'cancelled' })
  const ids = [
    (await it.ask('PUT /snowflake/handler/1/triggerHighCardinalityJob', undefined, key)).body,
    (await it.ask('PUT /snowflake/handler/1/refreshNativeViewJob', undefined, key)).body,
    (await it.ask('POST /sdd/identification', { domainId }, key)).body.workflowId
  ]
  const bulk = async (ids: number[]) => (await it.ask('PUT /dataSource/bulk/tags', { ids }, key)).body.bulkId
  const bulks = [await bulk([6, 7]), await bulk([6])]
  await it.advance('5s')
  for (const bulkId of bulks) ids.push(Object.keys((await it.ask(`GET /jobs?bulkId=${bulkId}`, undefined, key)).body)[0])
  t.same(await Promise.all(ids.map(id => stateOf(it, id))), ['completed', 'failed', 'cancelled', 'active', 'completed'])
})

t.test('every operation requires a credential', async t => {
  const { ask } = await double(t)
  for (const operation of ['GET /jobs', 'GET /jobs/search', 'GET /jobs/summary', 'PUT /snowflake/handler/x/refreshNativeViewJob', 'PUT /snowflake/handler/1/triggerHighCardinalityJob', 'POST /sdd/identification', 'PUT /dataSource/bulk/tags']) {
    const { status, body } = await ask(operation)
    t.same([status, body.message], [401, 'Missing authentication'], operation)
  }
})
