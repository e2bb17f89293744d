import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { connect, VerificationError, type RecordedRequest } from '../../src/index.ts'
import { listen } from '../../src/http/server/listen.ts'
import { double } from '../support/double.ts'
import { startDouble } from '../support/client.ts'

/** A sandbox with a Waveline job, and a client that polls it. */
async function world (t: Test) {
  const sandbox = await (await startDouble(t)).sandbox()
  const job = await sandbox.jobs.create({ provider: 'waveline' })
  const ask = async (path = `/api/v1/jobs/${job.id}`, key = sandbox.env.WAVELINE_API_KEY) => (await fetch(`${sandbox.env.WAVELINE_BASE_URL}${path}`, { headers: { authorization: `Bearer ${key}` } })).status
  return { sandbox, requests: sandbox.requests, job, ask }
}

t.test('requests are listed, filtered and counted, oldest first, and read by id', async t => {
  const { sandbox: { name, clock }, requests, job, ask } = await world(t)
  await ask()
  await clock.advance('1s')
  for (let index = 0; index < 3; index++) await ask('/api/v1/jobs/missing')
  const page = await requests.list({ limit: 2 })
  t.match([page.total, page.dropped, page.unclear, page.items.length], [4, 0, 0, 2])
  t.match(page.items[0], {
    sandbox: name,
    provider: 'waveline',
    operation: 'waveline.getJob',
    operations: ['waveline.getJob'],
    job: job.id,
    jobs: [{ id: job.id, state: 'queued' }],
    at: '2025-01-01T00:00:00.000Z',
    method: 'GET',
    path: `/api/v1/jobs/${job.id}`,
    outcome: 'responded',
    response: { status: 200, body: { status: 'CREATED' }, truncated: false },
    fault: null,
    faults: [],
    stub: null,
    traceparent: null
  })
  const seen: RecordedRequest[] = []
  for await (const request of requests.list({ limit: 3 })) seen.push(request)
  t.same(seen.map(({ response }) => response?.status), [200, 404, 404, 404])
  t.same(await requests.get(seen[0]!), seen[0])
  t.same(await requests.get(seen[1]!.id), seen[1])
  const found: RecordedRequest[] = []
  for await (const request of requests.list({ status: 404, from: '2025-01-01T00:00:01.000Z', limit: 2 })) found.push(request)
  t.same(found, seen.slice(1))
  t.same((await requests.list({ job, response: { status: 'CREATED' } })).items, seen.slice(0, 1))
  t.same(await requests.count({ job }), { count: 1, possible: 1, dropped: 0 })
  t.match(await requests.count(), { count: 4 })
  await requests.reset()
  t.equal((await requests.count()).count, 0)
  await t.rejects(requests.get('req-1'), { code: 'REQUEST_UNKNOWN', status: 404 })
})

t.test('a verification that succeeds resolves with the number of matches', async t => {
  const { requests, job, ask } = await world(t)
  await ask()
  await ask('/api/v1/jobs/missing')
  t.match(await requests.verify({ operation: 'waveline.getJob' }, { exactly: 2 }), { ok: true, verdict: 'ok', count: 2, nearest: [] })
  await requests.verify({ operation: ['waveline.getJob', 'julep.getJobStatus'] }, { exactly: 2 })
  await requests.verify({ job })
  await requests.verify({ provider: 'julep' }, { atMost: 0 })
  await requests.verify([{ job }, { status: 404 }])
  await t.rejects(requests.verify([{ job }], { exactly: 1 } as object), { name: 'JobdoubleError', code: 'INVALID_FIELD', field: 'inOrder' })
})

