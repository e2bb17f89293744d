import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { connect, JobdoubleError } from '../../src/index.ts'

/** A server that is not jobdouble; resolves with its URL. */
async function listen (t: Test, respond: RequestListener): Promise<string> {
  const server = createServer(respond)
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

t.test('an error says what to check when the server cannot be reached', async t => {
  const url = await listen(t, ({ socket }) => { socket.destroy() })
  const error = await connect('http://127.0.0.1:1').sandbox().catch(error => error)
  t.ok(error instanceof JobdoubleError)
  t.match(error, { name: 'JobdoubleError', code: 'CONNECTION_FAILED', status: undefined, cause: TypeError })
  t.equal(error.message, 'jobdouble cannot be reached at http://127.0.0.1:1 (bad port): check that the server runs, and that host and port are those of its ready line')
  await t.rejects(connect(url).sandbox(), { code: 'CONNECTION_FAILED', message: `jobdouble cannot be reached at ${url} (UND_ERR_SOCKET)` })
  const gone = createServer().listen(0, '127.0.0.1')
  await once(gone, 'listening')
  const { port } = gone.address() as AddressInfo
  gone.close()
  await t.rejects(connect(`http://127.0.0.1:${port}`).sandbox(), { code: 'CONNECTION_FAILED', message: `jobdouble cannot be reached at http://127.0.0.1:${port} (ECONNREFUSED)` })
  await t.rejects(connect(url, { token: 'a\nb' }).sandbox(), { code: 'CONNECTION_FAILED', message: 'invalid header value' })
})

t.test('a response that is not jobdouble\'s is told apart from an error of the control API', async t => {
  const bodies: Record<string, [number, string]> = {
    '/html': [200, '<html>'], '/text': [404, '"no"'], '/other': [500, '{"error":"x"}'], '/code': [400, '{"error":{"code":"X"}}'], '/null': [200, 'null']
  }
  const url = await listen(t, ({ url = '' }, response) => {
    const [status, body] = bodies[url.replace('/__admin/sandboxes', '')]!
    response.writeHead(status).end(body)
  })
  for (const [path, [status]] of Object.entries(bodies)) {
    await t.rejects(connect(`${url}${path}/`).sandbox(), {
      code: 'NOT_JOBDOUBLE', status, message: `${url}${path}/__admin/sandboxes responded ${status}, but not as jobdouble does: check that the URL is that of the server itself, without a provider's path`
    }, path)
  }
})

t.test('every request carries the token, if there is one', async t => {
  const seen: Array<string | undefined> = []
  const url = await listen(t, ({ headers }, response) => {
    seen.push(headers.authorization)
    response.end('{"name":"a"}')
  })
  const sandbox = await connect(url, { token: 'secret' }).sandbox('a')
  await sandbox.clock.get()
  await sandbox.delete()
  await connect(url).sandbox()
  t.same(seen, ['Bearer secret', 'Bearer secret', 'Bearer secret', undefined])
})

t.test('a snapshot is restored unchanged', async t => {
  const seen: string[] = []
  const url = await listen(t, async (request, response) => {
    if (request.method === 'PUT') seen.push(`${request.url} ${request.headers['content-type']} ${await text(request)}`)
    response.end('{"name":"a","version":1,"jobs":[]}')
  })
  const { snapshot } = await connect(url).sandbox('a')
  t.equal(await snapshot.restore(await snapshot.get()), undefined)
  t.same(seen, ['/@a/__admin/snapshot application/json {"name":"a","version":1,"jobs":[]}'])
})

t.test('an aborted call throws the reason of its signal, before or after its request is sent', async t => {
  const controller = new AbortController()
  const requested: string[] = []
  const url = await listen(t, ({ url = '' }) => {
    requested.push(url)
    controller.abort(new Error('enough'))
  })
  const double = connect(url)
  await t.rejects(double.sandbox('a', { signal: controller.signal }), { message: 'enough' })
  await t.rejects(double.sandbox({ signal: controller.signal }), { message: 'enough' })
  await t.rejects(double.sandboxes.list({}, { signal: AbortSignal.abort() }), { name: 'AbortError' })
  t.same(requested, ['/@a/__admin/sandbox'])
})

t.test('a URL that cannot be that of a server is rejected before a request is sent', async t => {
  for (const url of ['', '127.0.0.1:5627', 'localhost:5627', 'ftp://x', 'http://x/@a', 'http://x/%40a', 'http://x?a', 'http://x#a']) t.throws(() => connect(url), { code: 'INVALID_URL' }, url)
  t.same([connect('http://x').url, connect('http://x:1//').url, connect(new URL('https://x/below/')).url], ['http://x', 'http://x:1', 'https://x/below'])
})
