import t from 'tap'
import { double } from '../support/double.ts'

const page = { origin: 'http://localhost:3000' }
const preflight = { ...page, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' }
const exposed = 'content-disposition, date, ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after, x-jobdouble-fault, x-jobdouble-hint'

t.test('without --cors no response has headers of CORS', async t => {
  const { ask } = await double(t)
  for (const operation of ['GET /api/v1/jobs', 'OPTIONS /api/v1/jobs']) {
    const { headers } = await ask(operation, undefined, preflight)
    t.same(Object.keys(headers).filter(name => name.startsWith('access-control-')), [], operation)
  }
})

t.test('with --cors a page of any origin may send requests to the providers, in every sandbox', async t => {
  const { ask } = await double(t, { cors: true })
  for (const base of ['', '/@shop']) {
    const { status, headers, text } = await ask(`OPTIONS ${base}/v1/jobStatus`, undefined, preflight)
    t.same([status, text], [204, ''])
    t.match(headers, {
      'access-control-allow-origin': 'http://localhost:3000',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': 'authorization,content-type',
      vary: 'Origin, Access-Control-Request-Headers'
    })
    t.same((await ask(`GET ${base}/__admin/requests`)).body.items, [], 'a preflight is not recorded')
  }
})

t.test('a page may read every response, also one of a fault, a stub or a rejected request', async t => {
  const { ask } = await double(t, { cors: true })
  await ask('POST /__admin/stubs', { method: 'GET', path: '/v2/things', body: 'a thing' })
  await ask('POST /__admin/faults', { match: { operation: 'waveline.listJobs' }, phase: 'after', then: { status: 503, retryAfter: '5s' } })
  const cases = [
    { operation: 'GET /api/v1/jobs', key: { authorization: 'Bearer k' }, status: 503 },
    { operation: 'GET /api/v1/jobs/none', key: { authorization: 'Bearer k' }, status: 404 },
    { operation: 'GET /api/v1/jobs/none', key: {}, status: 401 },
    { operation: 'GET /v2/things', key: {}, status: 200 },
    { operation: 'GET /nothing', key: {}, status: 404 },
    { operation: 'GET /@demo/api/jobs/0193f1d2-7a40-7c31-8f0e-2b6d5c9a1e47', key: { authorization: 'Bearer k' }, status: 200 }
  ]
  for (const { operation, key, status } of cases) {
    const { status: received, headers } = await ask(operation, undefined, { ...page, ...key })
    t.equal(received, status, operation)
    t.match(headers, { 'access-control-allow-origin': 'http://localhost:3000', 'access-control-expose-headers': exposed, vary: 'Origin' }, operation)
  }
})

t.test('--cors does not open the control API', async t => {
  const { ask } = await double(t, { cors: true })
  for (const path of ['/__admin', '/__admin?a=1', '/@shop/__admin/jobs']) {
    const { status, headers, body } = await ask(`GET ${path}`, undefined, page)
    t.same([status, body.error.code, headers['access-control-allow-origin']], [403, 'ORIGIN_REFUSED', undefined], path)
    t.equal((await ask(`OPTIONS ${path}`, undefined, preflight)).headers['access-control-allow-origin'], undefined, path)
  }
})

t.test('--control-origins opens the control API to the pages of these origins, which need the token all the same', async t => {
  const { ask } = await double(t, { controlOrigins: ['http://localhost:3000'], controlToken: 'secret' })
  const authorization = 'Bearer secret'
  t.match(await ask('OPTIONS /__admin/jobs', undefined, preflight), { status: 204, headers: { 'access-control-allow-origin': 'http://localhost:3000' } })
  const allowed = await ask('GET /__admin/jobs', undefined, { ...page, 'sec-fetch-site': 'same-site', authorization })
  t.match(allowed, { status: 200, headers: { 'access-control-allow-origin': 'http://localhost:3000' } })
  const cases = [
    { name: 'without the token', headers: page, code: 'CONTROL_TOKEN_REFUSED' },
    { name: 'from another origin', headers: { origin: 'http://localhost:4000', authorization }, code: 'ORIGIN_REFUSED' },
    { name: 'from an image of an allowed page', headers: { 'sec-fetch-site': 'same-site', authorization }, code: 'ORIGIN_REFUSED' }
  ]
  for (const { name, headers, code } of cases) t.equal((await ask('GET /__admin/jobs', undefined, headers)).body.error.code, code, name)
  const { headers } = await ask('GET /api/v1/jobs', undefined, page)
  t.equal(headers['access-control-allow-origin'], undefined, 'the providers are not open')
})

t.test('with --cors a page with cookies may read a response of Starfish, which allows every page otherwise', async t => {
  const { ask, make } = await double(t, { cors: true })
  const { id, input } = await make({ provider: 'starfish' })
  const headersFor = async (origin: object) => {
    const { status, headers } = await ask('POST /v1/jobStatus', { jobId: id, projectId: input.projectId }, { 'x-api-key': 'k', ...origin })
    t.equal(status, 200)
    return headers
  }
  t.match(await headersFor(page), { 'access-control-allow-origin': 'http://localhost:3000', 'access-control-allow-credentials': 'true' })
  t.match(await headersFor({}), { 'access-control-allow-origin': '*' })
})
