import t from 'tap'
import { violationOf } from '../../support/contract/contract.ts'
import { credentials as keys } from '../../support/credentials.ts'
import { injecting } from '../../support/faults/injecting.ts'

const words: Array<[provider: string, dialect: string, status: number, body: unknown]> = [
  ['starfish', 'documented', 500, { error: 'Internal server error' }],
  ['starfish', 'documented', 429, { message: 'Too Many Requests' }],
  ['starfish', 'documented', 401, { error: 'Invalid API key' }],
  ['starfish', 'documented', 400, { error: 'prompt is required' }],
  ['starfish', 'documented', 404, { message: 'Not Found' }],
  ['starfish', 'documented', 507, { error: 'Insufficient Storage' }],
  ['starfish', 'observed', 401, { error: 'Unauthorized' }],
  ['starfish', 'observed', 429, { message: 'Too Many Requests' }],
  ['starfish', 'observed', 500, { error: 'Internal server error' }],
  ['starfish', 'observed', 504, { message: 'Endpoint request timed out' }],
  ['starfish', 'observed', 403, { message: 'Forbidden' }],
  ['immuta', 'documented', 500, { statusCode: 500, error: 'Internal Server Error', message: 'An internal server error occurred' }],
  ['immuta', 'documented', 503, { statusCode: 503, error: 'Service Unavailable', message: 'Service Unavailable' }],
  ['immuta', 'documented', 400, { statusCode: 400, error: 'Bad Request', message: '"jobType" must be an array', validation: { source: 'query', keys: ['jobType'] } }],
  ['immuta', 'documented', 401, { statusCode: 401, error: 'Unauthorized', message: 'Bad token' }],
  ['julep', 'documented', 404, { detail: 'Job not found' }],
  ['julep', 'documented', 422, { detail: [{ type: 'uuid_parsing', loc: ['path', 'job_id'], msg: 'Input should be a valid UUID', input: 'x' }] }],
  ['julep', 'documented', 405, { detail: 'Method Not Allowed' }],
  ['julep', 'observed', 400, { error: { message: 'job not found or invalid', code: 'NOT_FOUND', type: 'rpc_error' } }],
  ['execution', 'documented', 404, { error: { message: 'Execution not found during get', code: 'http_404', type: 'http_error' } }],
  ['execution', 'observed', 404, { error: { message: 'Execution not found during get', code: 'http_404', type: 'http_error' } }],
  ['execution', 'documented', 400, { detail: 'Bad Request' }],
  ['julep', 'documented', 500, { detail: 'Internal Server Error' }],
  ['julep', 'documented', 429, { detail: 'Too Many Requests' }],
  ['julep', 'observed', 429, { error: { message: 'Too Many Requests', code: 'http_429', type: 'http_error' } }],
  ['waveline', 'documented', 400, { error: 'id is missing' }],
  ['waveline', 'documented', 404, { error: 'No job with the provided id could be found' }],
  ['waveline', 'documented', 500, { error: 'Internal server error' }],
  ['waveline', 'documented', 502, { error: 'Bad Gateway' }],
  ['waveline', 'documented', 599, { error: 'Status 599' }],
  ['graphql', 'documented', 500, { errors: [{ message: 'Internal server error' }] }],
  ['graphql', 'documented', 504, { errors: [{ message: 'Gateway Timeout' }] }],
  ['health', 'documented', 500, { message: 'Internal server error' }],
  ['health', 'documented', 503, { message: 'Service Unavailable' }],
  ['token', 'documented', 401, { error: 'invalid_client', error_description: 'The client id or the client secret is wrong' }],
  ['token', 'documented', 500, { error: 'server_error', error_description: 'Internal server error' }],
  ['token', 'documented', 503, { error: 'temporarily_unavailable', error_description: 'Service Unavailable' }],
  ['token', 'documented', 429, { error: 'invalid_request', error_description: 'Too Many Requests' }]
]
/** The requests whose observed JSON has no charset. */
const observedTypes = new Set(['starfish', 'julep', 'execution'])

for (const [provider, dialect, status, body] of words) {
  t.test(`${provider} responds to a fault with status ${status} in its own words (${dialect}), before the work or after it`, async t => {
    const { ask, requests, add } = await injecting(t)
    await ask('PUT /__admin/dialects', { starfish: dialect, julep: dialect })
    const { id } = await add({ then: { status } })
    for (const phase of ['before', 'after']) {
      await ask('PATCH /__admin/faults/fault-1', { phase })
      const answer = await requests[provider]!()
      t.same([answer.status, answer.body], [status, body])
      const type = observedTypes.has(provider) && dialect === 'observed' ? 'application/json' : 'application/json; charset=utf-8'
      t.same([answer.headers['x-jobdouble-fault'], answer.headers['content-type']], [id, type])
    }
  })
}

