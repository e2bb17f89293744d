import t from 'tap'
import { providers } from '../../src/providers/index.ts'
import { rules, styleSource } from '../../src/report/index.ts'
import { Clock } from '../../src/time/index.ts'
import { credentials as key } from '../support/credentials.ts'
import { double, type Double } from '../support/double.ts'

const document = { fileName: 'a.pdf', contentType: 'application/pdf', url: 'http://localhost/a.pdf' }
const task = '/api/tasks/11111111-1111-4111-8111-111111111111/executions'

const report = async ({ ask }: Double) => (await ask('GET /__admin/report')).body
const idsOf = ({ findings }: { findings: Array<{ rule: string, verdict: string }> }) => findings.filter(({ verdict }) => verdict === 'violated').map(({ rule }) => rule)

/** Thresholds with which every poll comes too fast, however slow the machine is. */
const slow = { error: 600_000, info: 600_000, longPoll: 600_000 }
const impatient = { rules: { 'poll-too-fast': { thresholds: slow } } }

/** Polls a job five times, 5 s of the sandbox apart. */
async function poll ({ ask, advance }: Double, operation: string, times = 5, body?: object): Promise<void> {
  for (let count = 0; count < times; count++) {
    await advance('5s')
    await ask(operation, body, { ...key, 'x-api-key': 'key' })
  }
}

t.test('without requests there is nothing to say', async t => {
  const { ask } = await double(t)
  const { status, body } = await ask('GET /__admin/report')
  t.equal(status, 200)
  t.same(body, {
    ok: true,
    summary: { error: 0, warning: 0, info: 0, undecided: 0 },
    findings: [],
    checked: rules.map(({ id }) => ({ rule: id, conversations: 0, violated: 0, undecided: 0 })),
    covered: { sandboxes: ['main'], requests: 0, jobs: 0, from: null, to: null, dropped: 0 },
    jobs: [],
    coverage: []
  })
})

t.test('a client that polls without a pause is found, with the requests that show it', async t => {
  const world = await double(t)
  await world.ask('PUT /__admin/report/settings', impatient)
  const { body: { id } } = await world.ask('POST /api/v1/guess-shape', document, key)
  for (let count = 0; count < 5; count++) await world.ask(`GET /api/v1/jobs/${id}`, undefined, key)
  const body = await report(world)
  t.equal(body.ok, false)
  const [finding] = body.findings
  t.match(finding, { rule: 'poll-too-fast', severity: 'error', verdict: 'violated', provider: 'waveline', operation: 'waveline.getJob', job: id, jobs: [id] })
  t.same(finding.evidence.requests, ['req-2', 'req-3', 'req-4', 'req-5', 'req-6'])
  t.equal(finding.evidence.gaps.length, 4)
})

t.test('a client that advances the clock between its polls, sees the end and stops is good', async t => {
  const world = await double(t)
  const { body: { id } } = await world.ask('POST /api/v1/guess-shape', document, key)
  await poll(world, `GET /api/v1/jobs/${id}`, 3)
  const body = await report(world)
  t.same(idsOf(body), [])
  const [job] = body.jobs
  t.same(job.steps.map(({ state }: { state: string }) => state), ['queued', 'running', 'succeeded'])
  t.same(job.polls.sandbox, [5000, 5000])
  t.same(job.requests.map(({ operation }: { operation: string }) => operation), ['waveline.guessShape', ...Array(3).fill('waveline.getJob')])
})

t.test('an execution of Julep counts as its job', async t => {
  const world = await double(t)
  await world.ask('PUT /__admin/report/settings', impatient)
  const { body: { id, metadata } } = await world.ask(`POST ${task}`, { input: {} }, key)
  for (let count = 0; count < 5; count++) await world.ask(`GET /api/executions/${id}`, undefined, key)
  const body = await report(world)
  t.same(body.jobs.map(({ job }: { job: string }) => job), metadata.jobs)
  t.same(idsOf(body), ['poll-too-fast'])
})

t.test('the result of a Starfish project is the result of its jobs', async t => {
  const world = await double(t, { lifecycle: 'failure' })
  const { ask, advance } = world
  const job = await world.make({ provider: 'starfish', lifecycle: 'failure' })
  const { projectId } = job.input
  await advance('1h')
  await ask('POST /v1/jobStatus', { jobId: job.id, projectId }, { 'x-api-key': 'key' })
  await ask('POST /v1/data', { projectId }, { 'x-api-key': 'key' })
  t.same(idsOf(await report(world)), ['failed-as-success'])
})

