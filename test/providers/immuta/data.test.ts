import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { credentials as key } from '../../support/credentials.ts'
import { moment, type Double } from '../../support/double.ts'
import { immuta as double } from '../../support/providers/double.ts'

const connection = { hostname: 'demo.snowflakecomputing.com', port: 443, database: 'ANALYTICS', username: 'ann', password: 'swordfish' }
const connectionString = 'ann@demo.snowflakecomputing.com:443/ANALYTICS'
const handler = (table: string) => ({ metadata: { ...connection, schema: 'public', table, dataSourceName: `Public ${table}` } })
const dataSource = { blobHandlerType: 'Snowflake', recordFormat: '', type: 'queryable' }
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function send ({ ask }: Double, operation: string, body?: unknown) {
  const response = await ask(operation, body, key)
  return { status: response.status, body: response.body }
}

async function names (it: Double, query = ''): Promise<string[]> {
  return (await send(it, `GET /dataSource${query}`)).body.hits.map(({ name }: { name: string }) => name)
}

t.test('a single data source exists at once, and its password is kept nowhere', async t => {
  const it = await double(t)
  const { status, body } = await send(it, 'POST /snowflake/handler', { handler: handler('customers'), dataSource: { ...dataSource, tags: [{ name: 'pii' }] } })
  t.match({ status, body }, { status: 200, body: { id: Number, dataSourceId: body.id } })
  const hit = {
    id: body.id,
    name: 'Public customers',
    description: null,
    deleted: false,
    createdAt: moment(0),
    status: 'passed',
    subscriptionStatus: 'owner',
    blobHandlerType: 'Snowflake',
    connectionString,
    remoteSchema: 'public',
    remoteTable: 'customers'
  }
  t.same((await send(it, 'GET /dataSource')).body, { hits: [hit], count: 1 })
  const details = { ...hit, blobHandler: { url: `http://localhost:80/snowflake/handler/${body.id}` }, tags: [{ name: 'pii' }] }
  t.same(await send(it, `GET /dataSource/${body.id}`), { status: 200, body: details })
  t.same((await send(it, 'GET /__admin/jobs')).body.items, [])
  t.notMatch((await it.ask('GET /__admin/snapshot')).text, 'swordfish')
})

t.test('of several data sources each exists when its job has completed, and the client waits by their connection', async t => {
  const it = await double(t)
  const pending = async () => (await send(it, `GET /jobs?connectionString=${encodeURIComponent(connectionString)}`)).body
  t.same(await pending(), {}, 'no jobs yet')
  await it.ask('POST /__admin/lifecycles/next', { provider: 'immuta', lifecycle: 'failure' })
  const created = await send(it, 'POST /databricks/handler', { handler: [handler('a'), handler('b')], dataSource: { tags: [] } })
  t.same(created, { status: 200, body: { connectionString } })
  t.same([await pending(), await names(it)], [{ pending: 2 }, []])
  const [job] = (await send(it, 'GET /__admin/jobs')).body.items
  t.equal((await send(it, `GET /dataSource/${job.input.dataSourceId}`)).status, 404, 'it is being created')
  t.match(await send(it, 'POST /databricks/handler', { handler: handler('b'), dataSource }), { status: 400, body: { message: 'A data source with the name "Public b" already exists' } })
  await it.advance('5s')
  t.same([await pending(), await names(it)], [{ pending: 0 }, ['Public b']])
  const [{ id }] = (await send(it, 'GET /dataSource')).body.hits
  t.match((await send(it, `GET /dataSource/${id}`)).body, { blobHandlerType: 'databricks', blobHandler: { url: /\/databricks\/handler\/\d+$/ } })
  t.equal((await send(it, 'POST /databricks/handler', { handler: handler('a'), dataSource })).status, 200, 'the name of a failed one is free')
  t.match((await send(it, 'GET /__admin/jobs?limit=1')).body.items, [{ kind: 'dataSourceBulkCreate', input: { name: 'Public b', connectionString, dataSourceId: id } }])
})

t.test('a data source is named by its handler, the request or its table', async t => {
  const it = await double(t)
  for (const [metadata, name] of [[{}, 'of the request'], [{ table: 't' }, undefined], [{ table: 't', schema: 's' }, undefined]] as const) {
    t.equal((await send(it, 'POST /pg/handler', { handler: { metadata }, dataSource: { name } })).status, 200)
  }
  t.same(await names(it), ['of the request', 's.t', 't'])
  t.same(new Set((await send(it, 'GET /dataSource')).body.hits.map(({ connectionString }: { connectionString: string }) => connectionString)), new Set(['']))
})

