import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect, Socket } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { connectionsFor, listen } from '../../../src/http/server/listen.ts'
import { double } from '../../support/double.ts'

t.test('a double that listens says where', async t => {
  const { app } = await double(t)
  t.match(await listen(app, { host: '127.0.0.1', port: 0 }), /^http:\/\/127\.0\.0\.1:\d+$/)
})

t.test('localhost is a name for all addresses that are available', async t => {
  const { app } = await double(t)
  const url = await listen(app, { host: 'localhost', port: 0 })
  t.match(url, /^http:\/\/localhost:\d+$/)
  t.equal((await fetch(`${url}/health`)).status, 200)
})

t.test('every address of localhost has the limits of the server and closes with it', async t => {
  const { app, make } = await double(t, { bodyTimeout: 250 })
  const url = await listen(app, { host: 'localhost', port: 0 }, async () => ['127.0.0.1', '127.0.0.2', '192.0.2.77'])
  const { id } = await make({ provider: 'immuta', lifecycle: 'stuck' })
  const closed: Array<Promise<unknown>> = []
  const open = (text: string) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.2').on('error', () => {})
    closed.push(new Promise(resolve => socket.once('close', resolve)))
    socket.write(text)
    return socket
  }
  const post = (body: string, length = body.length) =>
    `POST /jobs/statuses HTTP/1.1\r\nhost: localhost\r\nauthorization: k\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`

  open(post(JSON.stringify({ jobIds: [id], wait: -1 })).repeat(150)).resume()
  const waits = async () => (await app.inject('/__admin/sandbox')).json().waits as number
  while (await waits() < 21) await new Promise(resolve => setImmediate(resolve))
  t.equal(await waits(), 21)
  const half = open(post('{"jobIds":', 100))
  t.match(String((await once(half, 'data'))[0]), /^HTTP\/1\.1 408 /)
  open('').resume()
  await once(app.server, 'connection')
  await Promise.all([app.close(), ...closed])
  await t.rejects(once(connect(Number(new URL(url).port), '127.0.0.2'), 'connect'), { code: 'ECONNREFUSED' })
})

t.test('a port in use and an address that is none are said in one line', async t => {
  const first = await double(t)
  const port = Number(new URL(await listen(first.app, { host: '127.0.0.1', port: 0 })).port)
  const second = await double(t)
  await t.rejects(listen(second.app, { host: '127.0.0.1', port }), new Error(`port ${port} on 127.0.0.1 is in use; port 0 takes a free one`))
  const third = await double(t)
  await t.rejects(listen(third.app, { host: '192.0.2.77', port: 0 }), { message: /^cannot listen on 192\.0\.2\.77: .*EADDRNOTAVAIL/ })
})

t.test('a connection without a request does not delay the close of a server', async t => {
  const { app } = await double(t)
  const reserve = connect(Number(new URL(await listen(app, { host: '127.0.0.1', port: 0 })).port), '127.0.0.1')
  await once(app.server, 'connection')
  const gone = new Socket()
  app.server.emit('connection', gone)
  gone.destroy()
  await once(gone, 'close')
  await Promise.all([app.close(), once(reserve, 'close')])
  const late = new Socket()
  app.server.emit('connection', late)
  t.ok(late.destroyed)
})

t.test('a connection that a client keeps after its last response does not delay the close of a server', async t => {
  const { app, make } = await double(t, { idleTimeout: '1h' })
  const port = Number(new URL(await listen(app, { host: '127.0.0.1', port: 0 })).port)
  const { id } = await make({ provider: 'immuta' })
  const body = JSON.stringify({ jobIds: [id], wait: -1 })
  const kept = connect(port, '127.0.0.1')
  kept.resume().write(`POST /jobs/statuses HTTP/1.1\r\nhost: localhost\r\nauthorization: k\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
  while ((await app.inject('/__admin/sandbox')).json().waits === 0) await new Promise(resolve => setImmediate(resolve))
  // not after the hour
  await Promise.all([app.close(), once(kept, 'close')])
})

t.test('connections leave descriptors for files, where the system tells how many there are', async t => {
  const limitIn = (limits: string | undefined, open: number) => {
    const folder = join(t.testdir(), String(open))
    mkdirSync(join(folder, 'fd'), { recursive: true })
    for (let descriptor = 0; descriptor < open; descriptor++) writeFileSync(join(folder, 'fd', String(descriptor)), '')
    if (limits !== undefined) writeFileSync(join(folder, 'limits'), `Max cpu time              unlimited            unlimited            seconds\n${limits}`)
    return connectionsFor(limits === undefined ? join(folder, 'none') : folder)
  }
  const line = (most: string) => `Max open files            ${most}                 1048576              files\n`
  t.equal(limitIn(line('1024'), 20), 1024 - 20 - 16)
  t.equal(limitIn(line('32'), 21), 1)
  t.equal(limitIn(line('unlimited'), 22), Infinity)
  t.equal(limitIn(undefined, 23), Infinity)
})

t.test('at the limit, a new connection takes the place of the oldest half-open one', async t => {
  const { app, make } = await double(t)
  const port = Number(new URL(await listen(app, { host: '127.0.0.1', port: 0, maxConnections: 2 })).port)
  const { id } = await make({ provider: 'immuta' })
  const body = JSON.stringify({ jobIds: [id], wait: -1 })
  const open = async (text: string) => {
    const socket = connect(port, '127.0.0.1').on('error', () => {}).resume()
    socket.write(text)
    await once(app.server, 'connection')
    return { socket, closed: new Promise(resolve => socket.once('close', resolve)) }
  }
  const wait = `POST /jobs/statuses HTTP/1.1\r\nhost: localhost\r\nauthorization: k\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
  const waiting = await open(wait)
  while ((await app.inject('/__admin/sandbox')).json().waits === 0) await new Promise(resolve => setImmediate(resolve))
  const half = await open('GET / HTTP/1.1\r\n')
  const second = await open(wait)
  await half.closed
  while ((await app.inject('/__admin/sandbox')).json().waits === 1) await new Promise(resolve => setImmediate(resolve))
  await (await open('')).closed
  t.notOk(waiting.socket.closed)
  t.notOk(second.socket.closed)
  await Promise.all([app.close(), waiting.closed, second.closed])
})
