import { Readable } from 'node:stream'
import t from 'tap'
import { double, type Double } from '../../support/double.ts'
import { encode, file } from '../../support/multipart-body.ts'

const secret = 'sk-live-0123456789'
const key = { authorization: `Bearer ${secret}` }
const items = async ({ ask }: Double): Promise<any[]> => (await ask('GET /__admin/requests')).body.items

t.test('no credential is kept, wherever a client puts one, and one is told from another', async t => {
  const d = await double(t)
  const form = encode([file('file', 'a.txt', 'a'), { name: 'token', text: secret }])
  const requests: Array<[string, Record<string, string>, (object | string | Buffer)?]> = [
    ['GET /api/v1/jobs', key],
    ['POST /v1/jobStatus', { 'x-api-key': secret }, { jobId: 'a', projectId: 'b' }],
    ['GET /jobs/summary', { authorization: secret }],
    ['GET /api/jobs/7', { authorization: secret }],
    ['GET /api/v1/jobs?api_key=' + secret, { cookie: `session=${secret}` }],
    ['POST /bim/apikey/authenticate', {}, { apikey: secret }],
    ['POST /bim/apikey/authenticate', { 'content-type': 'application/x-www-form-urlencoded' }, `apikey=${secret}`],
    ['POST /bim/apikey/authenticate', { 'content-type': 'application/x-www-form-urlencoded' }, JSON.stringify({ apikey: secret })],
    ['POST /api/static/proxy/upload', { ...key, 'content-type': form.type }, form.payload],
    ['POST /api/oauth/token', { 'content-type': 'application/x-www-form-urlencoded' }, `grant_type=client_credentials&client_id=me&client_secret=${secret}`],
    ['POST /api/oauth/token', { authorization: `Basic ${Buffer.from(`me:${secret}`).toString('base64')}`, 'content-type': 'application/json' }, { grant_type: 'client_credentials' }],
    ['POST /graphql', key, { query: 'mutation($i: AutoLabelTokenBasedProjectInput!) { autoLabelTokenBasedProject(input: $i) { id } }', variables: { i: { targetAPI: { secretKey: secret } } } }],
    ['POST /graphql', key, { query: `mutation { autoLabelTokenBasedProject(input: { targetAPI: { secretKey: "${secret}" } }) { id } }` }]
  ]
  const tokens: string[] = []
  for (const [operation, headers, payload] of requests) {
    const [method, url] = operation.split(' ') as ['GET', string]
    const { body } = await d.app.inject({ method, url, headers, ...payload !== undefined && { payload } })
    const [, token] = /"(?:access_)?token":"([^"]+)"/.exec(body) ?? []
    if (token !== undefined) tokens.push(token)
  }
  t.equal(tokens.length, 4)
  const { text } = await d.ask('GET /__admin/requests')
  for (const hidden of [secret, ...tokens, Buffer.from(`me:${secret}`).toString('base64')]) t.notMatch(text, hidden)
  const [bearer, header, bare, julep, ...others] = await items(d)
  t.same(new Set([bearer, header, bare, julep].map(({ key }) => key)).size, 1)
  t.equal(others[0].key, null)
  await d.ask('GET /api/v1/jobs', undefined, { authorization: 'Bearer other' })
  t.not((await items(d)).at(-1).key, bearer.key)
})

t.test('the token that a sign-in gave has the mark of the requests that are made with it', async t => {
  const d = await double(t)
  const { body: { token } } = await d.ask('POST /bim/apikey/authenticate', { apikey: secret })
  await d.ask('GET /jobs/summary', undefined, { authorization: token })
  const [signIn, request] = await items(d)
  t.equal(signIn.response.body.token, `[fingerprint ${request.key}]`)
})

