import t from 'tap'
import { double, moment, type Double } from '../../support/double.ts'

const key = { authorization: 'Bearer sk-1' }

async function list ({ ask }: Double, query = ''): Promise<any> {
  const { status, body } = await ask(`GET /__admin/requests${query}`)
  return status === 200 ? body : body.error
}

const ids = ({ items }: { items: Array<{ id: string }> }) => items.map(({ id }) => Number(id.replace('req-', '')))

t.test('the journal shows each request and its response', async t => {
  const d = await double(t)
  const job = await d.make({ provider: 'waveline' })
  await d.advance('1s')
  const { body } = await d.ask(`GET /api/v1/jobs/${job.id}?x=1`, undefined, key)
  const { items: [item], ...rest } = await list(d)
  t.strictSame(rest, { next: null, total: 1, unclear: 0, dropped: 0 })
  const { realAt, durationMs, connection, key: print, request, response, ...plain } = item
  t.strictSame(plain, {
    id: 'req-1',
    at: moment(1),
    sandbox: 'main',
    provider: 'waveline',
    operation: 'waveline.getJob',
    operations: ['waveline.getJob'],
    job: job.id,
    jobs: [{ id: job.id, state: 'running' }],
    method: 'GET',
    url: `/api/v1/jobs/${job.id}?x=1`,
    path: `/api/v1/jobs/${job.id}`,
    outcome: 'responded',
    fault: null,
    faults: [],
    stub: null,
    traceparent: null
  })
  t.match(realAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  t.ok(durationMs > 0 && connection > 0)
  t.match(request, { headers: { authorization: `Bearer [fingerprint ${print}]`, host: 'localhost:80' }, body: null, bytes: null, truncated: false })
  t.match(response, { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body, bytes: JSON.stringify(body).length, truncated: false })
  t.strictSame((await d.ask('GET /__admin/requests/req-1')).body, item)
  t.strictSame((await d.ask('GET /__admin/requests/req-2')).body.error, { code: 'REQUEST_UNKNOWN', message: 'The journal has no request req-2; it begins at req-1' })
  t.equal((await d.ask('GET /__admin/requests/1')).status, 404)
})

t.test('a job is shown in the state that it had when the request came, whatever has become of it', async t => {
  const d = await double(t)
  const job = await d.make({ provider: 'waveline', lifecycle: { steps: [{ state: 'queued' }, { state: 'running', after: '1s' }, { state: 'succeeded', after: '1s' }] } })
  for (let second = 0; second < 3; second++) {
    await d.ask(`GET /api/v1/jobs/${job.id}`, undefined, key)
    await d.advance('1s')
  }
  t.same((await list(d)).items.map(({ jobs }: any) => jobs[0].state), ['queued', 'running', 'succeeded'])
})

t.test('a job that was made later is shown without a state, one that the request has made with its first', async t => {
  const d = await double(t)
  await d.ask('GET /api/v1/jobs/a5ecc735-c48e-43ea-a739-d42bfb19edb3', undefined, key)
  await d.advance('1s')
  await d.make({ provider: 'waveline', id: 'a5ecc735-c48e-43ea-a739-d42bfb19edb3' })
  const { body } = await d.ask('POST /api/v1/guess-shape', { fileName: 'a.pdf', contentType: 'application/pdf', url: 'http://a/b' }, key)
  t.same((await list(d)).items.map(({ jobs }: any) => jobs), [[{ id: 'a5ecc735-c48e-43ea-a739-d42bfb19edb3', state: null }], [{ id: body.id, state: 'queued' }]])
})

t.test('an operation that takes many jobs is journalled with all of them, and only those of its provider', async t => {
  const d = await double(t)
  const [one, other] = [await d.make({ provider: 'immuta' }), await d.make({ provider: 'immuta', lifecycle: 'stuck' })]
  const foreign = await d.make({ provider: 'waveline' })
  await d.ask('POST /jobs/statuses', { jobIds: [one.id, other.id, foreign.id] }, key)
  const [item] = (await list(d)).items
  t.same(item.jobs.map(({ id }: any) => id), [one.id, other.id])
  t.equal(item.job, one.id)
  t.equal((await list(d, `?job=${other.id}`)).total, 1)
})

t.test('requests of GraphQL are journalled by field, through fragments and aliases, also before their token is looked at', async t => {
  const d = await double(t)
  const queries: Array<[object | string, string[]]> = [
    [{ query: '{ a: getJob(jobId: "x") { id } b: getJob(jobId: "y") { id } getJobs(jobIds: []) { id } }' }, ['datasaur.getJob', 'datasaur.getJobs']],
    [{ query: 'query A { getJob(jobId: "x") { id } } query B { ...f } fragment f on Query { ... on Query { getJobs(jobIds: []) { id } } ...f }', operationName: 'B' }, ['datasaur.getJobs']],
    [{ query: 'query A { getJob(jobId: "x") { id } } query B { getJobs(jobIds: []) { id } }', operationName: 'C' }, ['datasaur.graphql']],
    [{ query: '{ nothing }' }, ['datasaur.graphql']], [{ query: '{ nothing getJobs(jobIds: []) { id } __typename }' }, ['datasaur.getJobs']], [{ query: '{ ...missing }' }, ['datasaur.graphql']], [{ query: '{' }, ['datasaur.graphql']], [{ variables: {} }, ['datasaur.graphql']], ['{"query', ['datasaur.graphql']]
  ]
  for (const [payload] of queries) await d.app.inject({ method: 'POST', url: '/graphql', headers: { ...key, 'content-type': 'application/json' }, payload })
  const { items } = await list(d)
  t.same(items.map(({ operations }: any) => operations), queries.map(([, operations]) => operations))
  t.equal(items[0].operation, 'datasaur.getJob')
  t.same(items.at(-1).request.body, '{"query')
  t.same(ids(await list(d, '?operation=datasaur.getJobs')), [1, 2, 5])
  await d.app.inject({ method: 'POST', url: '/graphql', payload: { query: '{ getProjects { totalCount } }' } })
  t.same((await list(d)).items.at(-1).operations, ['datasaur.getProjects'])
})

t.test('what is refused is journalled, and what is not about a provider is not', async t => {
  const d = await double(t)
  const refused: Array<[string, object | string | undefined, number, string | null, string | null]> = [
    ['GET /api/v1/jobs/x', undefined, 401, 'waveline', 'waveline.getJob'],
    ['POST /v1/jobStatus', { jobId: 1 }, 401, 'starfish', 'starfish.getJobStatus'],
    ['GET /api/v1/nothing', undefined, 404, 'waveline', null],
    ['DELETE /v1/jobStatus', undefined, 404, 'starfish', null],
    ['GET /apis/nothing', undefined, 404, null, null],
    ['POST /jobs', { a: 1 }, 404, 'immuta', null]
  ]
  for (const [operation, payload, status] of refused) {
    const [method, url] = operation.split(' ') as ['GET', string]
    t.equal((await d.app.inject({ method, url, ...payload !== undefined && { payload } })).statusCode, status, operation)
  }
  for (const path of ['/health', '/ready', '/', '/openapi/starfish.json', '/openapi/control.json', '/graphiql', '/graphql/schema.graphql', '/__admin/jobs', '/__admin/nothing', '/@a%20b/api/v1/jobs']) await d.app.inject(path)
  const { items } = await list(d)
  t.same(items.map(({ method, url, response: { status }, provider, operation }: any) => [`${method} ${url}`, status, provider, operation]), refused.map(([operation, , status, provider, name]) => [operation, status, provider, name]))
  t.same((await d.ask('GET /__admin/requests/counters')).body.unmatched, 4)
})

t.test('requests that no operation took show the operations that come nearest, and why they did not', async t => {
  const d = await double(t)
  await d.ask('GET /api/v1/jobs', undefined, key)
  for (const url of ['/v1/jobstatus', '/@shop/api/job/7?x=1', '/jobs/statuses']) await d.app.inject({ url: url.replace('/@shop', '') })
  await d.app.inject('/@shop/api/v1/jobs/7/result')
  const { items, total, next } = (await d.ask('GET /__admin/requests/unmatched?limit=2')).body
  t.strictSame([total, next], [3, 'req-3'])
  t.strictSame(items[0].nearest[0], { operation: 'starfish.getJobStatus', method: 'POST', path: '/v1/jobStatus', why: ['the method is POST, not GET', 'the path has "jobStatus", not "jobstatus"'] })
  t.strictSame(items[1].nearest[0], { operation: 'julep.getJobStatus', method: 'GET', path: '/api/jobs/:job_id', why: ['the path has "jobs", not "job"'] })
  const { body } = await d.ask(`GET /__admin/requests/unmatched?cursor=${next}`)
  t.strictSame(body.items[0].nearest[0], { operation: 'immuta.getJobStatuses', method: 'POST', path: '/jobs/statuses', why: ['the method is POST, not GET'] })
  t.strictSame((await d.ask('GET /@shop/__admin/requests/unmatched')).body.items[0].nearest[0], { operation: 'waveline.getJob', method: 'GET', path: '/api/v1/jobs/:id', why: ['the path has 4 segments, not 5'] })
})

t.test('requests are found by any field', async t => {
  const d = await double(t)
  const job = await d.make({ provider: 'immuta' })
  await d.ask('GET /api/v1/jobs?count=1', undefined, key)
  await d.advance('1s')
  await d.ask('POST /jobs/statuses', { jobIds: [job.id, 'b'] }, { authorization: 'sk-2' })
  await d.advance('1s')
  await d.ask('GET /api/v1/jobs/x', undefined)
  const { items } = await list(d)
  const queries: Array<[string, number[]]> = [
    ['', [1, 2, 3]], ['?provider=waveline', [1, 3]], ['?operation=immuta.getJobStatuses', [2]], [`?job=${job.id}`, [2]], ['?method=post', [2]], ['?path=/api/v1/jobs', [1]],
    ['?url=/api/v1/jobs%3Fcount=1', [1]], ['?status=401', [3]], ['?outcome=responded', [1, 2, 3]], ['?outcome=broken', []], ['?fault=none', [1, 2, 3]], ['?fault=any', []],
    [`?connection=${items[1].connection}`, [2]], [`?key=${items[0].key}`, [1]], [`?from=${moment(1)}`, [2, 3]], [`?until=${moment(1)}`, [1]], [`?from=${moment(1)}&until=${moment(2)}`, [2]]
  ]
  for (const [query, found] of queries) t.same(ids(await list(d, query)), found, query)
  const matches: Array<[object, number[]]> = [
    [{ body: { jobIds: ['b'] } }, [2]], [{ body: { jobIds: ['c'] } }, []], [{ headers: { 'Content-Type': 'application/json' } }, [2]], [{ headers: { authorization: null } }, [3]],
    [{ query: { count: '1' } }, [1]], [{ response: { [job.id]: { id: job.id } } }, [2]], [{ from: moment(1), status: 200 }, [2]]
  ]
  for (const [match, found] of matches) t.same(ids((await d.ask('POST /__admin/requests/find', { match })).body), found, JSON.stringify(match))
  t.same(ids((await d.ask('POST /__admin/requests/find', {})).body), [1, 2, 3])
  t.strictSame((await d.ask('POST /__admin/requests/count', { match: { status: 200 } })).body, { count: 2, possible: 2, dropped: 0 })
  t.strictSame((await d.ask('POST /__admin/requests/count', {})).body, { count: 3, possible: 3, dropped: 0 })
})

t.test('pages follow one another, also while requests come', async t => {
  const d = await double(t)
  const poll = () => d.ask('GET /api/v1/jobs', undefined, key)
  for (let count = 0; count < 5; count++) await poll()
  const first = await list(d, '?limit=2')
  t.same([ids(first), first.next, first.total], [[1, 2], 'req-2', 5])
  await poll()
  const second = (await d.ask('POST /__admin/requests/find', { limit: 3, cursor: first.next })).body
  t.same([ids(second), second.next, second.total], [[3, 4, 5], 'req-5', 6])
  t.match(await list(d, '?cursor=req-5'), { items: [{ id: 'req-6' }], next: null })
  t.strictSame(await list(d, '?cursor=abc'), { code: 'INVALID_FIELD', message: 'cursor: "abc" is not a cursor of this list; use the `next` of the previous page', field: 'cursor' })
})

t.test('a match can be for several operations, any of which matches', async t => {
  const d = await double(t)
  for (const path of ['/api/v1/jobs', '/api/v1/jobs/x', '/api/jobs/x']) await d.ask(`GET ${path}`, undefined, key)
  await d.ask('POST /graphql', { query: '{ getJobs(jobIds: ["a"]) { id } }' }, key)
  const match = { operation: ['waveline.getJob', 'julep.getJobStatus'] }
  t.same(ids(await list(d, '?operation=waveline.getJob&operation=julep.getJobStatus')), [2, 3])
  t.same(ids((await d.ask('POST /__admin/requests/find', { match })).body), [2, 3])
  t.match((await d.ask('POST /__admin/requests/count', { match })).body, { count: 2 })
  t.match((await d.ask('POST /__admin/requests/verify', { match, exactly: 2 })).body, { ok: true, count: 2 })
  t.match((await d.ask('POST /__admin/requests/wait', { match, atLeast: 2 })).body, { ok: true, count: 2, request: { id: 'req-3' } })
  const named = { operation: ['datasaur.getJob', 'datasaur.getJobs'] }
  t.same(ids((await d.ask('POST /__admin/requests/find', { match: { operation: 'datasaur.getJobs', arguments: { jobIds: ['a'] } } })).body), [4])
  t.match((await d.ask('POST /__admin/requests/find', { match: { ...named, arguments: {} } })).body, { items: [{ id: 'req-4' }], total: 1 })
  t.match((await d.ask('POST /__admin/requests/find', { match: { operation: ['waveline.getJob', 'waveline.getJobz'] } })).body, { error: { code: 'INVALID_FIELD', field: 'match.operation[1]' } })
  t.match((await d.ask('POST /__admin/requests/find', { match: { operation: [] } })).body, { error: { code: 'INVALID_FIELD', field: 'match.operation' } })
})

t.test('an operation that is not served is refused, because nothing would ever match it', async t => {
  const d = await double(t, { providers: ['julep', 'datasaur'] })
  const wrong: Array<[string, unknown, string, string]> = [
    ['GET /__admin/requests?operation=julep.getJob', undefined, 'operation', '"julep.getJob" is not an operation that this server provides; the most similar are julep.get'],
    ['POST /__admin/requests/verify', { match: { operation: 'datasaur.getjobs' }, exactly: 0 }, 'match.operation', '"datasaur.getjobs" is not an operation that this server provides; the most similar are datasaur.getJobs, '],
    ['POST /__admin/requests/verify', { inOrder: [{}, { operation: 'starfish.getData' }] }, 'inOrder[1].operation', '"starfish.getData" is not an operation that this server provides']
  ]
  for (const [operation, body, field, message] of wrong) {
    const { status, body: { error } } = await d.ask(operation, body)
    t.equal(status, 400)
    t.equal(error.field, field)
    t.ok(error.message.startsWith(`${field}: ${message}`), error.message)
  }
  for (const operation of ['datasaur.graphql', 'datasaur.getHealth', 'datasaur.getJobs', 'julep.createExecution']) t.equal((await list(d, `?operation=${operation}`)).total, 0, operation)
})

t.test('an emptied or reset journal is empty, with its counters', async t => {
  const d = await double(t)
  const poll = () => d.ask('GET /api/v1/jobs', undefined, key)
  const empty = { total: 0, kept: 0, dropped: 0, bytes: 0, pending: 0, broken: 0, unmatched: 0, providers: {}, operations: {}, statuses: {} }
  await poll()
  t.match((await d.ask('GET /__admin/requests/counters')).body, { total: 1, kept: 1, providers: { waveline: 1 }, operations: { 'waveline.listJobs': 1 }, statuses: { 200: 1 } })
  t.equal((await d.ask('DELETE /__admin/requests')).status, 204)
  t.strictSame((await d.ask('GET /__admin/requests/counters')).body, empty)
  await poll()
  t.same(ids(await list(d)), [2])
  await d.ask('POST /__admin/reset')
  t.strictSame((await d.ask('GET /__admin/requests/counters')).body, empty)
})

t.test('sandboxes have journals of their own, and URLs are shown as the client sent them', async t => {
  const d = await double(t)
  await d.ask('GET /@shop/api/v1/jobs?count=2', undefined, key)
  t.equal((await list(d)).total, 0)
  const { items: [item] } = (await d.ask('GET /@shop/__admin/requests')).body
  t.match(item, { sandbox: 'shop', url: '/@shop/api/v1/jobs?count=2', path: '/api/v1/jobs' })
})

t.test('the journal is bounded: what it keeps no longer is still counted', async t => {
  const d = await double(t, { maxRequests: 3 })
  for (let count = 0; count < 10; count++) await d.ask('GET /api/v1/jobs', undefined, key)
  t.match(await list(d), { total: 3, dropped: 7, items: [{ id: 'req-8' }] })
  t.match((await d.ask('GET /__admin/requests/counters')).body, { total: 10, kept: 3, dropped: 7, statuses: { 200: 10 } })
  t.strictSame((await d.ask('GET /__admin/requests/req-7')).body.error.message, 'The journal has no request req-7; it begins at req-8')
  t.strictSame((await d.ask('POST /__admin/requests/count', { match: { method: 'GET' } })).body, { count: 3, possible: 10, dropped: 7 })
})
