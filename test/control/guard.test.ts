import fastify from 'fastify'
import t, { type Test } from 'tap'
import { guardControl } from '../../src/control/guard.ts'
import { toErrorResponse } from '../../src/control/map.ts'
import { handleFailures } from '../../src/http/failure.ts'
import { Clock } from '../../src/time/index.ts'
import { double, start } from '../support/double.ts'

const clock = 'GET /__admin/clock'

/** A double that listens on all addresses. */
async function exposed (t: Test, options = {}) {
  const it = await double(t, options)
  await it.app.listen({ host: '0.0.0.0', port: 0 })
  return it
}

t.test('on loopback the control API asks for nothing', async t => {
  const { ask, app } = await double(t)
  t.equal((await ask(clock)).status, 200)
  await app.listen({ host: '127.0.0.1', port: 0 })
  t.equal((await ask(clock)).status, 200)
})

t.test('where others can reach the server it is closed until there is a token, and says how to set one', async t => {
  const { ask } = await exposed(t)
  for (const operation of [clock, 'GET /@shop/__admin/clock', 'POST /__admin/reset', 'GET /__admin/nothing', 'POST /__admin/clock', 'DELETE /__admin/sandboxes/x']) {
    const { status, headers, body } = await ask(operation, undefined, { authorization: 'Bearer any' })
    t.equal(status, 401, operation)
    t.equal(headers['www-authenticate'], 'Bearer realm="jobdouble control API"')
    t.same(body, { error: { code: 'CONTROL_TOKEN_UNSET', message: 'The control API is closed because other machines can reach this server; start it with --control-token TOKEN or JOBDOUBLE_CONTROL_TOKEN, and send Authorization: Bearer TOKEN' } })
  }
})

t.test('providers, the overview, health and the specification stay open wherever the server listens, whatever the host and the origin', async t => {
  const { app } = await exposed(t, { controlToken: 's3cret' })
  const headers = { host: 'evil.example', origin: 'http://evil.example', authorization: 'Bearer k' }
  for (const url of ['/', '/health', '/ready', '/openapi/control.json', '/openapi/julep.json', '/api/v1/jobs', '/@demo/api/v1/jobs']) {
    t.equal((await app.inject({ url, headers })).statusCode, 200, url)
  }
})

t.test('a token that is set is asked for everywhere', async t => {
  for (const open of [double, exposed]) {
    const { ask } = await open(t, { controlToken: 's3cret' })
    t.equal((await ask(clock, undefined, { authorization: 'Bearer s3cret' })).status, 200)
    t.equal((await ask('GET /@shop/__admin/clock', undefined, { authorization: 'bearer s3cret' })).status, 200)
    for (const authorization of [undefined, '', 'Bearer', 'Bearer s3cre', 'Bearer s3crett', 'Basic s3cret', 's3cret', 'Bearer S3CRET']) {
      const { status, headers, body } = await ask(clock, undefined, { ...authorization !== undefined && { authorization } })
      t.equal(status, 401, String(authorization))
      t.equal(headers['www-authenticate'], 'Bearer realm="jobdouble control API"')
      t.same(body, { error: { code: 'CONTROL_TOKEN_REFUSED', message: 'The control API requires Authorization: Bearer TOKEN, with the token of --control-token or JOBDOUBLE_CONTROL_TOKEN' } })
    }
  }
})

t.test('a host that is not a name of the server is rejected: the name of a page may have been pointed at it', async t => {
  const { ask } = await double(t, { allowedHosts: ['double', 'Shop.Example:5627', 'fd00::2'] })
  for (const host of ['localhost', 'localhost:1', 'LOCALHOST:5627', 'shop.localhost:5627', '127.0.0.1', '127.1.2.3:80', '[::1]:5627', 'double', 'double:5627', 'DOUBLE.:9', 'shop.example', '[fd00::2]:1']) {
    t.equal((await ask(clock, undefined, { host })).status, 200, host)
  }
  for (const [host, hint] of [['evil.example', 'evil.example'], ['evil.example:5627', 'evil.example'], ['localhost.evil.example', 'localhost.evil.example'], ['192.168.1.5:5627', '192.168.1.5'], ['a@localhost', 'NAME']] as const) {
    for (const operation of [clock, 'POST /@shop/__admin/reset', 'GET /__admin/nothing', 'PATCH /__admin/clock']) {
      const { status, body } = await ask(operation, undefined, { host })
      t.same([status, body], [403, { error: { code: 'HOST_REFUSED', message: `The control API does not accept the host "${host}"; start the server with --allowed-hosts ${hint} if that is one of its names` } }])
    }
  }
})

t.test('the right token does not make a foreign host good', async t => {
  const { ask } = await double(t, { controlToken: 's3cret' })
  t.equal((await ask(clock, undefined, { host: 'evil.example', authorization: 'Bearer s3cret' })).status, 403)
})