t.test('the response of a fault keeps the contract where the contract has its status', async t => {
  const { ask, requests } = await injecting(t, { then: { status: 429 } })
  await ask('PUT /__admin/dialects', { starfish: 'observed' })
  const { body } = await requests['starfish']!()
  t.equal(await violationOf('starfish.observed', 'POST', '/v1/generateData', 429, body), undefined)
  await ask('PATCH /__admin/faults/fault-1', { then: { status: 500 } })
  for (const [provider, method, path] of [['waveline', 'GET', '/api/v1/jobs/x'], ['julep', 'GET', '/api/jobs/x'], ['immuta', 'GET', '/jobs/summary']] as const) {
    t.equal(await violationOf(provider, method, path, 500, (await requests[provider]!()).body), undefined, provider)
  }
})

t.test('a fault with the status 404 responds to an unmatched request as the provider does without it', async t => {
  const { ask } = await injecting(t, { then: { status: 404 } })
  const cases = [
    { path: '/v1/nothing', body: { error: 'Not found' } },
    { path: '/jobs/nothing', body: { statusCode: 404, error: 'Not Found', message: 'Not Found' } },
    { path: '/api/nothing', body: { detail: 'Not Found' } },
    { path: '/api/v1/nothing', body: { error: 'Not found' } }
  ]
  for (const { path, body } of cases) {
    const response = await ask(`GET ${path}`)
    t.same([response.headers['x-jobdouble-fault'], response.body], ['fault-1', body], path)
  }
})

t.test('a 500 of Julep in the observed dialect is a text', async t => {
  const { ask, requests } = await injecting(t, { then: { status: 500 } })
  await ask('PUT /__admin/dialects', { julep: 'observed' })
  const { status, headers, text } = await requests['julep']!()
  t.same([status, headers['content-type'], text], [500, 'text/plain; charset=utf-8', 'Internal Server Error'])
})

t.test('a body and headers that the rule gives are sent unchanged, with any status', async t => {
  const { ask, requests } = await injecting(t, { then: { status: 503, body: { mine: [1] }, headers: { 'X-Mine': 'yes' } } })
  const json = await requests['waveline']!()
  t.same([json.status, json.body, json.headers['x-mine']], [503, { mine: [1] }, 'yes'])
  await ask('PATCH /__admin/faults/fault-1', { then: { status: 502, body: '<h1>Bad Gateway</h1>', headers: { 'content-type': 'text/html' } } })
  const html = await requests['waveline']!()
  t.same([html.status, html.text, html.headers['content-type']], [502, '<h1>Bad Gateway</h1>', 'text/html'])
  await ask('PATCH /__admin/faults/fault-1', { then: { status: 200, body: 'ok' } })
  t.match(await requests['julep']!(), { status: 200, text: 'ok', headers: { 'content-type': 'text/plain; charset=utf-8' } })
  await ask('PATCH /__admin/faults/fault-1', { then: { status: 204 } })
  t.match(await requests['julep']!(), { status: 204, text: '' })
})

t.test('Retry-After is in seconds, or a date of the clock of the sandbox together with the Date from which it counts', async t => {
  const { ask, requests, advance } = await injecting(t, { then: { status: 429, retryAfter: '90s' } })
  t.equal((await requests['waveline']!()).headers['retry-after'], '90')
  await ask('PATCH /__admin/faults/fault-1', { then: { status: 503, retryAfter: { date: '90s' } } })
  await advance('10s')
  t.match((await requests['waveline']!()).headers, { 'retry-after': 'Wed, 01 Jan 2025 00:01:40 GMT', date: 'Wed, 01 Jan 2025 00:00:10 GMT' })
})

t.test('each provider rejects an expired token in its own words', async t => {
  const { ask, requests } = await injecting(t, { then: { credentials: 'expired' } })
  const responses = Object.fromEntries(await Promise.all(Object.entries(requests).map(async ([name, request]) => {
    const { status, body } = await request()
    return [name, [status, body]]
  })))
  t.same(responses, {
    starfish: [401, { error: 'Invalid API key' }],
    immuta: [401, { statusCode: 401, error: 'Unauthorized', message: 'Bad token' }],
    julep: [403, { detail: 'Could not validate credentials' }],
    execution: [403, { detail: 'Could not validate credentials' }],
    waveline: [401, { error: 'The provided API key is not valid' }],
    graphql: [200, { errors: [{ message: 'Unauthorized', extensions: { type: 'AuthenticationError' } }], data: null }],
    health: [401, { message: 'Unauthorized' }],
    token: [401, { error: 'invalid_client', error_description: 'The client credentials have been replaced by newer ones' }]
  })
  t.equal((await requests['immuta']!()).headers['www-authenticate'], 'Bearer')
  await ask('PATCH /__admin/faults/fault-1', { then: { credentials: 'expired', body: 'gone' } })
  t.match(await requests['julep']!(), { status: 403, text: 'gone' })
})

