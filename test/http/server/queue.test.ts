import { EventEmitter, once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import type { StallDetector } from '../../../src/http/server/timeouts.ts'
import { limitQueues } from '../../../src/http/server/queue.ts'
import { listening } from '../../support/faults/sockets.ts'
import { defectLog } from '../../support/double.ts'

/** A client that sends many requests in one piece, and reads nothing until it is told to. `id`: of a job that does not end by itself. */
async function client (t: Test, options?: object) {
  const it = await listening(t, options)
  const { id } = await it.make({ provider: 'immuta', lifecycle: 'stuck' })
  const socket = connect(Number(new URL(it.url).port), '127.0.0.1').on('error', () => {})
  const [ours] = await once(it.app.server, 'connection') as [Socket]
  t.teardown(() => socket.destroy())
  const waits = async () => (await it.ask('GET /__admin/sandbox')).body.waits as number
  const pending = async () => (await it.ask('GET /__admin/requests/counters')).body.pending as number
  /** All that comes until so many responses have come. */
  const read = async (count: number) => {
    let text = ''
    let place = 0
    for await (const chunk of socket) {
      text += chunk
      for (let next = text.indexOf('HTTP/1.1 ', place); next !== -1; next = text.indexOf('HTTP/1.1 ', place)) {
        place = next + 1
        count--
      }
      if (count <= 0 && text.endsWith('}')) break
    }
    return text
  }
  return { ...it, id, socket, ours, waits, pending, read }
}

const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer k\r\n${headers}\r\n`
const wait = (id: string) => {
  const body = JSON.stringify({ jobIds: [id], wait: -1 })
  return `POST /jobs/statuses HTTP/1.1\r\nhost: localhost\r\nauthorization: k\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
}

t.test('a client that sends 1,000 requests at once is answered all of them, in their order', async t => {
  const it = await client(t)
  const paths = Array.from({ length: 1000 }, (_, index) => `/api/v1/jobs/${index}`)
  it.socket.write(paths.map(path => get(path)).join(''))
  await it.read(1000)
  await it.until(async () => await it.pending() === 0)
  const { items } = (await it.ask('GET /__admin/requests?limit=1000')).body
  t.same(items.map(({ path }: { path: string }) => path), paths)
})

t.test('the responses of a pipeline are those of its requests, one for one', async t => {
  const it = await client(t)
  it.socket.write(Array.from({ length: 500 }, (_, index) => get(`/__admin/jobs/${index}`)).join(''))
  const text = await it.read(500)
  t.same(Array.from(text.matchAll(/There is no job (\d+)/g), ([, id]) => Number(id)), Array.from({ length: 500 }, (_, index) => index))
})

t.test('of one connection 21 requests are worked on at a time, and no more is read than has come with them', async t => {
  const it = await client(t)
  it.socket.write(wait(it.id).repeat(1000))
  await it.until(async () => await it.waits() === 21)
  const { bytesRead } = it.ours
  t.ok(bytesRead <= 64 * 1024, `${bytesRead} bytes`)
  for (let turn = 0; turn < 20; turn++) await it.fetch('GET /health')
  t.same([await it.waits(), it.ours.bytesRead], [21, bytesRead])
  await it.ask(`POST /__admin/jobs/${it.id}/cancel`)
  t.equal((await it.read(1000)).match(/"state":"cancelled"/g)?.length, 1000)
})

t.test('a client that reads no response is not read from either, until it reads', async t => {
  const it = await client(t)
  await it.make({ provider: 'waveline', lifecycle: 'stuck', input: 'x'.repeat(200_000) })
  const sent = get('/__admin/jobs', `x-long: ${'x'.repeat(1000)}\r\n`).repeat(300)
  it.socket.pause()
  it.socket.write(sent)
  await it.until(async () => it.ours.isPaused())
  const { bytesRead } = it.ours
  for (let turn = 0; turn < 20; turn++) await it.fetch('GET /health')
  t.equal(it.ours.bytesRead, bytesRead)
  t.ok(bytesRead < sent.length)
  let responses = 0
  for await (const chunk of it.socket) {
    responses += String(chunk).match(/HTTP\/1\.1 200/g)?.length ?? 0
    if (responses === 300) break
  }
  t.equal(responses, 300)
})

t.test('a connection that is not read from ends when none of its requests is answered for a while: that its client has left would not be seen', async t => {
  const it = await client(t, { bodyTimeout: 200 })
  const closed = new Promise(resolve => it.ours.once('close', resolve))
  it.socket.write(wait(it.id).repeat(150))
  await closed
  await it.until(async () => await it.waits() === 0)
  t.equal((await it.ask('GET /__admin/requests?limit=1000')).body.items.length, 21)
})

t.test('a connection that ends takes with it the requests that have not been begun', async t => {
  const it = await client(t)
  it.socket.write(wait(it.id).repeat(150))
  await it.until(async () => await it.waits() === 21)
  it.ours.destroy()
  await it.until(async () => await it.waits() === 0)
  t.equal((await it.ask('GET /__admin/requests?limit=1000')).body.items.length, 21)
})

t.test('a listener that crashes when a connection ends keeps no other response of its queue from being told', async t => {
  const { logger: log, defects } = defectLog()
  const handle = limitQueues(() => {}, {} as StallDetector, log)
  const socket = new EventEmitter()
  const told: string[] = []
  const responses = ['a', 'b'].map(name => Object.assign(new EventEmitter(), { socket: null, destroy: () => { told.push(name) } }))
  for (const response of responses) handle({ socket } as IncomingMessage, response as unknown as ServerResponse<IncomingMessage> & { req: IncomingMessage })
  responses[0]!.on('close', () => { throw new Error('boom') })
  responses[1]!.on('close', () => { told.push('b closed') })
  socket.emit('close')
  t.same(told, ['a', 'b', 'b closed'])
  t.same(defects, [['the end of a queued response crashed: this is a defect of jobdouble', 'boom']])
})