t.test('data sources are found by text, technology, connection, tag, schema and id, on pages', async t => {
  const it = await double(t)
  const ids: number[] = []
  for (const [table, technology, tag] of [['orders', 'Snowflake', 'sales'], ['items', 'Redshift', 'sales'], ['people', 'Redshift', 'pii']]) {
    const body = { handler: { metadata: { ...connection, hostname: `${table}.example.com`, schema: table![0], table, dataSourceName: table } }, dataSource: { blobHandlerType: technology, tags: [{ name: tag }] } }
    ids.push((await send(it, 'POST /redshift/handler', body)).body.dataSourceId)
  }
  const cases = [
    { query: '', found: ['items', 'orders', 'people'] },
    { query: '?searchText=ORD', found: ['orders'] },
    { query: '?searchText=example.com', found: ['items', 'orders', 'people'] },
    { query: '?searchText=example.com&nameOnly=true', found: [] },
    { query: '?blobHandlerType=Redshift', found: ['items', 'people'] },
    { query: '?connectionString=ann@items.example.com:443/ANALYTICS', found: ['items'] },
    { query: '?tag=sales&tag=none', found: ['items', 'orders'] },
    { query: '?schema=p', found: ['people'] },
    { query: `?dataSourceIds=${ids[0]}&dataSourceIds=${ids[2]}`, found: ['orders', 'people'] },
    { query: '?sortOrder=desc&mode=0', found: ['people', 'orders', 'items'] },
    { query: '?size=1&offset=1', found: ['orders'] }
  ]
  for (const { query, found } of cases) t.same(await names(it, query), found, query)
  t.equal((await send(it, 'GET /dataSource?size=1')).body.count, 3)
  t.same(await send(it, 'GET /dataSource/7'), { status: 404, body: { statusCode: 404, error: 'Not Found', message: 'Not Found' } })
})

t.test('connections are updated in bulk, by a job for each data source or one for a connection', async t => {
  const it = await double(t)
  const bulk = async (body: object) => Object.values((await send(it, `GET /jobs?bulkId=${(await send(it, 'PUT /snowflake/bulk', body)).body.bulkId}`)).body)
  t.equal((await bulk({ ids: [1, 2, 2], handler: { metadata: { ...connection, ssl: 'true' } } })).length, 2)
  t.equal((await bulk({ connectionString })).length, 1)
  t.same((await send(it, `GET /jobs?connectionString=${encodeURIComponent(connectionString)}`)).body, { pending: 1 })
  for (const [body, message] of [[{}, 'must contain at least one of'], [{ ids: [1], connectionString }, 'contains a conflict between exclusive peers']] as const) {
    t.same((await send(it, 'PUT /snowflake/bulk', body)).body.message, `"value" ${message} [connectionString, ids]`)
  }
})

t.test('GET /jobs requires either a bulk or a connection', async t => {
  const it = await double(t)
  const cases = [
    { query: '', message: '"bulkId" is required', keys: ['bulkId'] },
    { query: '?bulkId=b&connectionString=c', message: '"value" contains a conflict between exclusive peers [bulkId, connectionString]', keys: [] },
    { query: '?connectionString=', message: '"connectionString" is not allowed to be empty', keys: ['connectionString'] }
  ]
  for (const { query, message, keys } of cases) {
    t.same(await send(it, `GET /jobs${query}`), { status: 400, body: { statusCode: 400, error: 'Bad Request', message, validation: { source: 'query', keys } } })
  }
})

t.test('the data sources of a connection become those of the request', async t => {
  const it = await double(t)
  const body = { connectionKey: 'shop', connection: { ...connection, handler: 'Snowflake', schema: 'public' }, sources: [{ table: 'orders' }, { table: 'items', schema: 'SALES' }] }
  const changes = { dryRun: false, creating: [], updating: [], deleting: [], noChange: [], detectionRunning: false, tagsUpdated: false }
  const put = async (body: object, query = '') => (await send(it, `POST /api/v2/data${query}`, body)).body

  t.same(await put(body, '?dryRun=true'), { ...changes, dryRun: true, creating: ['Public Orders', 'Sales Items'] })
  t.equal((await send(it, 'GET /__admin/jobs')).body.total, 0)
  t.same(await put(body), { ...changes, creating: ['Public Orders', 'Sales Items'] })
  t.same(await names(it), [])
  await it.advance('5s')
  t.same(await names(it), ['Public Orders', 'Sales Items'])
  t.same(await put(body), { ...changes, noChange: ['Public Orders', 'Sales Items'] })

  const tagged = { ...body, options: { tableTags: ['pii'] }, sources: [{ table: 'orders' }, { table: 'new' }] }
  const expected = { creating: ['Public New'], updating: ['Public Orders'], deleting: ['Sales Items'], tagsUpdated: true }
  t.same(await put(tagged), { ...changes, ...expected })
  await it.advance('5s')
  t.same([await names(it), await names(it, '?tag=pii')], [['Public New', 'Public Orders'], ['Public New', 'Public Orders']])
  const moved = { ...tagged, connection: { ...tagged.connection, handler: 'Redshift' } }
  t.match(await put(moved), { updating: ['Public Orders', 'Public New'], tagsUpdated: false })
  t.match(await put({ ...moved, connection: { ...moved.connection, port: 1 } }), { updating: ['Public Orders', 'Public New'] })

  const remove = async (query = '') => await send(it, `DELETE /api/v2/data/shop${query}`)
  t.same(await remove('?dryRun=true'), { status: 200, body: { ...changes, dryRun: true, deleting: ['Public Orders', 'Public New'] } })
  t.same(await remove(), { status: 200, body: { ...changes, deleting: ['Public Orders', 'Public New'] } })
  t.same([(await remove()).status, await names(it)], [404, []])
})