t.test('a rate limit sends its quota with each response, and rejects requests when it is used up until its window ends', async t => {
  const { requests, advance, add } = await injecting(t, { match: { provider: 'waveline' }, then: { rateLimit: { limit: 2, window: '10s' } } })
  const ask = async () => {
    const { status, headers } = await requests['waveline']!()
    return [status, headers['ratelimit-limit'], headers['ratelimit-remaining'], headers['ratelimit-reset'], headers['retry-after'], headers['x-jobdouble-fault']]
  }
  t.same(await ask(), [200, '2', '1', '10', undefined, undefined])
  await advance('500ms')
  t.same(await ask(), [200, '2', '0', '10', undefined, undefined])
  t.same(await ask(), [429, '2', '0', '10', '10', 'fault-1'])
  await advance('9500ms')
  t.same(await ask(), [200, '2', '1', '10', undefined, undefined])
  await add({ then: { rateLimit: { limit: 1, window: '1h' }, retryAfter: '5s', body: { slow: 'down' } } })
  t.same(await ask(), [200, '1', '0', '3600', undefined, undefined], 'of two limits that which is harder')
  await advance('10s')
  t.same(await ask(), [429, '1', '0', '3590', '5', 'fault-2'])
})

t.test('a rate limit sends its quota also with a response that a later fault replaces', async t => {
  const { requests, add } = await injecting(t, { match: { provider: 'waveline' }, then: { rateLimit: { limit: 2, window: '10s' } } })
  await add({ phase: 'after', then: { status: 503 } })
  t.match(await requests['waveline']!(), { status: 503, headers: { 'ratelimit-limit': '2', 'ratelimit-remaining': '1', 'ratelimit-reset': '10' } })
})

t.test('malformed JSON cannot be parsed, and a wrong content type leaves the body as it is', async t => {
  const { ask, requests } = await injecting(t, { then: { payload: 'malformed' } })
  for (const provider of ['starfish', 'immuta', 'julep', 'waveline']) {
    const { status, text } = await requests[provider]!().catch(error => error)
    t.notOk(status, `${provider}: ${text}`)
  }
  await ask('PATCH /__admin/faults/fault-1', { then: { payload: 'wrong-type' } })
  const { status, headers, text } = await requests['waveline']!()
  t.same([status, headers['content-type'], JSON.parse(text).status], [200, 'text/html; charset=utf-8', 'CREATED'])
  await ask('PATCH /__admin/faults/fault-1', { then: { status: 503, payload: 'wrong-type' } })
  t.match(await requests['waveline']!(), { status: 503, text: '{"error":"Service Unavailable"}', headers: { 'content-type': 'text/html; charset=utf-8' } })
})

t.test('a rule for a GraphQL field does not affect a request that is not GraphQL', async t => {
  const { app, ask, seen } = await injecting(t, { match: { operation: 'datasaur.getJob' }, phase: 'after', then: { status: 503 } })
  const post = async (payload?: string) => await app.inject({ method: 'POST', url: '/graphql', headers: { ...keys, ...payload !== undefined && { 'content-type': 'application/json' } }, ...payload !== undefined && { payload } })
  for (const payload of ['{"query":', '[]', undefined]) t.same([(await post(payload)).statusCode, (await post(payload)).headers['x-jobdouble-fault']], [400, undefined])
  await ask('PATCH /__admin/faults/fault-1', { phase: 'before' })
  for (const payload of ['{"query":', '[]', undefined]) t.equal((await post(payload)).statusCode, 400)
  t.same(await seen(), [[0, 0]])
})

t.test('a response without a body stays so under a fault of the payload, also in the journal', async t => {
  const { ask, requests } = await injecting(t, { match: { provider: 'waveline' }, then: { status: 204, payload: 'malformed' } })
  t.match(await requests.waveline!(), { status: 204, text: '' })
  t.match((await ask('GET /__admin/requests')).body.items[0].response, { status: 204, body: '', bytes: 0 })
})
