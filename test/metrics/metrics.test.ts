import fastify from 'fastify'
import t from 'tap'
import { createMetrics } from '../../src/metrics/index.ts'
import { double, type Double } from '../support/double.ts'

/** The samples of jobdouble's own metrics, by name and labels, without those that are 0. */
async function samples ({ ask }: Double, prefix = ''): Promise<Record<string, number>> {
  const { status, headers, text } = await ask(`GET ${prefix}/metrics`)
  t.equal(status, 200)
  t.match(headers['content-type'], /^text\/plain; version=0\.0\.4/)
  t.match(text, /^nodejs_eventloop_lag_p99_seconds /m)
  const lines = text.split('\n').filter(line => line.startsWith('jobdouble_')).map(line => line.split(/ (?=[\d.]+$)/))
  return Object.fromEntries(lines.map(([name, value]) => [name, Number(value)]).filter(([, value]) => value !== 0))
}

t.test('/metrics counts requests by provider, operation, status and fault, and shows what the sandboxes hold', async t => {
  const it = await double(t, { metrics: true })
  const { ask, make, app } = it
  const { id } = await make({ provider: 'julep' })
  await ask('POST /@other/__admin/jobs', { provider: 'immuta', lifecycle: 'stuck' })
  await ask('POST /__admin/faults', { match: { operation: 'julep.getJobStatus' }, when: { first: 1 }, then: { status: 503 } })
  const key = { authorization: 'Bearer x' }
  await ask(`GET /api/jobs/${id}`, undefined, key)
  await ask(`GET /api/jobs/${id}`, undefined, key)
  await ask(`GET /api/jobs/${id}`, undefined, key)
  await ask('POST /graphql', { query: '{ getAllTeams { id } getTags(input: { teamId: "1" }) { id } }' }, key)
  await ask('GET /unknown')
  const { jobdouble_journal_bytes: bytes, ...rest } = await samples(it)
  t.ok(bytes! > 0)
  t.same(rest, {
    'jobdouble_requests_total{provider="julep",operation="julep.getJobStatus",status="503",fault="true"}': 1,
    'jobdouble_requests_total{provider="julep",operation="julep.getJobStatus",status="200",fault="false"}': 2,
    'jobdouble_requests_total{provider="datasaur",operation="datasaur.getAllTeams",status="200",fault="false"}': 1,
    'jobdouble_requests_total{provider="",operation="",status="404",fault="false"}': 1,
    'jobdouble_jobs{provider="julep",state="queued"}': 1,
    'jobdouble_jobs{provider="immuta",state="queued"}': 1,
    jobdouble_sandboxes: 2,
    jobdouble_journal_exchanges: 5
  })
  await ask('POST /__admin/reset')
  t.equal((await samples(it))['jobdouble_requests_total{provider="",operation="",status="404",fault="false"}'], 1, 'a counter never falls')
  t.equal((await samples(it, '/@third')).jobdouble_sandboxes, 2, 'it creates no sandbox')
  t.ok([...app.sandboxes.all()].every(({ journal }) => journal.size === 0), 'it is not recorded')
})

t.test('a request whose connection ends before a response has no status', async t => {
  const it = await double(t, { metrics: true })
  await it.ask('POST /__admin/faults', { match: { operation: 'waveline.getJob' }, then: { connection: 'reset' } })
  await it.app.inject({ url: '/api/v1/jobs/x', headers: { 'x-api-key': 'x' } }).catch(() => {})
  t.equal((await samples(it))['jobdouble_requests_total{provider="waveline",operation="waveline.getJob",status="",fault="true"}'], 1)
})

t.test('many jobs are counted in several turns', async t => {
  const it = await double(t, { metrics: true, maxJobs: 20_000 })
  for (const name of ['main', 'other']) {
    const { jobs } = it.app.sandboxes.get(name)
    for (let count = 0; count < 10_000; count++) jobs.create({ id: `${count}`, provider: 'julep', kind: 'x', lifecycle: 'success' })
  }
  t.equal((await samples(it))['jobdouble_jobs{provider="julep",state="queued"}'], 20_000)
})

t.test('without the option there are no metrics', async t => {
  const { ask } = await double(t)
  t.equal((await ask('GET /metrics')).status, 404)
})

t.test('metrics of other parts are read when /metrics is', async t => {
  const { app: { sandboxes } } = await double(t)
  const app = fastify()
  t.teardown(() => app.close())
  let value = 1
  createMetrics().serve(app, sandboxes, [
    { kind: 'gauge', name: 'some_gauge', help: 'A gauge', read: () => value },
    { kind: 'counter', name: 'some_total', help: 'A counter', read: () => 2 * value }
  ])
  const read = async () => (await app.inject('/metrics')).body.split('\n').filter(line => line.startsWith('some_'))
  t.same(await read(), ['some_gauge 1', 'some_total 2'])
  value = 5
  t.same(await read(), ['some_gauge 5', 'some_total 10'])
})
