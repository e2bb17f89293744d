import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { listening } from '../../support/faults/sockets.ts'

type Listening = Awaited<ReturnType<typeof listening>>

const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer k\r\n\r\n`

/** Three requests in one piece, the first two of them to Waveline. */
async function pipelined (it: Listening) {
  const socket = connect(Number(new URL(it.url).port), '127.0.0.1').on('error', () => {})
  socket.write(get('/api/v1/jobs?a=1') + get('/api/v1/jobs?a=2') + get('/jobs/summary'))
  await once(socket, 'connect')
  return socket
}

const outcomes = async ({ ask }: Listening) => (await ask('GET /__admin/requests')).body.items.map((item: any) => [item.outcome, item.response?.status ?? null])
const pending = async ({ ask }: Listening) => (await ask('GET /__admin/requests/counters')).body.pending

for (const then of [{ connection: 'hang' }, { delay: '2h' }, { drip: '2h' }]) {
  t.test(`a client that leaves also releases the requests after one with ${JSON.stringify(then)}`, async t => {
    const it = await listening(t)
    await it.add({ match: { provider: 'waveline' }, then })
    const socket = await pipelined(it)
    await it.untilHeld(2)
    socket.destroy()
    await it.untilHeld(0)
    await it.until(async () => await pending(it) === 0)
    const [first, ...others] = await outcomes(it)
    t.same([first[0], ...others], ['broken', ['broken', null], ['broken', null]], 'nothing was sent of those in the queue')
  })
}

t.test('a connection that is cut also ends the requests after it', async t => {
  for (const connection of ['reset', 'empty']) {
    const it = await listening(t)
    await it.add({ when: { first: 1 }, match: { provider: 'waveline' }, then: { connection } })
    const socket = await pipelined(it)
    socket.resume()
    await once(socket, 'close').catch(() => {})
    await it.until(async () => await pending(it) === 0)
    t.same(await outcomes(it), [['broken', null], ['broken', null], ['broken', null]], connection)
  }
})

t.test('a truncated response is not completed by the response after it', async t => {
  const it = await listening(t)
  await it.add({ when: { first: 1 }, match: { provider: 'waveline' }, then: { connection: 'truncate' } })
  const { text } = await it.raw(get('/api/v1/jobs') + get('/jobs/summary'))
  t.equal(text.match(/HTTP\/1\.1/g)?.length, 1)
  t.ok(text.endsWith('{"items":[],"offset":0'))
  await it.until(async () => await pending(it) === 0)
  t.same((await outcomes(it)).map(([outcome]: string[]) => outcome), ['broken', 'broken'])
})

t.test('a complete response does not affect the requests after it', async t => {
  for (const then of [{ status: 503 }, { payload: 'malformed' }, { delay: '5ms' }, { drip: '5ms' }]) {
    const it = await listening(t)
    await it.add({ when: { first: 1 }, match: { provider: 'waveline' }, then })
    const socket = await pipelined(it)
    socket.resume()
    await it.until(async () => (await outcomes(it)).filter(([outcome]: string[]) => outcome === 'responded').length === 3)
    t.same((await outcomes(it)).map(([, status]: number[]) => status), ['status' in then ? 503 : 200, 200, 200], JSON.stringify(then))
    socket.destroy()
  }
})