t.test('the address that was reached is one of its names, and a client of HTTP/1.0 names none', async t => {
  const app = fastify()
  t.teardown(() => app.close())
  app.addHook('onRequest', async ({ raw }) => {
    if (raw.headers.host === 'none') delete raw.headers.host
    Object.assign(raw.socket, { localAddress: '::ffff:10.0.0.2' })
  })
  handleFailures(app, [], toErrorResponse)
  guardControl(app, { controlOrigins: [] })
  app.get('/__admin', async () => 'ok')
  for (const [host, status] of [['10.0.0.2:5627', 200], ['none', 200], ['10.0.0.3:5627', 403]] as const) {
    t.equal((await app.inject({ url: '/__admin', headers: { host } })).statusCode, status, host)
  }
  t.equal((await app.inject({ url: '/__admin', headers: { host: 'none', origin: 'http://' } })).statusCode, 403)
})

t.test('a web page from elsewhere is refused, also for what it may send without being asked first', async t => {
  const { ask, inject } = await double(t)
  const { id } = (await ask('POST /__admin/jobs', { provider: 'julep' })).body
  for (const origin of ['http://evil.example', 'http://localhost:3000', 'https://localhost:5628', 'null', 'file://', 'http://localhost:5627.evil.example', '']) {
    const headers = { host: 'localhost:5627', origin }
    const { status, body } = await ask(clock, undefined, headers)
    t.same([status, body], [403, { error: { code: 'ORIGIN_REFUSED', message: `The control API rejects requests from web pages of "${origin}"; call it from a test, from a page that this server serves, or start it with --control-origins` } }])
    const simple = await inject({ method: 'POST', url: `/@main/__admin/jobs/${id}/cancel`, headers: { ...headers, 'content-type': 'text/plain' }, payload: '{}' })
    t.equal(simple.statusCode, 403)
    const preflight = await inject({ method: 'OPTIONS', url: '/__admin/reset', headers: { ...headers, 'access-control-request-method': 'POST' } })
    t.same([preflight.statusCode, preflight.headers['access-control-allow-origin']], [403, undefined])
  }
  t.equal((await ask(`GET /__admin/jobs/${id}`)).body.state, 'queued', 'nothing has come of it')
})

t.test('a page of another origin is refused also where it sends no Origin header: for an image, a link, a form', async t => {
  const { ask } = await double(t)
  for (const site of ['cross-site', 'same-site', 'unheard-of', '']) {
    for (const operation of [clock, 'GET /@new/__admin/events', 'POST /__admin/reset', 'GET /__admin/nothing']) {
      const { status, body } = await ask(operation, undefined, { 'sec-fetch-site': site })
      t.same([status, body], [403, { error: { code: 'ORIGIN_REFUSED', message: 'The control API rejects requests from web pages of another origin (Sec-Fetch-Site); call it from a test, from a page that this server serves, or start it with --control-origins' } }])
    }
  }
  t.same((await ask('GET /__admin/sandboxes')).body.items.map(({ name }: { name: string }) => name), ['main'])
  for (const site of ['same-origin', 'none']) t.equal((await ask(clock, undefined, { 'sec-fetch-site': site })).status, 200, site)
})

t.test('a request that is refused makes no sandbox, and does not keep one', async t => {
  const wallClock = new Clock({ mode: 'frozen' })
  const { ask } = await double(t, { controlToken: 's3cret', wallClock })
  const good = { authorization: 'Bearer s3cret' }
  const names = async () => (await ask('GET /__admin/sandboxes', undefined, good)).body.items.map(({ name }: { name: string }) => name)
  await ask('POST /__admin/sandboxes', { name: 'old' }, good)
  wallClock.advance(start + 3_599_999)
  for (const headers of [{}, { authorization: 'Bearer guess' }, { ...good, host: 'evil.example' }, { ...good, origin: 'http://evil.example' }]) {
    for (const operation of ['GET /@new/__admin/clock', 'POST /@new/__admin/reset', 'GET /@new/__admin/nothing', 'GET /@a%20b/__admin/clock', 'GET /@old/__admin/clock']) {
      t.ok([401, 403].includes((await ask(operation, undefined, headers)).status), operation)
    }
  }
  t.same(await names(), ['main', 'old'])
  wallClock.advance(start + 3_600_000)
  t.same(await names(), ['main'])
})

t.test('a page that the server itself serves may ask', async t => {
  const { ask } = await double(t, { allowedHosts: ['double.example'] })
  for (const [host, origin] of [['localhost:5627', 'http://localhost:5627'], ['127.0.0.1:5627', 'http://127.0.0.1:5627'], ['[::1]:5627', 'http://[::1]:5627'], ['double.example', 'https://double.example']] as const) {
    t.equal((await ask('POST /__admin/reset', {}, { host, origin })).status, 200, origin)
  }
})
