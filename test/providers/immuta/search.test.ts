import t from 'tap'
import { isDate, toSpan } from '../../../src/providers/immuta/job-schema.ts'
import { credentials as key } from '../../support/credentials.ts'
import { moment, type Double } from '../../support/double.ts'
import { immuta as double } from '../../support/providers/double.ts'

const find = async ({ ask }: Double, query = '') => (await ask(`GET /jobs/search${query}`, undefined, key)).body
const idsOf = async (it: Double, query = '') => (await find(it, query)).jobs.map(({ id }: { id: string }) => id)
const invalid = (message: string, field: string) => ({ statusCode: 400, error: 'Bad Request', message: `"${field}" ${message}`, validation: { source: 'query', keys: [field] } })

/** Creates four jobs, one each day: a has completed, b has failed, c is active, d is created. */
async function withJobs (it: Double): Promise<Double> {
  await it.make({ provider: 'immuta', id: 'a', kind: 'highCardinality', output: { rows: 1 } })
  await it.advance('1d')
  await it.make({ provider: 'immuta', id: 'b', kind: 'nativeViewRefresh', lifecycle: 'failure' })
  await it.advance('1d')
  await it.make({ provider: 'immuta', id: 'c', kind: 'highCardinality', lifecycle: 'stuck' })
  await it.make({ provider: 'julep', id: '0193f1d2-7a40-7c31-8f0e-2b6d5c9a1e47' })
  await it.advance('1d')
  await it.make({ provider: 'immuta', id: 'd', kind: 'highCardinality' })
  await it.make({ provider: 'immuta', id: 'hidden', lifecycle: 'late' })
  return it
}

t.test('a search finds all visible jobs of Immuta, newest first', async t => {
  const it = await withJobs(await double(t, { providers: ['immuta', 'julep'] }))
  t.same(await find(it), {
    jobs: [
      { id: 'd', state: 'created', output: null, jobType: 'highCardinality', createdOn: moment(259_200) },
      { id: 'c', state: 'active', output: null, jobType: 'highCardinality', createdOn: moment(172_800) },
      { id: 'b', state: 'failed', output: { name: 'Error', stack: 'Error: The job failed', message: 'The job failed' }, jobType: 'nativeViewRefresh', createdOn: moment(86_400) },
      { id: 'a', state: 'completed', output: { rows: 1 }, jobType: 'highCardinality', createdOn: moment(0) }
    ],
    next: null
  })
  t.same(await idsOf(await double(t)), [])
})

const searches: Array<{ query: string, ids: string[] }> = [
  { query: '?jobType=highCardinality', ids: ['d', 'c', 'a'] },
  { query: '?jobType=highCardinality&jobType=nativeViewRefresh', ids: ['d', 'c', 'b', 'a'] },
  { query: '?jobType=nothing', ids: [] },
  { query: '?jobType=', ids: [] },
  { query: '?state=failed', ids: ['b'] },
  { query: '?state=failed&state=created', ids: ['d', 'b'] },
  { query: '?state=retry', ids: [] },
  { query: '?jobType=highCardinality&state=completed', ids: ['a'] },
  { query: '?startDate=2025-01-02', ids: ['d', 'c', 'b'] },
  { query: '?startDate=2025-01-02T00:00:00.000Z', ids: ['d', 'c', 'b'] },
  { query: '?startDate=2025-01-02T00:00:00.001Z', ids: ['d', 'c'] },
  { query: '?endDate=2025-01-02', ids: ['b', 'a'] },
  { query: '?endDate=2025-01-02T00:00:00Z', ids: ['b', 'a'] },
  { query: '?endDate=2025-01-01T23:59', ids: ['a'] },
  { query: '?endDate=2025-01-02T01:00:00%2B01:00', ids: ['b', 'a'] },
  { query: '?startDate=2025-01-02&endDate=2025-01-03', ids: ['c', 'b'] },
  { query: '?startDate=2025-01-03&endDate=2025-01-02', ids: [] },
  { query: '?offset=1&size=2', ids: ['c', 'b'] },
  { query: '?offset=4', ids: [] },
  { query: '?offset=9007199254740991', ids: [] },
  { query: '?size=1', ids: ['d'] },
  { query: '?size=1000', ids: ['d', 'c', 'b', 'a'] }
]

t.test('a search filters by types, states and dates, and returns one page', async t => {
  const it = await withJobs(await double(t, { providers: ['immuta', 'julep'] }))
  for (const { query, ids } of searches) t.same(await idsOf(it, query), ids, query)
})

t.test('next leads through all pages and keeps the query, also in a named sandbox', async t => {
  const it = await double(t)
  for (const prefix of ['', '/@other']) {
    for (const id of ['a', 'b', 'c', 'd', 'e']) await it.ask(`POST ${prefix}/__admin/jobs`, { provider: 'immuta', id, kind: 'a b' })
    await it.ask(`POST ${prefix}/__admin/jobs`, { provider: 'immuta', id: 'f', kind: 'c' })
    const first = `${prefix}/jobs/search?jobType=a%20b&jobType=x&state=created&endDate=2025-01-01&size=2`
    const pages = []
    for (let next = first; next !== null;) {
      const { body } = await it.ask(`GET ${next}`, undefined, key)
      pages.push(body.jobs.map(({ id }: { id: string }) => id))
      if (pages.length === 1) t.equal(body.next, `${prefix}/jobs/search?jobType=a+b&jobType=x&state=created&endDate=2025-01-01&size=2&offset=2`)
      next = body.next
    }
    t.same(pages, [['e', 'd'], ['c', 'b'], ['a']])
  }
})

