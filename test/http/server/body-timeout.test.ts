import { EventEmitter, once } from 'node:events'
import type { FastifyInstance } from 'fastify'
import type { Socket } from 'node:net'
import t from 'tap'
import { StallDetector, type Expected } from '../../../src/http/server/timeouts.ts'
import { listening } from '../../support/faults/sockets.ts'
import { keepAlive } from '../../support/jobs/world.ts'

const half = (operation: string, type = 'application/json', body = '{"a":') =>
  `${operation} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer k\r\nx-api-key: k\r\ncontent-type: ${type}\r\ncontent-length: 1000\r\n\r\n${body}`
const message = 'The body is incomplete, and no more of it arrived within the time limit; send the whole body, or raise --body-timeout'

t.test('a request whose body does not come is rejected in the words of the part that serves it, and its connection is closed', async t => {
  const it = await listening(t, { bodyTimeout: 250 })
  const form = ['multipart/form-data; boundary=x', '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nbytes'] as const
  const cases: Array<[request: string, body: unknown]> = [
    [half('POST /__admin/jobs'), { error: { code: 'BODY_TIMEOUT', message } }],
    [half('POST /v1/jobStatus'), { error: message }],
    [half('POST /jobs/statuses'), { statusCode: 408, error: 'Request Timeout', message }],
    [half('PUT /api/executions/0193f1d2-0000-7000-8000-000000000001'), { detail: message }],
    [half('POST /api/v1/extract-document'), { error: message }],
    [half('POST /graphql'), { errors: [{ message }] }],
    [half('POST /graphql', ...form), { errors: [{ message }] }],
    [half('POST /api/static/proxy/upload', ...form), { message }],
    [half('POST /api/oauth/token', 'application/x-www-form-urlencoded', 'grant_type='), {}]
  ]
  for (const [request, body] of cases) {
    const { text } = await it.raw(request)
    const [head, json] = text.split('\r\n\r\n') as [string, string]
    t.match(head, /^HTTP\/1\.1 408 Request Timeout\r\n/, request.split(' HTTP')[0]!)
    t.match(head, /^connection: close$/im)
    t.match(JSON.parse(json), body)
  }
  t.same((await it.ask('GET /__admin/requests')).body.items.map(({ outcome, response }: any) => [outcome, response.status]), cases.slice(1).map(() => ['responded', 408]))
})

t.test('a head that does not come to its end is refused too, and a connection on which nothing comes is closed', async t => {
  const it = await listening(t, { bodyTimeout: 250 })
  for (const text of ['GET /health HTTP/1.1\r\nhost: lo', '']) t.match(await it.raw(text), { text: /^HTTP\/1\.1 408 Request Timeout/ })
})

t.test('a body that is not read ends with its connection, without a response', async t => {
  const it = await listening(t, { bodyTimeout: 250 })
  await it.add({ match: { provider: 'waveline' }, then: { delay: '1h' } })
  t.same(await it.raw(half('POST /api/v1/extract-document')), { text: '', error: undefined })
  await it.untilHeld(0)
})

t.test('a wait, a stream and a slow response last as long as they last', async t => {
  const it = await listening(t, { bodyTimeout: 250 })
  const { id } = await it.make({ provider: 'immuta', lifecycle: 'stuck' })
  await it.add({ match: { operation: 'immuta.searchJobs' }, then: { drip: '1s' } })
  const wait = it.fetch('POST /jobs/statuses', { jobIds: [id], wait: -1 })
  const begin = performance.now()
  const [stream] = await once(it.start('GET /__admin/events', undefined, { agent: undefined }), 'response')
  const slow = await it.fetch('GET /jobs/search', undefined, { agent: undefined })
  t.ok(performance.now() - begin > 900)
  t.same([slow.status, slow.complete, stream.destroyed], [200, true, false])
  stream.destroy()
  await it.ask(`POST /__admin/jobs/${id}/cancel`)
  t.equal((await wait).status, 200)
})

t.test('a large body waits for a fault that holds up its request', async t => {
  // longer than a busy machine needs to send the head
  const it = await listening(t, { bodyTimeout: 1000 })
  await it.add({ match: { provider: 'starfish' }, then: { delay: '2500ms' } })
  const { status, text } = await it.fetch('POST /v1/jobStatus', { id: 'x'.repeat(5_000_000) })
  t.match([status, text], [400, /jobId is required/])
})

/** A patience of 4 ms for something that comes bit by bit, and how often it has been looked at. */
function patience (progressOf: (looks: number) => number, overAt = Infinity) {
  const server = new EventEmitter()
  const detector = new StallDetector({ server, log: console } as unknown as FastifyInstance, 4)
  const looks = new EventEmitter()
  let count = 0
  let left = 0
  const expected: Expected = {
    get over () { return count >= overAt },
    get progress () {
      looks.emit('look', ++count)
      return progressOf(count)
    },
    abort () { looks.emit('left', ++left) }
  }
  const socket = { destroyed: false } as Socket
  detector.watch(socket, expected)
  server.emit('listening')
  return { server, looks, socket, left: () => left, count: () => count }
}

t.test('what comes bit by bit is waited for, and given up once nothing more comes', async t => {
  keepAlive(t)
  const it = patience(looks => Math.min(looks, 20))
  await new Promise<void>(resolve => it.looks.on('look', looks => { if (looks === 19) resolve() }))
  t.equal(it.left(), 0)
  await once(it.looks, 'left')
  t.ok(it.count() >= 20)
  it.server.emit('close')
})

t.test('nothing is given up that is over, or whose connection has gone', async t => {
  keepAlive(t)
  for (const end of ['over', 'gone']) {
    const it = patience(looks => looks, end === 'over' ? 3 : Infinity)
    await new Promise<void>(resolve => it.looks.on('look', looks => { if (looks === 3) resolve() }))
    if (end === 'gone') (it.socket as { destroyed: boolean }).destroyed = true
    const others = patience(() => 1)
    await once(others.looks, 'left')
    t.same([it.left(), it.count()], [0, 3], end)
    for (const { server } of [it, others]) server.emit('close')
  }
})
