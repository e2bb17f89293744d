import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { lingerAfterResponses } from '../../../src/http/server/linger.ts'
import { listening } from '../../support/faults/sockets.ts'

/** A server that rejects every request before its body has arrived and closes the connection. Returns the client's socket. */
async function rejecting (t: Test, time: number) {
  const handled: Array<string | undefined> = []
  const reject: RequestListener = ({ method }, response) => {
    handled.push(method)
    response.writeHead(413, { connection: 'close', 'content-length': 9 }).end('too large')
  }
  const server = createServer(lingerAfterResponses(reject, time)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true })
  const [served] = await once(server, 'connection') as [Socket]
  return { socket, handled, served }
}

const head = (length: number) => `POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${length}\r\n\r\n`

t.test('a client that sends 11 MB reads that the body is too large, from every provider', async t => {
  const it = await listening(t)
  const body = 'x'.repeat(11_000_000)
  for (const operation of ['POST /v1/jobStatus', 'POST /jobs/statuses', 'POST /api/v1/extract-document', 'POST /graphql', 'POST /__admin/jobs']) {
    const { status, headers } = await it.fetch(operation, body, { agent: undefined })
    t.same([status, headers.connection], [413, 'close'], operation)
  }
})

t.test('the connection ends with the body, and a request after it is not handled', async t => {
  const { socket, handled, served } = await rejecting(t, 60_000)
  let text = ''
  socket.on('data', chunk => { text += chunk })
  socket.write(head(5_000_000))
  await once(socket, 'end')
  t.match(text, /^HTTP\/1\.1 413 [^]*too large$/)
  socket.write('x'.repeat(5_000_000) + 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
  await once(served, 'close')
  t.same(handled, ['POST'])
})

t.test('a body that does not end is read for a limited time', async t => {
  const { socket } = await rejecting(t, 50)
  socket.resume().on('error', () => {})
  socket.write(head(5_000_000))
  await once(socket, 'end')
  const timer = setInterval(() => socket.write('x'), 5)
  await new Promise(resolve => socket.once('close', resolve))
  clearInterval(timer)
  t.pass('the server has closed the connection')
})

t.test('a response that keeps the connection leaves it to further requests', async t => {
  const server = createServer(lingerAfterResponses((_request, response) => { response.end('no') })).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  let text = ''
  socket.on('data', chunk => { text += chunk })
  socket.write(head(200_000))
  while (!text.endsWith('no')) await once(socket, 'data')
  socket.write('x'.repeat(200_000) + 'GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n')
  await once(socket, 'close')
  t.equal(text.match(/HTTP\/1\.1 200/g)?.length, 2)
})