t.test('the names of a connection follow its template', async t => {
  const it = await double(t)
  const put = async (dataSourceFormat: string | undefined) => (await send(it, 'POST /api/v2/data?dryRun=true', {
    connectionKey: 'key', connection: { handler: 'Trino', database: 'db' }, nameTemplate: { dataSourceFormat }
  })).body.creating
  for (const [format, name] of [[undefined, 'Public Key'], ['<DATABASE>.<schema>.<tablename>', 'DB.public.key'], ['<other>', '<other>']] as const) t.same(await put(format), [name])
  t.same((await send(it, 'POST /api/v2/data?dryRun=true', { connectionKey: 'key', connection: { handler: 'Trino' }, nameTemplate: { dataSourceFormat: 'x<Database>' } })).body.creating, ['x'])
})

t.test('a change of a connection waits for its jobs', async t => {
  const it = await double(t)
  const body = { connectionKey: 'shop', connection: { ...connection, handler: 'Snowflake' } }
  let ended = false
  const waited = send(it, 'POST /api/v2/data?wait=-1', body).then(response => {
    ended = true
    return response
  })
  for (let turns = 0; turns < 20; turns++) await turn()
  t.equal(ended, false)
  await it.advance('5s')
  t.match(await waited, { status: 200, body: { creating: ['Public Shop'] } })
})

t.test('what does not fit is taken back: neither data sources nor running jobs are left', async t => {
  const it = await double(t, { maxJobs: 2, lifecycle: 'stuck' })
  const handlers = ['a', 'b', 'c'].map(handler)
  t.equal((await send(it, 'POST /snowflake/handler', { handler: handlers, dataSource })).status, 507)
  const body = { connectionKey: 'shop', connection: { ...connection, handler: 'Snowflake' } }
  t.equal((await send(it, 'POST /api/v2/data', { ...body, sources: handlers.map(({ metadata: { table } }) => ({ table })) })).status, 507)
  t.same((await send(it, 'GET /__admin/jobs')).body.items.filter(({ state }: { state: string }) => state !== 'cancelled'), [])

  const full = await double(t, { maxJobs: 2, maxThings: 2, lifecycle: 'instant' })
  t.equal((await send(full, 'POST /api/v2/data', { ...body, sources: [{ table: 'a' }] })).status, 200)
  const before = (await send(full, 'GET /dataSource')).body
  const refused = await send(full, 'POST /api/v2/data', { ...body, options: { tableTags: ['new'] }, sources: ['a', 'b', 'c'].map(table => ({ table })) })
  t.equal(refused.status, 507)
  t.same((await send(full, 'GET /dataSource')).body, before)
})

t.test('detection starts a job for tables and one for columns', async t => {
  const it = await double(t)
  const kinds = async () => (await send(it, 'GET /__admin/jobs')).body.items.map(({ kind, input }: { kind: string, input: object }) => [kind, input])
  const { body } = await send(it, 'PUT /dataSource/detectRemoteChanges', { database: 'customers' })
  t.match(body, { schemaDetection: { jobs: [uuid] }, columnDetection: { jobs: [uuid] } })
  t.same(await kinds(), [['columnDetection', { database: 'customers' }], ['schemaDetection', { database: 'customers' }]])
  const { body: skipped } = await send(it, 'PUT /dataSource/detectRemoteChanges', { schemaEvolutionId: 1, skipColumnDetection: true })
  t.same(Object.keys(skipped), ['schemaDetection'])
  t.equal((await send(it, 'POST /jobs/statuses', { jobIds: body.schemaDetection.jobs })).body[body.schemaDetection.jobs[0]].state, 'created')
})

t.test('paths below those of the technologies that are not served are rejected in the words of the service', async t => {
  const it = await double(t, { providers: ['immuta', 'starfish'] })
  for (const operation of ['GET /snowflake/handler/1', 'GET /databricks', 'POST /pg/bulk', 'GET /api/v2/data', 'GET /dataSource/1/tags', 'DELETE /bim/apikey/1']) {
    t.same(await send(it, operation), { status: 404, body: { statusCode: 404, error: 'Not Found', message: 'Not Found' } }, operation)
  }
  // not through `send`, which takes a path of this form for one of Immuta's
  for (const [url, error] of [['/v1/handler', 'Not found'], ['/other/handler', { code: 'NOT_FOUND' }]] as const) {
    t.match((await it.app.inject({ method: 'POST', url })).json(), { error })
  }
})