t.test('a long body is cut and says so, with the size that it had', async t => {
  const d = await double(t)
  const prompt = 'ü'.repeat(20_000)
  await d.ask('POST /v1/generateData', { prompt, numOfRecords: 1, model: 'gpt-4o-mini-2024-07-18' }, { 'x-api-key': 'k' })
  const [{ request }] = await items(d)
  t.match(request, { truncated: true, bytes: Buffer.byteLength(JSON.stringify({ prompt, numOfRecords: 1, model: 'gpt-4o-mini-2024-07-18' })) })
  t.equal(request.body, `{"prompt":"${prompt}`.slice(0, 16_384))
  t.match((await d.ask('POST /__admin/requests/verify', { match: { body: { numOfRecords: 2 } }, exactly: 0 })).body, { verdict: 'evicted', possible: 1 })
  t.match((await d.ask('POST /__admin/requests/find', { match: { body: { numOfRecords: 1 } } })).body, { total: 0, unclear: 1 })
})

t.test('a body that is not JSON is kept as it came, also if it was rejected for that', async t => {
  const d = await double(t)
  await d.app.inject({ method: 'POST', url: '/jobs/statuses', headers: { ...key, 'content-type': 'application/json' }, payload: '{"jobIds":["a"' })
  await d.app.inject({ method: 'POST', url: '/graphql', headers: { ...key, 'content-type': 'application/x-www-form-urlencoded' }, payload: 'query=%7BgetTeam%7D' })
  await d.app.inject({ method: 'POST', url: '/jobs/statuses', headers: { 'content-type': 'application/json' }, payload: '{}' })
  await d.app.inject({ method: 'POST', url: '/v1/jobStatus', headers: { 'x-api-key': 'k' }, payload: 'hello' })
  const [malformed, form, refused, typeless] = await items(d)
  t.match(typeless.request, { body: 'hello' })
  t.match(malformed, { request: { body: '{"jobIds":["a"', bytes: 14, truncated: false }, response: { status: 400 } })
  t.match(form.request, { body: 'query=%7BgetTeam%7D' })
  t.match(refused, { request: { body: null, bytes: null }, response: { status: 401 } })
})

t.test('an upload is journalled by name and size, without its bytes', async t => {
  const d = await double(t)
  const { payload, type } = encode([file('file', 'a.txt', 'the content')])
  await d.app.inject({ method: 'POST', url: '/api/static/proxy/upload', headers: { 'content-type': type, ...key }, payload })
  await d.app.inject({ method: 'POST', url: '/api/static/proxy/upload', headers: { 'content-type': type }, payload })
  await d.app.inject({ method: 'POST', url: '/api/static/proxy/upload', headers: { 'content-type': type, ...key }, payload: Readable.from([payload]) })
  const [{ request, operation }, refused, streamed] = await items(d)
  t.match(streamed.request, { body: request.body, bytes: null })
  t.equal(operation, 'datasaur.uploadFile')
  t.strictSame(request.body, [{ name: 'file', value: { fileName: 'a.txt', size: 11 } }])
  t.equal(request.bytes, payload.length)
  t.match(refused.request, { body: null, bytes: payload.length })
})

t.test('a response that is a file is recorded with its size, and one that is a stream without its body', async t => {
  const d = await double(t)
  await d.app.inject({ url: '/@demo/api/static/exports/none/a.zip' })
  const { id } = (await d.ask('POST /api/tasks/0193f1d2-7a40-7c31-8f0e-2b6d5c9a1e47/executions', { input: {} }, { authorization: 'k' })).body
  await d.advance('1h')
  await d.app.inject({ url: `/api/executions/${id}/status.stream`, headers: { authorization: 'k' } })
  await d.ask('POST /__admin/faults', { match: { provider: 'julep' }, then: { payload: 'wrong-type' } })
  await d.app.inject({ url: `/api/executions/${id}/status.stream`, headers: { authorization: 'k' } })
  const [stream, corrupted] = (await items(d)).slice(-2)
  t.match(corrupted, { outcome: 'responded', response: { body: null, headers: { 'content-type': 'text/html; charset=utf-8' } } })
  t.match(stream, { operation: 'julep.streamExecution', outcome: 'responded', response: { status: 200, body: null, bytes: null, headers: { 'content-type': 'text/event-stream; charset=utf-8' } } })
})
