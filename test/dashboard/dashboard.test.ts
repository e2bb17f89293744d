import fastify from 'fastify'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { handleUnmatched } from '../../src/dashboard/index.ts'
import { providers } from '../../src/providers/index.ts'
import { double, moment } from '../support/double.ts'
import { version } from '../../src/assets.ts'

t.test('the root lists what is served and where, inside its sandbox', async t => {
  const { ask } = await double(t)
  const { body } = await ask('GET /@shop', undefined, { host: 'double:5627' })
  t.match(body, { name: 'jobdouble', version, sandbox: { name: 'shop', url: 'http://double:5627/@shop', seed: 1, clock: { mode: 'frozen', rate: 0, now: moment(0) } } })
  t.same(body.parts.map(({ name }: { name: string }) => name), [...providers.map(({ name }) => name), 'control'])
  t.match(body.parts[0], {
    name: 'starfish',
    specification: 'http://double:5627/@shop/openapi/starfish.json',
    operations: [{ method: 'POST', url: 'http://double:5627/@shop/v1/jobStatus', open: false }]
  })
  for (const { specification } of body.parts) t.equal((await ask(`GET ${new URL(specification).pathname}`)).status, 200, specification)
})

t.test('a browser gets a page, and nothing that a client sends becomes markup', async t => {
  const { ask } = await double(t, { seed: '<b>&' })
  const { headers, text } = await ask('GET /', undefined, { accept: 'text/html,*/*', host: '<script>' })
  t.equal(headers['content-type'], 'text/html; charset=utf-8')
  t.match(text, '/v1/jobStatus')
  t.match(text, '&#60;b&#62;&#38;')
  t.notMatch(text, '<script>')
})

t.test('the variables of each provider can be copied, with the path of its base URL, and each link leads to a response', async t => {
  const { ask } = await double(t)
  const headers = { accept: 'text/html', host: 'localhost:5627' }
  const { text } = await ask('GET /@shop', undefined, headers)
  t.match(text, '<pre>JULEP_BASE_URL=http://localhost:5627/@shop/api\nJULEP_API_KEY=jobdouble</pre>')
  const { body } = await ask('GET /@shop', undefined, { host: 'localhost:5627' })
  t.match(body.parts.find(({ name }: { name: string }) => name === 'waveline').env, { WAVELINE_BASE_URL: 'http://localhost:5627/@shop', WAVELINE_API_KEY: 'jobdouble' })
  const links = Array.from(text.matchAll(/href="http:\/\/localhost:5627([^"]+)"/g), ([, path]) => path!)
  t.ok(links.length > 10)
  for (const path of links.filter(path => !path.endsWith('/events'))) t.equal((await ask(`GET ${path}`, undefined, { host: 'localhost:5627' })).status, 200, path)
})

t.test('health and readiness are told to anybody', async t => {
  const { ask } = await double(t)
  for (const path of ['/health', '/ready', '/@shop/health']) {
    t.same((await ask(`GET ${path}`)).body, { status: 'ok' })
    t.match(await ask(`HEAD ${path}`), { status: 200, text: '' })
  }
})

t.test('a path that is not served is a 404 that names the nearest operations', async t => {
  const { ask } = await double(t)
  const cases: Array<[string, string]> = [
    ['POST /V1/jobStatus', 'POST /v1/jobStatus'], ['GET /apis/jobs/0193f1d2-7a40-7c31-8f0e-2b6d5c9a1e47', 'GET /api/jobs/:job_id'],
    ['POST /graphq', 'POST /graphql'], ['GET /_admin/jobs', 'GET /__admin/jobs'], ['POST /job/statuses?x=1', 'POST /jobs/statuses']
  ]
  for (const [asked, nearest] of cases) {
    const { status, body } = await ask(asked)
    t.equal(status, 404)
    t.equal(body.error.nearest[0], nearest)
    t.equal(body.error.message, `${asked.replace('?x=1', '')} is not served; the most similar are ${body.error.nearest.join(', ')}`)
  }
})

t.test('a defect outside all parts has the given error response', async t => {
  const app = fastify()
  handleUnmatched(app, [], ({ kind }) => ({ status: 500, body: { kind } }))
  app.get('/broken', () => { throw new Error('boom') })
  const { statusCode, body } = await app.inject('/broken')
  t.same([statusCode, JSON.parse(body)], [500, { kind: 'crash' }])
})

t.test('the files of the page are loaded once by a browser, whatever its sandbox', async t => {
  const { ask, inject } = await double(t)
  const { text } = await ask('GET /@shop', undefined, { accept: 'text/html' })
  const urls = Array.from(text.matchAll(/(?:src|href)="(\/dashboard\/[^"]+)"/g), ([, url]) => url!)
  t.same(urls.map(url => url.replace(/-[0-9a-f]{12}/, '-HASH')), ['/dashboard/icon-HASH.svg', '/dashboard/style-HASH.css', '/dashboard/dashboard-HASH.js'])
  for (const url of urls) {
    const { status, headers, text } = await ask(`GET ${url}`)
    t.match({ status, headers }, { status: 200, headers: { 'cache-control': 'public, max-age=31536000, immutable', 'x-content-type-options': 'nosniff' } })
    t.match(await ask(`GET ${url}`, undefined, { 'if-none-match': String(headers.etag) }), { status: 304, text: '' })
    const compressed = await inject({ method: 'GET', url, headers: { 'accept-encoding': 'gzip, br' } })
    t.equal(compressed.headers['content-encoding'], 'gzip')
    t.equal(gunzipSync(compressed.rawPayload).toString(), text)
  }
  t.equal((await ask('GET /dashboard/dashboard-000000000000.js')).status, 404)
})
