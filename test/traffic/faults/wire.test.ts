import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { listening } from '../../support/faults/sockets.ts'

const generate = { prompt: 'p', numOfRecords: 1, model: 'gpt-4o-mini-2024-07-18' }
const summary = 'GET /jobs/summary HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\n\r\n'

t.test('a connection is reset before the work, or after it, when the reply is lost', async t => {
  const { raw, add, ask, fetch } = await listening(t)
  await add({ then: { connection: 'reset' } })
  t.same(await raw(summary), { text: '', error: 'ECONNRESET' })
  await t.rejects(fetch('POST /v1/generateData', generate), { code: 'ECONNRESET' })
  t.equal((await ask('GET /__admin/jobs')).body.total, 0)
  await ask('PATCH /__admin/faults/fault-1', { phase: 'after' })
  await t.rejects(fetch('POST /v1/generateData', generate), { code: 'ECONNRESET' })
  t.equal((await ask('GET /__admin/jobs')).body.total, 1)
})

t.test('an empty reply ends the connection without an error, also if the server has not read the body', async t => {
  const { raw, add, untilHeld } = await listening(t)
  await add({ then: { connection: 'empty' } })
  t.same(await raw(summary), { text: '', error: undefined })
  const body = 'x'.repeat(200_000)
  t.same(await raw(`POST /v1/jobStatus HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`), { text: '', error: undefined })
  await untilHeld(0)
})

t.test('a client that never closes its half of an empty reply is cut off when the rule goes', async t => {
  const { app, url, add, ask, until, untilHeld } = await listening(t)
  await add({ then: { connection: 'empty' } })
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => {}).resume().write(summary)
  await once(socket, 'end')
  await untilHeld(1)
  await ask('DELETE /__admin/faults')
  await until(() => new Promise(resolve => app.server.getConnections((_, count) => resolve(count === 0))))
  socket.destroy()
})

t.test('a truncated response announces all of its body and sends half', async t => {
  const { fetch, add, ask, make, agent } = await listening(t)
  const { id } = await make({ provider: 'waveline' })
  const whole = await fetch(`GET /api/v1/jobs/${id}`)
  await add({ then: { connection: 'truncate' } })
  const half = await fetch(`GET /api/v1/jobs/${id}`)
  t.same([half.status, half.complete, half.headers['content-length']], [200, false, whole.headers['content-length']])
  t.equal(half.text, whole.text.slice(0, whole.text.length / 2))
  await ask('PATCH /__admin/faults/fault-1', { phase: 'before', then: { status: 503, connection: 'truncate' } })
  const error = await fetch('POST /v1/generateData', generate)
  t.match(error, { status: 503, complete: false, text: '{"message":"Serv' })
  await ask('PATCH /__admin/faults/fault-1', { then: { status: 204, connection: 'truncate' }, phase: 'before' })
  await t.rejects(fetch(`GET /api/v1/jobs/${id}`), { code: 'ECONNRESET' }, 'there is nothing to cut in half')
  await ask('DELETE /__admin/faults')
  t.equal((await fetch(`GET /api/v1/jobs/${id}`)).text, whole.text)
  agent.destroy()
})

t.test('a body drips in pieces, in a given time or with given pauses, and comes whole', async t => {
  const { fetch, add, ask, make } = await listening(t)
  const { id } = await make({ provider: 'waveline' })
  const { text } = await fetch(`GET /api/v1/jobs/${id}`)
  await add({ then: { drip: '60ms' } })
  const begin = performance.now()
  const slow = await fetch(`GET /api/v1/jobs/${id}`)
  t.ok(performance.now() - begin >= 50)
  t.same([slow.status, slow.complete, slow.text, slow.headers['content-length']], [200, true, text, String(text.length)])
  t.ok(slow.pieces.length > 1, `${slow.pieces.length} pieces`)
  await ask('PATCH /__admin/faults/fault-1', { then: { drip: { bytes: 100, every: '5ms' } } })
  t.same((await fetch(`GET /api/v1/jobs/${id}`)).pieces.map(piece => piece.length), [100, 100, text.length - 200])
  await ask('PATCH /__admin/faults/fault-1', { then: { status: 204, drip: '1ms' }, phase: 'before' })
  t.match(await fetch(`GET /api/v1/jobs/${id}`), { status: 204, text: '', complete: true })
})

t.test('delays add up, in real time, before the work and after it', async t => {
  const { fetch, add } = await listening(t)
  await add({ then: { delay: '30ms' } })
  await add({ then: { delay: { min: '30ms', max: '31ms' } } })
  await add({ phase: 'after', then: { delay: '30ms', status: 503 } })
  const begin = performance.now()
  t.equal((await fetch('GET /jobs/summary')).status, 503)
  const took = performance.now() - begin
  t.ok(took >= 85, `${took} ms`)
})

t.test('a connection is kept through every fault that is not about it', async t => {
  const { fetch, add, ask } = await listening(t)
  const id = await add({ then: { status: 500 } })
  const { port } = await fetch('GET /jobs/summary')
  const orders = [
    { then: { status: 503, retryAfter: '1s' } }, { phase: 'after', then: { status: 502 } }, { then: { payload: 'malformed' } }, { then: { payload: 'wrong-type' } },
    { then: { delay: 1 } }, { phase: 'after', then: { delay: 1 } }, { then: { drip: '3ms' } }, { then: { rateLimit: { limit: 0, window: '1s' } } }, { then: { credentials: 'expired' } },
    { match: { provider: 'datasaur' }, then: { graphql: { message: 'x' } } }
  ]
  for (const order of orders) {
    await ask(`PATCH /__admin/faults/${id}`, { match: {}, ...order })
    for (const [operation, body] of [['GET /jobs/summary'], ['POST /v1/generateData', { ...generate, prompt: 'x'.repeat(100_000) }], ['POST /graphql', { query: '{ __typename }' }]] as const) {
      t.equal((await fetch(operation, body)).port, port, `${operation} ${JSON.stringify(order.then)}`)
    }
  }
})

t.test('a fault injected without a connection ends the request all the same', async t => {
  const { app, add, ask, untilHeld } = await listening(t)
  await add({ then: { connection: 'reset' } })
  for (const connection of ['reset', 'empty']) {
    await ask('PATCH /__admin/faults/fault-1', { then: { connection } })
    await t.rejects(app.inject('/jobs/summary'), { code: 'LIGHT_ECONNRESET' })
  }
  await ask('PATCH /__admin/faults/fault-1', { then: { connection: 'hang' } })
  const hangs = app.inject('/jobs/summary')
  hangs.catch(() => {})
  await untilHeld(1)
  await ask('DELETE /__admin/faults')
  await t.rejects(hangs, { code: 'LIGHT_ECONNRESET' })
})
