import t from 'tap'
import { moment } from '../../support/double.ts'
import { waveline as double } from '../../support/providers/double.ts'

const key = { authorization: 'Bearer k', host: 'double:5627' }

t.test('a job has the documented statuses, and its result at the end only', async t => {
  const { ask, make, advance } = await double(t)
  const input = { fileName: 'invoice.pdf', pages: 3 }
  const { id } = await make({ provider: 'waveline', kind: 'extract-document', input, output: { total: 12.5 } })
  const seen = []
  for (const by of ['0s', '1s', '4s']) {
    await advance(by)
    seen.push((await ask(`GET /api/v1/jobs/${id}`, undefined, key)).body)
  }
  const at = (status: string, result: unknown) =>
    ({ id, createdAt: moment(0), status, type: 'extract-document', ...input, result, urls: { get: `http://double:5627/api/v1/jobs/${id}` } })
  t.same(seen, [at('CREATED', null), at('RUNNING', null), at('COMPLETED', { total: 12.5 })])
})

t.test('a job that ends without a result is FAILED, and a result that is not an object is wrapped into one', async t => {
  const { ask, make, advance } = await double(t)
  const jobs = []
  for (const lifecycle of ['failure', 'cancelled', 'expired', 'instant']) jobs.push(await make({ provider: 'waveline', lifecycle, output: [1] }))
  await advance('20m')
  const seen = []
  for (const { id } of jobs) {
    const { body } = await ask(`GET /api/v1/jobs/${id}`, undefined, key)
    seen.push([body.status, body.result])
  }
  t.same(seen, [['FAILED', null], ['FAILED', null], ['FAILED', null], ['COMPLETED', { value: [1] }]])
})

t.test('the list is newest first, paged by count and offset, without results', async t => {
  const { ask, make } = await double(t, { providers: ['waveline', 'immuta'] })
  const ids = []
  for (let made = 0; made < 12; made++) ids.unshift((await make({ provider: 'waveline' })).id)
  await make({ provider: 'waveline', lifecycle: 'late' })
  await make({ provider: 'immuta' })
  const { body } = await ask('GET /api/v1/jobs', undefined, key)
  t.same([body.items.map((item: { id: string }) => item.id), body.offset, body.count, body.total], [ids.slice(0, 10), 0, 10, 12])
  t.same(Object.keys(body.items[0]), ['id', 'createdAt', 'status', 'type', 'pages', 'fileName', 'urls'])
  const rest = (await ask('GET /api/v1/jobs?count=5&offset=10', undefined, key)).body
  t.same([rest.items.map((item: { id: string }) => item.id), rest.offset, rest.count, rest.total], [ids.slice(10), 10, 5, 12])
  t.same((await ask('GET /api/v1/jobs?offset=99', undefined, key)).body, { items: [], offset: 99, count: 10, total: 12 })
})

t.test('a count or an offset out of range is rejected', async t => {
  const { ask } = await double(t)
  const cases: Array<[string, string]> = [
    ['count=0', 'count must be at least 1'], ['count=101', 'count must be at most 100'], ['count=ten', 'count must be a whole number'],
    ['count=', 'count must be a whole number'], ['offset=-1', 'offset must be at least 0'], ['count=1&count=2', 'count must be a whole number']
  ]
  for (const [query, error] of cases) {
    const { status, body } = await ask(`GET /api/v1/jobs?${query}`, undefined, key)
    t.same([status, body], [400, { error }], query)
  }
})

t.test('each error has its status and text', async t => {
  const { ask, make } = await double(t, { providers: ['waveline', 'julep'] })
  const { id } = await make({ provider: 'julep' })
  const cases: Array<[string, Record<string, string>, number, string]> = [
    ['GET /api/v1/jobs/', key, 400, 'id is missing'],
    ['GET /api/v1/jobs/unknown', key, 404, 'No job with the provided id could be found'],
    [`GET /api/v1/jobs/${id}`, key, 404, 'No job with the provided id could be found'],
    ['GET /api/v1/jobs/%zz', key, 404, 'No job with the provided id could be found'],
    ['GET /api/v1/jobs', {}, 401, 'The provided API key is not valid'],
    ['GET /api/v1/jobs', { authorization: 'k' }, 401, 'The provided API key is not valid'],
    ['GET /api/v1/jobs', { authorization: 'Bearer invalid' }, 401, 'The provided API key is not valid'],
    ['GET /api/v1/jobs', { authorization: 'Bearer expired' }, 401, 'The provided API key is not valid'],
    ['POST /api/v1/jobs', {}, 404, 'Not found'],
    ['GET /api/v1/nothing', {}, 404, 'Not found']
  ]
  for (const [operation, headers, status, error] of cases) {
    const response = await ask(operation, undefined, headers)
    t.same([response.status, response.body], [status, { error }], operation)
  }
})

t.test('a link stays inside the sandbox', async t => {
  const { ask } = await double(t)
  const { id } = (await ask('POST /@shop/__admin/jobs', { provider: 'waveline' })).body
  t.equal((await ask(`GET /@shop/api/v1/jobs/${id}`, undefined, key)).body.urls.get, `http://double:5627/@shop/api/v1/jobs/${id}`)
  t.equal((await ask('GET /@shop/api/v1/jobs', undefined, key)).body.items[0].urls.get, `http://double:5627/@shop/api/v1/jobs/${id}`)
  t.equal((await ask(`GET /api/v1/jobs/${id}`, undefined, key)).status, 404)
})

t.test('the link of a job works for any id that a test has chosen', async t => {
  const { ask, make } = await double(t)
  for (const id of ['my-job_1', 'a/b?c', 'Grüße €']) {
    await make({ provider: 'waveline', id })
    const { get } = (await ask(`GET /api/v1/jobs/${encodeURIComponent(id)}`, undefined, key)).body.urls
    t.equal((await ask(`GET ${get.replace('http://double:5627', '')}`, undefined, key)).body.id, id)
  }
})