t.test('a status that is not documented, a job that is missing and a broken body show nothing', async t => {
  const world = await double(t)
  const { app, make, ask, advance } = world
  const { id } = await make({ provider: 'waveline', lifecycle: { steps: [{ state: 'running', after: 0, unknownStatus: 'NEW' }, { state: 'succeeded', after: '1h' }] } })
  // not through `ask`, which holds responses against the contract
  await app.inject({ url: `/api/v1/jobs/${id}`, headers: key })
  await ask('POST /__admin/faults', { match: { operation: 'waveline.getJob' }, then: { payload: 'malformed' } })
  await advance('2h')
  await app.inject({ url: `/api/v1/jobs/${id}`, headers: key })
  const { coverage } = await report(world)
  t.same(coverage[0].states.met, ['running'])
  t.same(coverage[0].faults.met, ['payload', 'unknown-status'])
})

t.test('a create whose response was lost is not to be sent again', async t => {
  const world = await double(t)
  const { ask } = world
  await ask('POST /__admin/faults', { match: { operation: 'waveline.guessShape' }, when: { first: 1 }, phase: 'after', then: { status: 503 } })
  for (let count = 0; count < 2; count++) await ask('POST /api/v1/guess-shape', document, key)
  t.same(idsOf(await report(world)), ['duplicate-create'])
})

t.test('a token that has expired is not to be used', async t => {
  const world = await double(t)
  const { ask, advance, make } = world
  const { body: { token } } = await ask('POST /bim/apikey/authenticate', { apikey: 'k' })
  const { id } = await make({ provider: 'immuta', lifecycle: 'stuck' })
  await advance('2h')
  await ask('POST /jobs/statuses', { jobIds: [id] }, { authorization: token })
  t.same(idsOf(await report(world)), ['expired-token-used'])

  const { body: { access_token: other } } = await ask('POST /api/oauth/token', { grant_type: 'client_credentials', client_id: 'a', client_secret: 'b' })
  await advance('365d')
  await ask('POST /graphql', { query: '{ getJob(jobId: "x") { id } }' }, { authorization: `Bearer ${other}` })
  t.same(idsOf(await report(world)), ['expired-token-used', 'expired-token-used'])
})

t.test('a rule can be switched off, and its severity and thresholds changed, until the sandbox is reset', async t => {
  const world = await double(t)
  const { ask } = world
  const { body: { id } } = await ask('POST /api/v1/guess-shape', document, key)
  for (let count = 0; count < 5; count++) await ask(`GET /api/v1/jobs/${id}`, undefined, key)

  const settings = { rules: { 'poll-too-fast': { severity: 'info', thresholds: slow }, 'leaked-job': { enabled: false } } }
  t.same((await ask('PUT /__admin/report/settings', settings)).body, settings)
  t.same((await ask('GET /__admin/report/settings')).body, settings)
  const body = await report(world)
  t.equal(body.ok, true)
  t.same(body.summary, { error: 0, warning: 0, info: 1, undecided: 0 })

  await ask('PUT /__admin/report/settings', { rules: { 'poll-too-fast': { thresholds: { ...slow, gaps: 100 } } } })
  t.notOk(idsOf(await report(world)).includes('poll-too-fast'))
  await ask('POST /__admin/reset')
  t.same((await ask('GET /__admin/report/settings')).body, { rules: {} })
})

t.test('a rule, a threshold and a format that do not exist are rejected', async t => {
  const { ask } = await double(t)
  const messageOf = async (operation: string, body?: object) => (await ask(operation, body)).body.error.message
  t.match(await messageOf('PUT /__admin/report/settings', { rules: { 'poll-to-fast': {} } }), /^rules\.poll-to-fast: is not a rule; the rules are retry-after, /)
  t.equal(await messageOf('PUT /__admin/report/settings', { rules: { 'poll-too-fast': { thresholds: { warn: 1 } } } }),
    'rules.poll-too-fast.thresholds.warn: must be one of error, info, gaps, longPoll')
  t.equal(await messageOf('PUT /__admin/report/settings', { rules: { 'rate-limit': { thresholds: { warn: 1 } } } }),
    'rules.rate-limit.thresholds.warn: this rule has no thresholds')
  t.equal(await messageOf('GET /__admin/report?format=pdf'), 'format: must be one of json, text, markdown, html, junit, ctrf')
})

