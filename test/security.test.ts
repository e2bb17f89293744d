import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { double, type Double } from './support/double.ts'

const page = readFileSync(new URL('../SECURITY.md', import.meta.url), 'utf8')
const [, section = ''] = /^## What is protected\n([^]*?)^## /m.exec(page) ?? []
const promises = section.split(/^- /m).slice(1).map(line => line.trim())
const tested = new Set<string>()

/** A test of the promise that begins with these words. */
function promise (words: string, test: (t: Test) => Promise<void>): void {
  const name = promises.find(promise => promise.startsWith(words)) ?? t.fail(`SECURITY.md does not promise "${words}"`) as never
  tested.add(name)
  t.test(name, test)
}

const markup = '<img src=x onerror=alert(1)>'
const control = ['GET /__admin/jobs', 'POST /__admin/reset', 'DELETE /__admin/sandboxes/x', 'GET /__admin/nothing', 'GET /@shop/__admin/requests']

async function statusesOf ({ inject }: Double, headers: Record<string, string>): Promise<Set<number>> {
  const statuses = new Set<number>()
  for (const operation of control) {
    const [method, url] = operation.split(' ') as ['GET', string]
    statuses.add((await inject({ method, url, headers })).statusCode)
  }
  return statuses
}

promise('The control API is closed to other machines', async t => {
  const open = await double(t)
  await open.app.listen({ host: '0.0.0.0', port: 0 })
  t.same(await statusesOf(open, {}), new Set([401]))
  const guarded = await double(t, { controlToken: 's3cret-token' })
  for (const authorization of ['', 'Bearer s3cret-toke', 'Bearer s3cret-token2', 'Bearer x', 'Basic s3cret-token']) t.same(await statusesOf(guarded, { authorization }), new Set([401]), authorization)
  t.equal((await guarded.ask('GET /__admin/jobs', undefined, { authorization: 'Bearer s3cret-token' })).status, 200)
  t.match(readFileSync(new URL('../src/control/guard.ts', import.meta.url), 'utf8'), 'timingSafeEqual(one, other)')
})

promise('A web page of another origin', async t => {
  const it = await double(t)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const cases = {
    'a script': { origin: 'http://evil.example' },
    'a script of another port of this machine': { origin: 'http://localhost:3000', host: 'localhost:5627' },
    'a sandboxed frame': { origin: 'null' },
    'a form': { origin: 'http://evil.example', ...form },
    'an image or a link': { 'sec-fetch-site': 'cross-site' },
    'a form of an older browser': { 'sec-fetch-site': 'same-site', ...form }
  }
  for (const [name, headers] of Object.entries(cases)) {
    t.same(await statusesOf(it, headers), new Set([403]), name)
    const { headers: answered } = await it.inject({ method: 'GET', url: '/__admin/jobs', headers })
    t.equal(answered['access-control-allow-origin'], undefined, name)
  }
})

promise('A web page whose host name', async t => {
  const it = await double(t)
  for (const host of ['evil.example', 'evil.example:5627', 'localhost.evil.example', '127.0.0.1.evil.example', '[::1].evil.example', 'localhost@evil.example']) {
    t.same(await statusesOf(it, { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }), new Set([403]), host)
  }
})

