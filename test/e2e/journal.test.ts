import { once } from 'node:events'
import { Agent, request, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import t, { type Test } from 'tap'
import { ask } from '../support/e2e/ask.ts'
import { sandbox, serve } from '../support/e2e/program.ts'

const headers = { authorization: 'Bearer sk-1' }

/** Sends a request over the connections of an agent. */
async function get (url: string, agent: Agent): Promise<number> {
  const [response] = await once(request(url, { agent, headers }).end(), 'response') as [IncomingMessage]
  response.resume()
  await once(response, 'end')
  return response.statusCode!
}

async function journal (t: Test, url: string, match: object = {}): Promise<any[]> {
  return (await ask(t, url, 'POST /__admin/requests/find', { match })).items
}

t.test('each request in the journal has its connection', async t => {
  const url = await sandbox()
  const [one, other] = [new Agent({ keepAlive: true, maxSockets: 1 }), new Agent({ keepAlive: true, maxSockets: 1 })]
  t.teardown(() => [one, other].forEach(agent => agent.destroy()))
  for (const agent of [one, other, one]) t.equal(await get(`${url}/api/v1/jobs`, agent), 200)
  const [first, second, third] = (await journal(t, url)).map(({ connection }) => connection)
  t.equal(first, third)
  t.not(first, second)
})

t.test('requests on one connection are recorded with their own headers', async t => {
  const url = await sandbox()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => agent.destroy())
  const keys = ['a', 'a', 'b', 'a']
  for (const [index, key] of keys.entries()) {
    const [response] = await once(request(`${url}/api/v1/jobs`, { agent, headers: { authorization: `Bearer ${key}`, 'x-count': index < 2 ? '1' : '2' } }).end(), 'response')
    response.resume()
    await once(response, 'end')
  }
  const items = await journal(t, url)
  t.same(items.map(({ request: { headers } }) => headers['x-count']), ['1', '1', '2', '2'])
  const prints = items.map(({ key }) => key)
  t.same(prints.map(print => prints.indexOf(print)), [0, 0, 2, 0])
})

t.test('a request is pending in the journal until its response, and broken when its client disconnects', async t => {
  const url = await sandbox()
  const { id } = await ask(t, url, 'POST /__admin/jobs', { provider: 'immuta' })
  const impatient = new AbortController()
  const gone = ask(t, url, 'POST /jobs/statuses', { jobIds: [id], wait: -1 }, { signal: impatient.signal })
  t.match(await ask(t, url, 'POST /__admin/requests/wait', { match: { operation: 'immuta.getJobStatuses', outcome: 'pending' } }), { ok: true })
  let items = await journal(t, url)
  while (items[0].request.body === null) items = await journal(t, url)
  t.match(items, [{ outcome: 'pending', response: null, durationMs: null, request: { body: { jobIds: [id], wait: -1 } }, jobs: [{ id, state: 'queued' }] }])
  t.match(await ask(t, url, 'POST /__admin/requests/verify', { match: { job: id }, exactly: 1 }), { ok: true })
  impatient.abort()
  await t.rejects(gone, { name: 'AbortError' })
  t.match(await ask(t, url, 'POST /__admin/requests/wait', { match: { outcome: 'broken' } }), { ok: true, request: { id: 'req-1', response: null, request: { body: { jobIds: [id], wait: -1 } } } })
  t.match(await ask(t, url, 'GET /__admin/requests/counters'), { total: 1, pending: 0, broken: 1, statuses: {} })
})

t.test('half a body is recorded when its client disconnects', async t => {
  const url = await sandbox()
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(`POST ${new URL(url).pathname}/jobs/statuses HTTP/1.1\r\nhost: x\r\nauthorization: k\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"jobIds":`)
  const { request } = await ask(t, url, 'POST /__admin/requests/wait', { match: { method: 'POST' } })
  t.equal(request.outcome, 'pending')
  socket.destroy()
  const { request: broken } = await ask(t, url, 'POST /__admin/requests/wait', { match: { outcome: 'broken' } })
  t.match(broken, { operation: 'immuta.getJobStatuses', request: { body: '{"jobIds":' } })
})

t.test('a wait for requests ends when its client disconnects', async t => {
  const url = await sandbox()
  const impatient = new AbortController()
  const gone = ask(t, url, 'POST /__admin/requests/wait', { timeout: '10m' }, { signal: impatient.signal })
  impatient.abort()
  await t.rejects(gone, { name: 'AbortError' })
  const waiting = ask(t, url, 'POST /__admin/requests/wait', { timeout: '10m' })
  await get(`${url}/api/v1/jobs`, new Agent())
  t.match(await waiting, { ok: true, count: 1 })
})

t.test('a recorded request names its fault, also when there was no response', async t => {
  const url = await sandbox()
  const faults = []
  for (const then of [{ status: 503 }, { connection: 'reset' }, { connection: 'truncate' }]) {
    const { id } = await ask(t, url, 'POST /__admin/faults', { match: { provider: 'waveline' }, when: { first: 1 }, then })
    faults.push(id)
    await fetch(`${url}/api/v1/jobs`, { headers }).then(async response => await response.text()).catch(() => {})
    await ask(t, url, 'POST /__admin/requests/wait', { match: { fault: id } })
    await ask(t, url, `DELETE /__admin/faults/${id}`).catch(() => {})
  }
  const items = await journal(t, url, { fault: 'any' })
  t.same(items.map(({ fault }) => fault), faults)
  t.match(items, [{ outcome: 'responded', response: { status: 503 } }, { outcome: 'broken', response: null }, { outcome: 'broken', response: { status: 200, truncated: false } }])
})

t.test('the limits of the journal are settings', async t => {
  const { url } = await serve(t, ['--max-requests', '2'], { JOBDOUBLE_MAX_REQUEST_BYTES: '100000' })
  for (let count = 0; count < 5; count++) await get(`${url}/api/v1/jobs`, new Agent())
  t.match(await ask(t, url, 'GET /__admin/requests/counters'), { total: 5, kept: 2, dropped: 3 })
})