t.test('the format is the one that the query or the Accept header names, else JSON', async t => {
  const { app } = await double(t)
  const cases = [
    { url: '/__admin/report?format=ctrf', type: 'application/json; charset=utf-8', begins: '{"reportFormat":"CTRF"' },
    { url: '/__admin/report?format=markdown', accept: 'text/html', type: 'text/markdown; charset=utf-8', begins: '# jobdouble report: good' },
    { url: '/__admin/report', accept: 'text/html,application/xhtml+xml;q=0.9', type: 'text/html; charset=utf-8', begins: '<!doctype html>' },
    { url: '/__admin/report', accept: 'application/xml', type: 'application/xml; charset=utf-8', begins: '<?xml' },
    { url: '/__admin/report', accept: 'text/xml', type: 'application/xml; charset=utf-8', begins: '<?xml' },
    { url: '/__admin/report', accept: '*/*', type: 'application/json; charset=utf-8', begins: '{"ok":true' },
    { url: '/__admin/report', accept: 'image/png', type: 'application/json; charset=utf-8', begins: '{"ok":true' },
    { url: '/__admin/report', type: 'application/json; charset=utf-8', begins: '{"ok":true' }
  ]
  for (const { url, accept, type, begins } of cases) {
    const { headers, body } = await app.inject({ url, headers: accept === undefined ? {} : { accept } })
    t.same([headers['content-type'], body.slice(0, begins.length)], [type, begins], `${url} ${accept}`)
  }
})

t.test('the listed jobs have a bounded number of requests together', async t => {
  const { app } = await double(t)
  const send = async (url: string, payload: object) => (await app.inject({ method: 'POST', url, payload, headers: { ...key, 'content-type': 'application/json' } })).json()
  const jobIds: string[] = []
  for (let count = 0; count < 100; count++) jobIds.push((await send('/__admin/jobs', { provider: 'immuta' })).id)
  for (let count = 0; count < 110; count++) await send('/jobs/statuses', { jobIds, wait: 0 })
  const { jobs, covered } = (await app.inject('/__admin/report')).json()
  t.same([jobs.length, covered.jobs, covered.requests], [90, 100, 110])
})

t.test('the page of the report may load nothing but its own style', async t => {
  const { app } = await double(t)
  const { headers } = await app.inject('/__admin/report?format=html')
  t.match(headers, {
    'content-security-policy': `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src ${styleSource}`,
    'x-content-type-options': 'nosniff'
  })
})

t.test('the coverage lists what the clients have not met', async t => {
  const { ask } = await double(t)
  await ask('GET /api/v1/jobs/unknown', undefined, key)
  const { body: { items } } = await ask('GET /__admin/coverage')
  t.same(items.map(({ provider, operations, responses }: any) => [provider, operations.met, responses.met]), [['waveline', ['waveline.getJob'], ['waveline.getJob 404']]])
  t.ok(items[0].responses.missed.includes('waveline.getJob 200'))
  t.same(items[0].states.met, [])
})

t.test('every provider says what its operations are for, and names only operations that it has', async t => {
  const { app } = await double(t)
  await app.ready()
  for (const { name: provider, report: { roles, batch = [] } } of providers) {
    t.ok(Object.values(roles).includes('status'), `${provider} has an operation that reads jobs`)
    for (const name of [...Object.keys(roles), ...[batch].flat()]) {
      const response = await app.inject({ method: 'POST', url: '/__admin/requests/count', payload: { match: { operation: `${provider}.${name}` } } })
      t.equal(response.statusCode, 200, `${provider}.${name} is an operation`)
    }
  }
})

t.test('the report of a sandbox that is asked for by name is not a use of the sandbox', async t => {
  const wallClock = new Clock({ mode: 'frozen' })
  const { app, ask } = await double(t, { wallClock })
  await ask('POST /__admin/sandboxes', { name: 'other' })
  const { body: { lastUsed } } = await ask('GET /__admin/sandboxes/other')
  wallClock.advance(wallClock.now() + 5)
  t.same((await ask('GET /__admin/sandboxes/other/report')).body.covered.sandboxes, ['other'])
  const text = await app.inject('/__admin/sandboxes/other/report?format=text')
  t.match(text.body, /0 errors/)
  t.equal((await ask('GET /__admin/sandboxes/other')).body.lastUsed, lastUsed)
  t.equal((await ask('GET /__admin/sandboxes/missing/report')).status, 404)
})
