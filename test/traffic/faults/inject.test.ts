import t from 'tap'
import { double, moment } from '../../support/double.ts'
import { credentials as keys } from '../../support/credentials.ts'
import { injecting } from '../../support/faults/injecting.ts'

t.test('a fault before the work keeps it from being done, one after it does not', async t => {
  const { ask, requests } = await injecting(t, { match: { provider: 'starfish' }, then: { status: 500 } })
  const jobs = async () => (await ask('GET /__admin/jobs?provider=starfish')).body.total
  await requests['starfish']!()
  t.equal(await jobs(), 0)
  await ask('PATCH /__admin/faults/fault-1', { phase: 'after' })
  const { status, headers } = await requests['starfish']!()
  t.same([status, await jobs()], [500, 1])
  t.notOk(headers['access-control-allow-origin'], 'nothing of the lost reply is left')
})

t.test('a fault comes before the check of credentials and before the body is validated', async t => {
  const { ask, app } = await injecting(t, { then: { status: 503 } })
  t.equal((await ask('GET /api/v1/jobs/unknown')).status, 503)
  t.equal((await app.inject({ method: 'POST', url: '/v1/jobStatus', payload: '{', headers: { 'content-type': 'application/json' } })).statusCode, 503)
  t.equal((await ask('GET /api/v1/nonsense')).status, 503, 'a path that no operation takes is the provider’s too')
  await ask('PATCH /__admin/faults/fault-1', { match: { operation: 'waveline.getJob' } })
  t.equal((await ask('GET /api/v1/nonsense')).status, 404)
})

t.test('a rule for a job matches its id in the path, the query and the body', async t => {
  const { ask, make, id, seen } = await injecting(t)
  const immuta = (await make({ provider: 'immuta' })).id
  const starfish = (await make({ provider: 'starfish' }))
  await ask('POST /__admin/faults', { match: { job: id.waveline }, then: { status: 500 } })
  await ask('POST /__admin/faults', { match: { job: immuta }, then: { status: 501 } })
  await ask('POST /__admin/faults', { match: { job: starfish.id }, then: { status: 502 } })
  t.equal((await ask(`GET /api/v1/jobs/${id.waveline}`, undefined, keys)).status, 500)
  t.equal((await ask(`GET /api/v1/jobs/${id.waveline}`)).status, 401, 'who it is comes first here')
  t.equal((await ask('POST /jobs/statuses', { jobIds: [immuta] }, keys)).status, 501)
  t.equal((await ask(`GET /jobs?bulkId=${immuta}`, undefined, keys)).status, 501)
  t.equal((await ask('POST /v1/jobStatus', { jobId: starfish.id, projectId: starfish.input.projectId }, keys)).status, 502)
  t.equal((await ask(`GET /api/jobs/${id.julep}`, undefined, keys)).status, 200)
  t.same(await seen(), [[1, 1], [2, 2], [1, 1]])
})

t.test('a GraphQL request matches by its root fields', async t => {
  const { ask, requests, seen } = await injecting(t, { match: { operation: 'datasaur.getJob' }, then: { graphql: { message: 'The queue is down', type: 'QueueError' } } })
  t.same((await requests['graphql']!()).body, { errors: [{ message: 'The queue is down', extensions: { type: 'QueueError' } }], data: null })
  t.same((await ask('POST /graphql', { query: '{ __typename getJobs(jobIds: []) { id } }' }, keys)).status, 200)
  t.same(await seen(), [[1, 1]])
  await ask('PATCH /__admin/faults/fault-1', { phase: 'after', then: { graphql: { message: 'Lost' } } })
  t.same((await ask('POST /graphql', { query: '{ getJobs(jobIds: []) { id } getJob(jobId: "x") { id } }' }, keys)).body, { errors: [{ message: 'Lost' }], data: null })
  t.equal((await requests['health']!()).status, 200)
})

t.test('a probability of 0 is byte-identical to no rule', async t => {
  const runs = await Promise.all([undefined, { when: { probability: 0 }, then: { status: 500 } }, { phase: 'after', when: { probability: 0 }, then: { connection: 'reset' } }].map(async order => {
    const { requests } = await injecting(t, order)
    const responses = []
    for (const request of Object.values(requests)) {
      const { status, headers: { date, ...headers }, text } = await request()
      responses.push({ status, headers, text })
    }
    return responses
  }))
  t.same(runs[1], runs[0])
  t.same(runs[2], runs[0])
})