promise('A name, an id or a header from a client', async t => {
  const { app, ask } = await double(t, { seed: markup })
  await ask('POST /__admin/jobs', { provider: 'waveline', id: markup, kind: markup, input: markup })
  await ask(`GET /api/v1/jobs/${encodeURIComponent(markup)}`, undefined, { 'x-api-key': 'k', 'user-agent': markup })
  await ask(`GET /api/v1/jobs/${encodeURIComponent(markup)}`, undefined, { 'x-api-key': 'k', 'user-agent': markup })
  for (const url of ['/', '/docs', '/docs/guide', '/graphiql', '/__admin/report?format=html']) {
    const { statusCode, headers, body } = await app.inject({ url, headers: { accept: 'text/html', host: 'localhost', 'x-forwarded-host': markup } })
    t.equal(statusCode, 200, url)
    t.notMatch(body, markup, url)
    t.match(headers['content-security-policy'], /^default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'/, url)
    t.notMatch(headers['content-security-policy'], /unsafe|script-src[^;]*(\*|http:|https:|data:)/, url)
    t.match(headers, { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY', 'cross-origin-opener-policy': 'same-origin' }, url)
  }
})

promise('A path in a request', async t => {
  const { app } = await double(t)
  const climbs = ['../../../../etc/passwd', '..%2f..%2f..%2fetc%2fpasswd', '%2e%2e/%2e%2e/package.json', '....//....//package.json', '/etc/passwd', '..\\..\\package.json', 'package.json%00.js']
  for (const base of ['/graphiql/', '/dashboard/', '/docs/', '/docs/guide/', '/openapi/', '/api/static/proxy/', '/__admin/lifecycles/', '/@demo/']) {
    for (const climb of climbs) {
      const { statusCode, body } = await app.inject({ url: `${base}${climb}`, headers: { authorization: 'Bearer x' } })
      t.ok(statusCode >= 400 && statusCode < 500, `${base}${climb}: ${statusCode}`)
      t.notMatch(body, /root:|"devDependencies"/, `${base}${climb}`)
    }
  }
})

promise('A response has no stack', async t => {
  const { inject } = await double(t, { logLevel: 'silent' })
  const broken = ['{', '[]', 'null', '"x"', '{"a":', '\u0000', '{"__proto__":{"a":1}}', 'a: [', '{"query":"{"}']
  const urls = ['/__admin/jobs', '/__admin/snapshot', '/__admin/lifecycles/x', '/v1/jobStatus', '/jobs/statuses', '/api/tasks', '/api/v1/extract', '/graphql', '/nothing', '/%ff', '/@%00/x']
  for (const url of urls) {
    for (const payload of broken) {
      for (const type of ['application/json', 'application/yaml', 'multipart/form-data; boundary=b']) {
        const { statusCode, body } = await inject({ method: 'POST', url, payload, headers: { 'content-type': type, authorization: 'Bearer x', 'x-api-key': 'x' } })
        if (statusCode >= 500) t.fail(`${url} ${payload}: ${statusCode}`)
        if (/\n\s+at |node_modules|file:\/\/|\/src\/|\.ts\b|\.js:\d/.test(body)) t.fail(`${url} ${payload}: ${body}`)
      }
    }
  }
})

promise('Credentials are not', async t => {
  const lines: string[] = []
  const it = await double(t, { onRequest: request => { lines.push(JSON.stringify(request)) } })
  const secret = 'very-secret-credential'
  for (const headers of [{ authorization: `Bearer ${secret}` }, { 'x-api-key': secret }, { cookie: `session=${secret}` }, { authorization: `Basic ${Buffer.from(`a:${secret}`).toString('base64')}` }]) {
    await it.ask(`GET /api/v1/jobs/x?api_key=${secret}&access_token=${secret}`, undefined, headers as Record<string, string>)
  }
  await it.ask('POST /bim/apikey/authenticate', { apikey: secret })
  await it.ask('POST /api/oauth/token', { grant_type: 'client_credentials', client_id: 'a', client_secret: secret })
  for (const url of ['/__admin/requests', '/__admin/snapshot', '/__admin/report']) t.notMatch((await it.ask(`GET ${url}`)).text, secret, url)
  t.equal(lines.length, 6)
  t.notMatch(lines.join(), secret, 'the log')
  t.notMatch(lines.join(), Buffer.from(`a:${secret}`).toString('base64'))
})

promise('No request takes unbounded', async t => {
  const { app, inject } = await double(t)
  const headers = { 'content-type': 'application/json', authorization: 'Bearer x' }
  t.equal((await inject({ method: 'POST', url: '/__admin/jobs', headers, payload: `{"provider":"julep","input":"${'x'.repeat(11_000_000)}"}` })).statusCode, 413)
  t.equal((await inject({ method: 'POST', url: '/__admin/jobs', headers, payload: '['.repeat(100_000) })).statusCode, 400)
  t.match((await inject({ method: 'POST', url: '/graphql', headers, payload: { query: `{ ${'getAllTeams { id } '.repeat(5000)} }` } })).json(), { errors: [{ message: /20000 tokens/ }] })
  const { headersTimeout, requestTimeout, keepAliveTimeout } = app.server
  t.same([headersTimeout, requestTimeout, keepAliveTimeout], [60_000, 600_000, 72_000])
})

t.test('each promise of SECURITY.md has a test', async t => {
  t.same(promises.filter(promise => !tested.has(promise)), [])
})