t.test('a page has 50 jobs by default', async t => {
  const it = await double(t)
  await it.ask('PUT /dataSource/bulk/tags', { ids: Array.from({ length: 51 }, (_, id) => id) }, key)
  const { jobs, next } = await find(it)
  t.same([jobs.length, next], [50, '/jobs/search?offset=50&size=50'])
})

t.test('an invalid search is rejected', async t => {
  const { ask } = await double(t)
  const state = 'must be one of [created, retry, active, completed, expired, cancelled, failed]'
  const cases: Array<{ query: string, message: string, field: string }> = [
    { query: 'state=running', message: state, field: 'state[0]' }, { query: 'state=failed&state=', message: 'is not allowed to be empty', field: 'state[1]' },
    { query: 'offset=-1', message: 'must be greater than or equal to 0', field: 'offset' }, { query: 'offset=x', message: 'must be a number', field: 'offset' },
    { query: 'size=0', message: 'must be greater than or equal to 1', field: 'size' }, { query: 'size=1001', message: 'must be less than or equal to 1000', field: 'size' }, { query: 'size=1&size=2', message: 'must be a number', field: 'size' },
    { query: 'startDate=yesterday', message: 'must be in ISO 8601 date format', field: 'startDate' }, { query: 'endDate=2025-13-01', message: 'must be in ISO 8601 date format', field: 'endDate' },
    { query: 'endDate=', message: 'is not allowed to be empty', field: 'endDate' }, { query: 'startDate=2025-01-01&startDate=2025-01-02', message: 'must be in ISO 8601 date format', field: 'startDate' },
    { query: 'page=2', message: 'is not allowed', field: 'page' }
  ]
  for (const { query, message, field } of cases) {
    const response = await ask(`GET /jobs/search?${query}`, undefined, key)
    t.same([response.status, response.body], [400, invalid(message, field)], query)
  }
})

const none = { created: 0, retry: 0, active: 0, completed: 0, expired: 0, cancelled: 0, failed: 0 }

t.test('a summary counts the jobs of each type in each of the seven states', async t => {
  const it = await withJobs(await double(t, { providers: ['immuta', 'julep'] }))
  const summary = async (query: string) => (await it.ask(`GET /jobs/summary${query}`, undefined, key)).body.jobType
  const highCardinality = { jobType: 'highCardinality', states: { ...none, created: 1, active: 1, completed: 1 } }
  const nativeViewRefresh = { jobType: 'nativeViewRefresh', states: { ...none, failed: 1 } }
  t.same(await summary(''), [highCardinality, nativeViewRefresh])
  t.same(await summary('?jobType=nativeViewRefresh&jobType=nothing'), [nativeViewRefresh])
  t.same(await summary('?startDate=2025-01-03'), [{ jobType: 'highCardinality', states: { ...none, created: 1, active: 1 } }])
  t.same(await summary('?endDate=2025-01-01&jobType=highCardinality'), [{ jobType: 'highCardinality', states: { ...none, completed: 1 } }])
  t.same(await summary('?endDate=2024-12-31'), [])
  t.same((await it.ask('GET /jobs/summary?state=failed', undefined, key)).body, invalid('is not allowed', 'state'))
})

t.test('a summary has every state, for any name of a type', async t => {
  const it = await double(t)
  for (const lifecycle of ['stuck', 'waiting', 'retry-then-success', 'instant', 'expired', 'cancelled', 'failure']) await it.make({ provider: 'immuta', kind: '__proto__', lifecycle })
  await it.make({ provider: 'immuta', kind: '__proto__', lifecycle: { steps: [{ state: 'queued' }] } })
  await it.advance('4s')
  t.equal((await it.ask('GET /jobs/summary', undefined, key)).text,
    '{"jobType":[{"jobType":"__proto__","states":{"created":1,"retry":1,"active":4,"completed":1,"expired":0,"cancelled":1,"failed":0}}]}')
  await it.advance('15m')
  t.match((await it.ask('GET /jobs/summary', undefined, key)).body.jobType, [{ states: { completed: 2, expired: 1, cancelled: 1, failed: 1, active: 2 } }])
})

const dates: Array<{ text: string, from?: string, to?: string }> = [
  { text: '2025-01-02', from: '2025-01-02T00:00:00.000Z', to: '2025-01-02T23:59:59.999Z' },
  { text: '2024-02-29', from: '2024-02-29T00:00:00.000Z', to: '2024-02-29T23:59:59.999Z' },
  { text: '2025-01-02T03:04Z', from: '2025-01-02T03:04:00.000Z', to: '2025-01-02T03:04:00.000Z' },
  { text: '2025-01-02T03:04:05', from: '2025-01-02T03:04:05.000Z', to: '2025-01-02T03:04:05.000Z' },
  { text: '2025-01-02T03:04:05.678-02:00', from: '2025-01-02T05:04:05.678Z', to: '2025-01-02T05:04:05.678Z' },
  { text: '2025-01-32' }, { text: '2025-01-02T25:00' }, { text: '2025-1-2' }, { text: '2025' }, { text: '02.01.2025' }, { text: '2025-01-02 03:04' }, { text: '2025-01-02Z' }, { text: '' }
]

t.test('a date is a day or a moment in ISO 8601, in UTC if it has no zone', async t => {
  for (const { text, from, to } of dates) {
    t.equal(isDate(text), from !== undefined, text)
    if (from !== undefined) t.same(toSpan(text), { from: Date.parse(from), to: Date.parse(to!) }, text)
  }
  for (const value of [undefined, 7, ['2025-01-02']]) t.equal(isDate(value), false)
})