t.test('a rule that is deleted leaves no trace', async t => {
  const { ask, requests } = await injecting(t)
  const clean = await requests['waveline']!()
  await ask('POST /__admin/faults', { then: { status: 500 } })
  await ask('POST /__admin/faults', { phase: 'after', then: { payload: 'malformed' } })
  t.equal((await requests['waveline']!()).status, 500)
  await ask('DELETE /__admin/faults/fault-1')
  await t.rejects(requests['waveline']!())
  await ask('DELETE /__admin/faults')
  const { status, headers: { date, ...headers }, text } = await requests['waveline']!()
  const { date: before, ...cleanHeaders } = clean.headers
  t.same([status, headers, text], [200, cleanHeaders, clean.text])
})

t.test('the control API, health, the dashboard and the specifications never meet a fault', async t => {
  const { ask, app, add } = await injecting(t, { then: { status: 500 } })
  await add({ phase: 'after', then: { status: 501 } })
  for (const path of ['/__admin/faults', '/__admin/jobs', '/__admin/clock', '/health', '/ready', '/', '/openapi/julep.json', '/openapi/control.json', '/graphql/schema.graphql', '/graphiql', '/metrics', '/unknown']) {
    const { statusCode, headers } = await app.inject(path)
    t.notOk(headers['x-jobdouble-fault'], `${path} ${statusCode}`)
  }
  t.equal((await ask('GET /__admin/nonsense')).status, 404)
})

t.test('rules affect only their own sandbox, and no request whose sandbox name is invalid', async t => {
  const { ask, app } = await injecting(t, { phase: 'after', then: { status: 500 } })
  t.equal((await ask('GET /@other/jobs/summary', undefined, keys)).status, 200)
  t.equal((await ask('GET /jobs/summary', undefined, keys)).status, 500)
  t.equal((await app.inject('/@b%C3%A4d/jobs/summary')).statusCode, 400)
})

t.test('a response names the faults that affected it, unless the fault header is off', async t => {
  const { requests } = await injecting(t, { then: { delay: 1 } })
  t.equal((await requests['waveline']!()).headers['x-jobdouble-fault'], 'fault-1')
  const quiet = await double(t, { noFaultHeader: true })
  await quiet.ask('POST /__admin/faults', { then: { status: 500 } })
  const { statusCode, headers } = await quiet.app.inject('/jobs/summary')
  t.same([statusCode, headers['x-jobdouble-fault']], [500, undefined])
  const both = await injecting(t, { then: { delay: 1 } })
  await both.add({ phase: 'after', then: { delay: 1 } })
  await both.add({ phase: 'after', then: { status: 500 } })
  t.equal((await both.requests['waveline']!()).headers['x-jobdouble-fault'], 'fault-1, fault-2, fault-3')
})

t.test('the response of one rule is not corrupted by a later rule', async t => {
  const { requests, add, seen } = await injecting(t, { then: { status: 503 } })
  await add({ phase: 'after', then: { payload: 'malformed' } })
  t.same((await requests['waveline']!()).body, { error: 'Service Unavailable' })
  t.same(await seen(), [[1, 1], [0, 0]])
})

t.test('a window opens and closes by the clock of the sandbox', async t => {
  const { requests, advance } = await injecting(t, { when: { from: moment(10), until: moment(20) }, then: { status: 503 } })
  const statuses = []
  for (let step = 0; step < 4; step++) {
    statuses.push((await requests['waveline']!()).status)
    await advance('7s')
  }
  t.same(statuses, [200, 200, 503, 200])
})

t.test('with the profile stuck-queue, the jobs that clients start stay queued until the rule is deleted', async t => {
  const { ask, requests, advance } = await injecting(t, { profile: 'stuck-queue' })
  await requests['starfish']!()
  await advance('1d')
  const states = async () => (await ask('GET /__admin/jobs?provider=starfish')).body.items.map((job: { state: string }) => job.state)
  t.same(await states(), ['queued'])
  await ask('DELETE /__admin/faults')
  await requests['starfish']!()
  await advance('1d')
  t.same(await states(), ['succeeded', 'queued'])
})