t.test('a verification that fails throws what was expected, the number of matches and the most similar requests', async t => {
  const { sandbox, requests, job, ask } = await world(t)
  await ask()
  await ask('/nowhere')
  const error = await requests.verify({ operation: 'waveline.getJob', status: 503, job }).catch(error => error)
  t.ok(error instanceof VerificationError)
  t.match([error.name, error.verdict, error.count, error.possible, error.nearest[0]?.request.job], ['VerificationError', 'failed', 0, 0, job.id])
  t.equal(error.message.split('\n').slice(0, 3).join('\n'), [
    `Expected at least 1, and there were 0: {"operation":"waveline.getJob","status":503,"job":"${job.id}"}`,
    'The nearest:',
    `  req-1 GET /@${sandbox.name}/api/v1/jobs/${job.id} → 200 (waveline.getJob): status is 200, not 503`
  ].join('\n'))
  t.match(error.message, /\n {2}req-2 GET .*\/nowhere → 404 \(no operation\): operation is null/)
  await t.rejects(requests.verify({ job }, { atMost: 0 }), { message: /^Expected at most 0, and there were 1: .*\nThe nearest:\n {2}req-1 GET \S+ → 200 \(waveline\.getJob\)$/ })
  await t.rejects(requests.verify([{ status: 404 }, { job }]), { name: 'VerificationError', message: /^Expected 2 requests in this order, .*: \[\{"status":404\},\{"job":"/ })
  await requests.reset()
  await t.rejects(requests.verify({}), { message: 'Expected at least 1, and there were 0: {}' })
})

t.test('a verification that depends on evicted requests throws the verdict evicted', async t => {
  const sandbox = await (await startDouble(t, { maxRequests: 2 } as object)).sandbox()
  for (const id of 'abc') await fetch(`${sandbox.url}/api/v1/jobs/${id}`)
  const match = { path: '/api/v1/jobs/a' }
  const error = await sandbox.requests.verify(match, { exactly: 1 }).catch(error => error)
  t.match(error, { name: 'VerificationError', verdict: 'evicted', count: 0, possible: 1, message: /^Expected exactly 1, and there were 0 to 1: 1 requests that could decide were evicted/ })
  t.same(await sandbox.requests.count(match), { count: 0, possible: 1, dropped: 1 })
})

t.test('a wait resolves with the request as soon as it arrives, and throws the most similar ones after the timeout', async t => {
  const { requests, job, ask } = await world(t)
  const waiting = requests.waitFor({ job, status: 200 }, { atLeast: 2 })
  await ask()
  await ask()
  t.match(await waiting, { id: 'req-2', job: job.id })
  t.match(await requests.waitFor({ job }), { job: job.id }, 'a request that arrived earlier counts')
  await t.rejects(requests.waitFor({ status: 500 }, { timeout: 1 }), { name: 'VerificationError', message: /^Expected at least 1, and there were 0: \{"status":500\}\nThe nearest:\n/ })
  await t.rejects(requests.waitFor({ status: 500 }, { signal: AbortSignal.abort(new Error('enough')) }), { message: 'enough' })
})

t.test('a request that arrives just as the timeout ends is not missed', async t => {
  const bodies: Record<string, object[]> = {
    '/@a/__admin/sandbox': [{ name: 'a' }],
    '/@a/__admin/requests/wait': [{ ok: false, request: null }, { ok: true, request: { id: 'req-1' } }],
    '/@a/__admin/requests/verify': [{ ok: true }]
  }
  const server = createServer(({ url = '' }, response) => { response.end(JSON.stringify(bodies[url]!.shift())) }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { requests } = await connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`).sandbox('a')
  t.same(await requests.waitFor({}), { id: 'req-1' })
})

t.test('an unmatched request has the most similar operations', async t => {
  const { requests, ask } = await world(t)
  await ask()
  await ask('/api/v1/job/x')
  const { items } = await requests.listUnmatched()
  t.match(items, [{ operation: null, path: '/api/v1/job/x', nearest: [{ operation: 'waveline.getJob', method: 'GET' }] }])
  t.equal(items.length, 1)
  await ask('/api/v1/job/y')
  const paths: string[] = []
  for await (const { path } of requests.listUnmatched({ limit: 1 })) paths.push(path)
  t.same(paths, ['/api/v1/job/x', '/api/v1/job/y'])
})

t.test('a request without a response is shown with its outcome', async t => {
  const { sandbox, requests, job, ask } = await world(t)
  await sandbox.faults.create({ then: { connection: 'reset' } })
  await t.rejects(ask())
  await t.rejects(requests.verify({ job, status: 200 }), { message: /req-1 GET \S+ → broken \(waveline\.getJob\): status is null, not 200$/ })
})

t.test('each request is an event when it has ended', async t => {
  const { sandbox, requests, ask } = await world(t)
  const events = await sandbox.events({ kinds: ['request'] })
  await ask()
  const { value } = await events.next()
  t.same(value, { kind: 'request', id: 2, data: (await requests.list()).items[0] })
  await events.return()
})

t.test('a wait counts requests that the journal has evicted', async t => {
  const { app } = await double(t, { maxRequests: 2 })
  const sandbox = await connect(await listen(app, { host: '127.0.0.1', port: 0 })).sandbox()
  for (let index = 0; index < 4; index++) await fetch(`${sandbox.env.WAVELINE_BASE_URL}/api/v1/jobs`, { headers: { authorization: 'Bearer k' } })
  t.equal((await sandbox.requests.waitFor({ operation: 'waveline.listJobs' }, { atLeast: 4, timeout: '60s' })).id, 'req-4')
  await t.rejects(sandbox.requests.waitFor({ operation: 'waveline.listJobs' }, { atLeast: 5, timeout: 1 }), { name: 'VerificationError', verdict: 'failed', count: 4 })
  for (let index = 0; index < 2; index++) await fetch(`${sandbox.env.WAVELINE_BASE_URL}/api/v1/jobs/none`, { headers: { authorization: 'Bearer k' } })
  await t.rejects(sandbox.requests.waitFor({ operation: 'waveline.listJobs' }), { name: 'JobdoubleError', code: 'REQUESTS_DROPPED', message: /raise --max-requests/ })
})

t.test('ticks tell when requests came, in pages', async t => {
  const { requests, ask } = await world(t)
  for (let index = 0; index < 3; index++) await ask()
  const ids: string[] = []
  for await (const { id } of requests.listTicks({ limit: 2 })) ids.push(id)
  t.same(ids, ['req-1', 'req-2', 'req-3'])
})
