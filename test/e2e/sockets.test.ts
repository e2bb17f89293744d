import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import t from 'tap'
import { ask } from '../support/e2e/ask.ts'
import { sandbox, share } from '../support/e2e/program.ts'

/** Sends text as it is and returns everything received until the connection closes. `leave`: close the sending side at once. */
async function raw (url: string, text: string, leave = false): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  let response = ''
  socket.on('data', data => { response += data })
  if (leave) socket.end(text)
  else socket.write(text)
  await once(socket, 'close')
  return response
}

t.test('a wait ends at once when its client disconnects, and the other waits go on', async t => {
  const url = await sandbox()
  const { id } = await ask(t, url, 'POST /__admin/jobs', { provider: 'immuta' })
  const waits = async () => (await ask(t, url, 'GET /__admin/sandbox')).waits
  const until = async (count: number) => { while (await waits() !== count); }
  const body = { jobIds: [id], wait: -1 }

  const impatient = new AbortController()
  const gone = ask(t, url, 'POST /jobs/statuses', body, { signal: impatient.signal })
  const stays = ask(t, url, 'POST /jobs/statuses', body)
  await until(2)
  impatient.abort()
  await t.rejects(gone, { name: 'AbortError' })
  await until(1)
  await ask(t, url, 'POST /__admin/clock/advance', { until: 'idle' })
  t.equal((await stays)[id].state, 'completed')
  t.equal(await waits(), 0)
})

t.test('16 parallel reads over the transitions of ten jobs never show an earlier state after a later one', async t => {
  const url = await sandbox([])
  const order = ['CREATED', 'RUNNING', 'COMPLETED']
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  t.teardown(() => agent.destroy())
  const read = async (path: string) => {
    const [response] = await once(request(`${url}${path}`, { agent, headers: { authorization: 'Bearer k' } }).end(), 'response')
    let text = ''
    for await (const data of response) text += data
    return order.indexOf(JSON.parse(text).status)
  }
  const steps = [{ state: 'queued' }, { state: 'running', after: 30 }, { state: 'succeeded', after: 30 }]
  const rounds: number[][] = []
  for (let job = 0; job < 10; job++) {
    const { id } = await ask(t, url, 'POST /__admin/jobs', { provider: 'waveline', lifecycle: { steps } })
    for (let latest = 0; latest < 2;) {
      const seen = await Promise.all(Array.from({ length: 16 }, () => read(`/api/v1/jobs/${id}`)))
      if (Math.min(...seen) < latest) rounds.push([latest, ...seen])
      latest = Math.max(...seen)
    }
  }
  t.same(rounds, [], 'no round shows an earlier state')
})

t.test('a request of HTTP/1.0 without a host gets links with the address of the connection', async t => {
  const url = await share([])
  const response = await raw(url, 'GET /@demo/api/v1/jobs/a5ecc735-c48e-43ea-a739-d42bfb19edb3 HTTP/1.0\r\nauthorization: Bearer k\r\n\r\n')
  t.match(response, `"urls":{"get":"${url}/@demo/api/v1/jobs/a5ecc735-c48e-43ea-a739-d42bfb19edb3"}`)
})

t.test('a request with the whole URL, as for a proxy, reaches the sandbox in it', async t => {
  const url = await share([])
  const response = await raw(url, `GET ${url}/@demo/api/v1/jobs/a5ecc735-c48e-43ea-a739-d42bfb19edb3?x=1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\nconnection: close\r\n\r\n`)
  t.match(response, /^HTTP\/1\.1 200 /)
  const { items } = await ask(t, url, 'GET /@demo/__admin/requests')
  t.match(items.at(-1), { url: `${url}/@demo/api/v1/jobs/a5ecc735-c48e-43ea-a739-d42bfb19edb3?x=1`, path: '/api/v1/jobs/a5ecc735-c48e-43ea-a739-d42bfb19edb3', operation: 'waveline.getJob' })
})

t.test('an id of the greatest length of a URL is unknown in the words of the provider', async t => {
  const url = await share([])
  const response = await raw(url, `GET /api/v1/jobs/${'x'.repeat(12_000)} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\nconnection: close\r\n\r\n`)
  t.match(response, /^HTTP\/1\.1 404 [^]*\r\n\r\n\{"error":"No job with the provided id could be found"\}$/)
})

t.test('a snapshot with too great a content-length is rejected before its body is sent', async t => {
  const url = await share([])
  const response = await raw(url, 'PUT /__admin/snapshot HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 134217729\r\n\r\n{')
  t.match(response, /^HTTP\/1\.1 413 [^]*The snapshot is larger than 128 MB/)
})

t.test('the program survives text that is not HTTP, half a request and a client that disconnects', async t => {
  const url = await share([])
  for (const text of ['hello\r\n\r\n', 'GET / HTTP/1.1\r\n\r\n', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 'POST /jobs/statuses HTTP/1.1\r\nhost: x\r\nauthorization: k\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"jobIds":', 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n']) {
    await raw(url, text, true)
    t.equal((await fetch(`${url}/health`)).status, 200)
  }
})

t.test('control characters, broken encodings and odd paths get a response below 500', async t => {
  const url = await share([])
  for (const path of ['//', '/%00', '/%ff', '/@demo/%', '/@demo//v1', '/v1/..', '/*', '/api/jobs/%2e%2e', '/__admin/jobs/%00', '/?%', '/@demo?%zz', '/__proto__', '/constructor']) {
    const response = await raw(url, `GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\nconnection: close\r\n\r\n`)
    t.match(response, /^HTTP\/1\.1 (200|4\d\d) /, path)
  }
})
