import t from 'tap'
import { Clock } from '../../../src/time/index.ts'
import { double, type Double } from '../../support/double.ts'

const key = { authorization: 'Bearer sk-1' }
const poll = ({ ask }: Double, sandbox = '') => ask(`GET ${sandbox}/api/v1/jobs`, undefined, key)

async function verify ({ ask }: Double, body: object): Promise<any> {
  const { status, body: answer } = await ask('POST /__admin/requests/verify', body)
  return status === 200 ? answer : answer.error
}

/** Resolves when a wait of this length is open. */
async function opened (wallClock: Clock, timeout: number): Promise<void> {
  while (wallClock.next > wallClock.now() + timeout) await new Promise(resolve => setImmediate(resolve))
}

t.test('a verification says whether as many requests came as a test expects', async t => {
  const d = await double(t)
  await poll(d)
  await poll(d)
  const match = { operation: 'waveline.listJobs' }
  t.strictSame(await verify(d, { match, exactly: 2 }), { ok: true, count: 2, possible: 2, verdict: 'ok', message: 'Expected exactly 2, and there were 2', nearest: [] })
  t.match(await verify(d, { match, atLeast: 1, atMost: 2 }), { ok: true, message: 'Expected at least 1 and at most 2, and there were 2' })
  t.match(await verify(d, { match }), { ok: true, message: 'Expected at least 1, and there were 2' })
  t.match(await verify(d, {}), { ok: true })
  t.match(await verify(d, { match, atMost: 1 }), { ok: false, verdict: 'failed', nearest: [{ request: { id: 'req-1' }, why: [] }, { request: { id: 'req-2' } }] })
  const failed = await verify(d, { match: { ...match, status: 429 }, atLeast: 1 })
  t.match(failed, { ok: false, count: 0, verdict: 'failed', message: 'Expected at least 1, and there were 0' })
  t.same(failed.nearest.map(({ request, why }: any) => [request.id, ...why]), [['req-2', 'status is 200, not 429'], ['req-1', 'status is 200, not 429']])
})

t.test('a verification of nothing but a number, or by the names that every object has, is answered', async t => {
  const d = await double(t)
  const orders = [{}, { exactly: 5 }, { exactly: 0 }, { atMost: 0 }, { atLeast: 1 }, { inOrder: [{}] }, ...['constructor', 'toString', 'hasOwnProperty'].flatMap(name => [
    { match: { headers: { [name]: 'x' } } }, { match: { headers: { [name]: null } }, exactly: 5 }, { match: { query: { [name]: 'x' } } }, { match: { body: { [name]: 1 } } }, { match: { response: { [name]: 1 } } }
  ])]
  const oks = async () => await Promise.all(orders.map(async order => (await verify(d, order)).ok))
  t.same(await oks(), orders.map(order => 'exactly' in order ? order.exactly === 0 : 'atMost' in order))
  await d.ask('GET /api/v1/jobs?constructor=x', undefined, { ...key, constructor: 'x' })
  await poll(d)
  t.same((await oks()).slice(0, 11), [true, false, false, false, true, true, true, false, true, false, false])
  t.match(await verify(d, { match: { headers: { constructor: 'x' } }, exactly: 2 }), { count: 1, nearest: [{ request: { id: 'req-2' }, why: ['the header constructor is missing, not "x"'] }] })
})

t.test('an order is verified', async t => {
  const d = await double(t)
  await poll(d)
  await d.ask('GET /api/v1/jobs/x', undefined, key)
  const [first, second] = [{ operation: 'waveline.listJobs' }, { operation: 'waveline.getJob' }]
  t.match(await verify(d, { inOrder: [first, second] }), { ok: true, count: 2, message: 'Expected 2 requests in this order, and there were 2' })
  t.match(await verify(d, { inOrder: [second, first] }), { ok: false, count: 1, verdict: 'failed', message: 'Expected 2 requests in this order, and there were 1' })
})

t.test('a verification that would need dropped requests says so, and never guesses', async t => {
  const d = await double(t, { maxRequests: 2 })
  for (let count = 0; count < 5; count++) await poll(d)
  const match = { method: 'GET' }
  t.match(await verify(d, { match, exactly: 2 }), {
    ok: false,
    verdict: 'evicted',
    count: 2,
    possible: 5,
    message: 'Expected exactly 2, and there were 2 to 5: 3 requests that could decide were evicted, and long bodies are cut; raise --max-requests or --max-request-bytes, or verify earlier'
  })
  t.match(await verify(d, { match, atLeast: 2 }), { ok: true })
  t.match(await verify(d, { match, atMost: 1 }), { verdict: 'failed' })
  t.match(await verify(d, { match: { operation: 'waveline.listJobs' }, exactly: 5 }), { ok: true, count: 5 })
})

