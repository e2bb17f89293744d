import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { request, type RequestOptions } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { healthcheck } from '../../src/cli/healthcheck.ts'
import { readOptions, startServer } from '../../src/start/index.ts'
import { readTls } from '../../src/start/tls.ts'

const surroundings = { isTerminal: false, print: () => {}, onUnwritten: () => {} }
const none = { tlsCert: '', tlsKey: '', tlsSelfSigned: false, host: '127.0.0.1' }

async function ask (url: string, options: RequestOptions, body?: object): Promise<{ status: number, text: string }> {
  const sent = request(url, { agent: false, headers: { 'content-type': 'application/json', authorization: 'Bearer x' }, ...options }).end(body && JSON.stringify(body))
  const [response] = await once(sent, 'response') as [IncomingMessage]
  let text = ''
  for await (const part of response) text += part
  return { status: response.statusCode!, text }
}

t.test('a server with a certificate serves HTTPS on all addresses of localhost, and faults reset its connections', async t => {
  const folder = t.testdir()
  const [tlsCert, tlsKey] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const made = await readTls({ ...none, tlsSelfSigned: true, host: 'double.test' })
  writeFileSync(tlsCert, made!.cert)
  writeFileSync(tlsKey, made!.key)
  const { app, url } = await startServer(readOptions({ port: 0, host: 'localhost', tlsCert, tlsKey }), surroundings)
  t.teardown(() => app.close())
  t.match(url, /^https:\/\/localhost:\d+$/)
  const { port } = new URL(url)
  for (const servername of ['localhost', 'double.test']) {
    t.same(await ask(`https://127.0.0.1:${port}/health`, { ca: made!.cert, servername }), { status: 200, text: '{"status":"ok"}' })
  }
  t.match((await ask(url, { ca: made!.cert })).text, `"url":"${url}"`, 'links have the scheme')
  t.equal(await healthcheck({ host: '127.0.0.1', port: Number(port), tlsCert }), 'ok')
  await ask(`${url}/__admin/faults`, { ca: made!.cert, method: 'POST' }, { then: { connection: 'reset' } })
  await t.rejects(ask(`${url}/api/jobs/x`, { ca: made!.cert }), { code: 'ECONNRESET' })
  t.equal(app.sandboxes.find('main').journal.get(1)?.outcome, 'broken')
})

t.test('a certificate made at the start is valid for the names and addresses of this machine', async t => {
  const { app, url } = await startServer(readOptions({ port: 0, tlsSelfSigned: true }), surroundings)
  t.teardown(() => app.close())
  await t.rejects(ask(`${url}/health`, {}), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  t.equal((await ask(`${url}/health`, { rejectUnauthorized: false })).status, 200)
  t.equal(await readTls(none), undefined)
})

t.test('a certificate that cannot be used prevents the start', async t => {
  const file = join(t.testdir({ 'cert.pem': 'x' }), 'cert.pem')
  const missing = join(file, '..', 'none.pem')
  const cases = {
    'a certificate without its key': [{ tlsCert: file }, 'tlsKey', '--tls-cert and --tls-key require each other; give both or none'],
    'a key without its certificate': [{ tlsKey: file }, 'tlsCert', '--tls-cert and --tls-key require each other; give both or none'],
    'both kinds': [{ tlsSelfSigned: true, tlsCert: file }, 'tlsSelfSigned', '--tls-self-signed and --tls-cert cannot be combined; give one of them'],
    'no certificate in the file': [{ tlsCert: file, tlsKey: file }, 'tlsCert', `--tls-cert ${file} and --tls-key ${file} are not a certificate and its key: error:`],
    'a certificate that is missing': [{ tlsCert: missing, tlsKey: file }, 'tlsCert', '--tls-cert cannot be read: ENOENT'],
    'a key that is missing': [{ tlsCert: file, tlsKey: missing }, 'tlsKey', '--tls-key cannot be read: ENOENT']
  } as const
  for (const [name, [given, option, message]] of Object.entries(cases)) {
    const error: Error = await startServer(readOptions({ port: 0, ...given }), surroundings).then(() => t.fail(name) as never, error => error)
    t.match(error, { option }, name)
    t.ok(error.message.startsWith(message), `${name}: ${error.message}`)
  }
})

t.test('at the limit of connections, one that has sent nothing makes room for a new one', async t => {
  const { app, url } = await startServer(readOptions({ port: 0, tlsSelfSigned: true, maxConnections: 2 }), surroundings)
  t.teardown(() => app.close())
  const open = async (text: string) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {}).resume()
    socket.write(text)
    const [accepted] = await once(app.server, 'connection') as [Socket]
    return { socket, accepted, closed: new Promise(resolve => socket.once('close', resolve)) }
  }
  // the beginning of a greeting
  const greeting = await open('\x16\x03\x01')
  while (greeting.accepted.bytesRead === 0) await new Promise(resolve => setImmediate(resolve))
  const silent = await open('')
  t.equal((await ask(`${url}/health`, { rejectUnauthorized: false })).status, 200)
  await silent.closed
  t.notOk(greeting.socket.closed)
  greeting.socket.destroy()
})
