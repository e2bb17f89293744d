import { connect } from 'node:net'
import t from 'tap'
import { ask, startWorld } from '../support/cluster/replicas.ts'

/** Sends bytes and returns all that comes until the connection ends, with the time in the headers made equal, and how it ended. */
async function exchange (url: string, request: string): Promise<{ text: string, end: string }> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  let text = ''
  let end = 'closed'
  socket.on('data', chunk => { text += chunk })
  socket.on('error', (error: NodeJS.ErrnoException) => { end = error.code ?? 'error' })
  socket.write(request)
  await new Promise(resolve => socket.once('close', resolve))
  return { text: text.replace(/^date: .*$/gim, 'date: now').replace(/127\.0\.0\.1:\d+/, 'ADDRESS'), end }
}

const head = (operation: string, more = '') => `${operation} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer any\r\n${more}`
const closing = 'Connection: close\r\n'
const json = (text: string) => `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`

t.test('a forwarded request has the bytes of one to the owner, and ends as the owner ends it', { timeout: 300_000 }, async t => {
  const { replicas } = await startWorld(t, 2, { args: ['--clock', 'frozen', '--seed', '1'] })
  const [owner, other] = replicas.map(({ url }) => url) as [string, string]
  await ask(owner, 'POST /@bytes/__admin/jobs', { provider: 'waveline', id: 'w1' })
  const faults = [
    { match: { operation: 'starfish.getJobStatus' }, then: { connection: 'reset' } },
    { match: { operation: 'immuta.getJobStatuses' }, then: { connection: 'empty' } },
    { match: { operation: 'waveline.listJobs' }, then: { connection: 'truncate' } }
  ]
  for (const fault of faults) t.match(await ask(owner, 'POST /@bytes/__admin/faults', fault), { status: 201 }, JSON.stringify(fault.then))

  const cases = {
    'a read': head('GET /@bytes/api/v1/jobs/w1', `${closing}\r\n`),
    'a read by HEAD': head('HEAD /@bytes/__admin/jobs', `${closing}\r\n`),
    'two on one connection': head('GET /@bytes/api/v1/jobs/w1', '\r\n') + head('GET /@bytes/api/v1/jobs/w2', `${closing}\r\n`),
    'HTTP/1.0': 'GET /@bytes/api/v1/jobs/w1 HTTP/1.0\r\nAuthorization: Bearer any\r\n\r\n',
    'an unknown path': head('GET /@bytes/nothing', `${closing}\r\n`),
    'a body that is not JSON': head('POST /@bytes/__admin/jobs', closing + json('{')),
    'a chunked body': head('POST /@bytes/__admin/clock/advance', `${closing}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n{"by":"0s"}\r\n0\r\n\r\n`),
    'a reset connection': head('POST /@bytes/v1/jobStatus', closing + json('{}')),
    'a closed connection': head('POST /@bytes/jobs/statuses', closing + json('{"jobIds":[]}')),
    'a truncated body': head('GET /@bytes/api/v1/jobs', `${closing}\r\n`)
  }
  for (const [name, request] of Object.entries(cases)) {
    t.same(await exchange(other, request), await exchange(owner, request), name)
  }
  const { items } = (await ask(owner, 'GET /@bytes/__admin/requests?limit=1000'))!.body
  const headers = items.filter(({ path }: { path: string }) => path.endsWith('/jobs/w1')).map(({ requestHeaders }: { requestHeaders: unknown }) => requestHeaders)
  t.same(new Set(headers.slice(0, 2).map((headers: unknown) => JSON.stringify(headers))).size, 1, 'the journal shows the headers of the client')
})

t.test('an event stream is forwarded event by event', { timeout: 300_000 }, async t => {
  const { replicas } = await startWorld(t, 2, { args: ['--clock', 'frozen'] })
  const [owner, other] = replicas.map(({ url }) => url) as [string, string]
  await ask(owner, 'POST /@stream/__admin/jobs', { provider: 'julep' })
  const response = await fetch(`${other}/@stream/__admin/events?kinds=transition`)
  const reader = response.body!.getReader()
  await ask(owner, 'POST /@stream/__admin/clock/advance', { by: '1s' })
  let text = ''
  while (!text.includes('"to":"running"')) text += Buffer.from((await reader.read()).value!).toString()
  t.match(text, /event: transition/)
  await reader.cancel()
})

t.test('an upload of megabytes is forwarded, and a download comes back', { timeout: 300_000 }, async t => {
  const { replicas } = await startWorld(t, 2, { args: ['--clock', 'frozen'] })
  const [owner, other] = replicas.map(({ url }) => url) as [string, string]
  const id = '0193f1d2-7a40-7c31-8f0e-2b6d5c9a1e47'
  const input = 'x'.repeat(5_000_000)
  await ask(owner, 'POST /@large/__admin/jobs', { provider: 'julep' })
  const made = await ask(other, 'POST /@large/__admin/jobs', { provider: 'julep', id, input })
  t.equal(made?.body.input.length, input.length)
  const read = await ask(other, `GET /@large/__admin/jobs/${id}`)
  t.equal(read?.body.input.length, input.length)
})