t.test('what contradicts itself is refused', async t => {
  const d = await double(t)
  const wrong: Array<[object, string, string]> = [
    [{ exactly: 1, atLeast: 1 }, 'exactly', 'exactly: cannot be combined with atLeast or atMost; give one or the other'],
    [{ atLeast: 2, atMost: 1 }, 'atLeast', 'atLeast: 2 is greater than atMost, which is 1'],
    [{ inOrder: [{}], match: {} }, 'inOrder', 'inOrder: cannot be combined with match, exactly, atLeast or atMost: each of its requests is expected once'],
    [{ inOrder: [{}], exactly: 1 }, 'inOrder', 'inOrder: cannot be combined with match, exactly, atLeast or atMost: each of its requests is expected once'],
    [{ inOrder: [] }, 'inOrder', 'inOrder: must not be empty'],
    [{ exactly: -1 }, 'exactly', 'exactly: must be at least 0'],
    [{ match: { state: 'x' } }, 'match.state', 'match.state: is not a known field'],
    [{ match: { from: 'noon' } }, 'match.from', 'match.from: must be a moment like 2025-01-01T00:00:00.000Z']
  ]
  for (const [body, field, message] of wrong) t.strictSame(await verify(d, body), { code: 'INVALID_FIELD', message, field })
})

t.test('a wait is over at once when the requests have come already, else when they come', async t => {
  const d = await double(t)
  await poll(d)
  const match = { operation: 'waveline.listJobs' }
  await d.ask('GET /api/v1/jobs/y', undefined, key)
  t.match((await d.ask('POST /__admin/requests/wait', { match })).body, { ok: true, count: 1, request: { id: 'req-1', outcome: 'responded' } })
  const waiting = d.ask('POST /__admin/requests/wait', { match, atLeast: 2, timeout: '1h' })
  await poll(d, '/@other')
  await d.ask('GET /api/v1/jobs/x', undefined, key)
  await poll(d)
  t.match((await waiting).body, { ok: true, count: 2, request: { id: 'req-4' } })
})

t.test('a wait counts a request once, though it comes, is answered and is seen in between', async t => {
  const d = await double(t)
  const waiting = d.ask('POST /__admin/requests/wait', { match: { operation: 'datasaur.getJob' }, atLeast: 2, timeout: '1h' })
  const ask = () => d.ask('POST /graphql', { query: '{ getJob(jobId: "x") { id } }' }, key)
  await ask()
  await ask()
  t.match((await waiting).body, { ok: true, count: 2, request: { id: 'req-2' } })
})

t.test('a wait ends with what there is when its time is over, by the wall clock', async t => {
  const wallClock = new Clock({ mode: 'frozen' })
  const d = await double(t, { wallClock })
  await poll(d)
  let over = false
  const waiting = d.ask('POST /__admin/requests/wait', { match: {}, atLeast: 2, timeout: 500 }).finally(() => { over = true })
  await opened(wallClock, 500)
  wallClock.advance(wallClock.now() + 499)
  await d.ask('GET /health')
  t.equal(over, false)
  wallClock.advance(wallClock.now() + 1)
  t.match((await waiting).body, { ok: false, count: 1, request: { id: 'req-1' } })
  const unmet = d.ask('POST /__admin/requests/wait', { match: { status: 500 } })
  await opened(wallClock, 30_000)
  wallClock.advance(wallClock.now() + 30_000)
  t.strictSame((await unmet).body, { ok: false, count: 0, request: null })
})

t.test('a wait ends when its sandbox is reset or deleted, and no timer remains', async t => {
  const wallClock = new Clock({ mode: 'frozen' })
  const d = await double(t, { wallClock, sandboxTtl: 36_000_000 })
  for (const [sandbox, end] of [['', 'POST /__admin/reset'], ['/@shop', 'DELETE /__admin/sandboxes/shop']] as const) {
    const waiting = d.ask(`POST ${sandbox}/__admin/requests/wait`, { timeout: '1h' })
    await opened(wallClock, 3_600_000)
    await d.ask(end)
    t.strictSame((await waiting).body, { ok: false, count: 0, request: null })
    t.ok(wallClock.next > wallClock.now() + 3_600_000)
  }
})
