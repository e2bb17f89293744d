import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect, Socket } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { limitConnections, listen } from '../../../src/http/server/listen.ts'
import { double } from '../../helper.ts'

t.test('a double that listens says where', async t => {
  const { app } = await double(t)
  t.match(await listen(app, { host: '127.0.0.1', port: 0 }), /^http:\/\/127\.0\.0\.1:\d+$/)
})

t.test('a port in use and an address that is none are said in one line', async t => {
  const first = await double(t)
  const port = Number(new URL(await listen(first.app, { host: '127.0.0.1', port: 0 })).port)
  const second = await double(t)
  await t.rejects(listen(second.app, { host: '127.0.0.1', port }), new Error(`port ${port} on 127.0.0.1 is in use; --port 0 takes a free one`))
  const third = await double(t)
  await t.rejects(listen(third.app, { host: '192.0.2.77', port: 0 }), { message: /^cannot listen on 192\.0\.2\.77: .*EADDRNOTAVAIL/ })
})

t.test('a connection on which nobody has asked anything does not hold up a server that closes', async t => {
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

t.test('a connection that a client keeps after its last answer does not hold up a server that closes', async t => {
  const { app, make } = await double(t)
  const port = Number(new URL(await listen(app, { host: '127.0.0.1', port: 0 })).port)
  const { id } = await make({ provider: 'immuta' })
  const body = JSON.stringify({ jobIds: [id], wait: -1 })
  const kept = connect(port, '127.0.0.1')
  kept.resume().write(`POST /jobs/statuses HTTP/1.1\r\nhost: localhost\r\nauthorization: k\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
  while ((await app.inject('/__admin/sandbox')).json().waits === 0) await new Promise(resolve => setImmediate(resolve))
  const begin = performance.now()
  await Promise.all([app.close(), once(kept, 'close')])
  t.ok(performance.now() - begin < 5000)
})

t.test('connections leave descriptors for files, where the system tells how many there are', async t => {
  const limitIn = (limits: string | undefined, open: number) => {
    const folder = join(t.testdir(), String(open))
    mkdirSync(join(folder, 'fd'), { recursive: true })
    for (let descriptor = 0; descriptor < open; descriptor++) writeFileSync(join(folder, 'fd', String(descriptor)), '')
    if (limits !== undefined) writeFileSync(join(folder, 'limits'), `Max cpu time              unlimited            unlimited            seconds\n${limits}`)
    const server = { maxConnections: 0 }
    limitConnections(server, limits === undefined ? join(folder, 'none') : folder)
    return server.maxConnections
  }
  const line = (most: string) => `Max open files            ${most}                 1048576              files\n`
  t.equal(limitIn(line('1024'), 20), 1024 - 20 - 16)
  t.equal(limitIn(line('32'), 21), 1)
  t.equal(limitIn(line('unlimited'), 22), 0)
  t.equal(limitIn(undefined, 23), 0)
})
