import t from 'tap'
import { violationOf } from '../../support/contract/contract.ts'
import { credentials as keys } from '../../support/credentials.ts'
import { injecting } from '../../support/faults/injecting.ts'

const words: Array<{ provider: string, dialect: string, status: number, body: unknown }> = [
  { provider: 'starfish', dialect: 'documented', status: 500, body: { error: 'Internal server error' } },
  { provider: 'starfish', dialect: 'documented', status: 429, body: { message: 'Too Many Requests' } },
  { provider: 'starfish', dialect: 'documented', status: 401, body: { error: 'Invalid API key' } },
  { provider: 'starfish', dialect: 'documented', status: 400, body: { error: 'prompt is required' } },
  { provider: 'starfish', dialect: 'documented', status: 404, body: { message: 'Not Found' } },
  { provider: 'starfish', dialect: 'documented', status: 507, body: { error: 'Insufficient Storage' } },
  { provider: 'starfish', dialect: 'observed', status: 401, body: { error: 'Unauthorized' } },
  { provider: 'starfish', dialect: 'observed', status: 429, body: { message: 'Too Many Requests' } },
  { provider: 'starfish', dialect: 'observed', status: 500, body: { error: 'Internal server error' } },
  { provider: 'starfish', dialect: 'observed', status: 504, body: { message: 'Endpoint request timed out' } },
  { provider: 'starfish', dialect: 'observed', status: 403, body: { message: 'Forbidden' } },
  { provider: 'immuta', dialect: 'documented', status: 500, body: { statusCode: 500, error: 'Internal Server Error', message: 'An internal server error occurred' } },
  { provider: 'immuta', dialect: 'documented', status: 503, body: { statusCode: 503, error: 'Service Unavailable', message: 'Service Unavailable' } },
  { provider: 'immuta', dialect: 'documented', status: 400, body: { statusCode: 400, error: 'Bad Request', message: '"jobType" must be an array', validation: { source: 'query', keys: ['jobType'] } } },
  { provider: 'immuta', dialect: 'documented', status: 401, body: { statusCode: 401, error: 'Unauthorized', message: 'Bad token' } },
  { provider: 'julep', dialect: 'documented', status: 404, body: { detail: 'Job not found' } },
  { provider: 'julep', dialect: 'documented', status: 422, body: { detail: [{ type: 'uuid_parsing', loc: ['path', 'job_id'], msg: 'Input should be a valid UUID', input: 'x' }] } },
  { provider: 'julep', dialect: 'documented', status: 405, body: { detail: 'Method Not Allowed' } },
  { provider: 'julep', dialect: 'observed', status: 400, body: { error: { message: 'job not found or invalid', code: 'NOT_FOUND', type: 'rpc_error' } } },
  { provider: 'execution', dialect: 'documented', status: 404, body: { error: { message: 'Execution not found during get', code: 'http_404', type: 'http_error' } } },
  { provider: 'execution', dialect: 'observed', status: 404, body: { error: { message: 'Execution not found during get', code: 'http_404', type: 'http_error' } } },
  { provider: 'execution', dialect: 'documented', status: 400, body: { detail: 'Bad Request' } },
  { provider: 'julep', dialect: 'documented', status: 500, body: { detail: 'Internal Server Error' } },
  { provider: 'julep', dialect: 'documented', status: 429, body: { detail: 'Too Many Requests' } },
  { provider: 'julep', dialect: 'observed', status: 429, body: { error: { message: 'Too Many Requests', code: 'http_429', type: 'http_error' } } },
  { provider: 'waveline', dialect: 'documented', status: 400, body: { error: 'id is missing' } },
  { provider: 'waveline', dialect: 'documented', status: 404, body: { error: 'No job with the provided id could be found' } },
  { provider: 'waveline', dialect: 'documented', status: 500, body: { error: 'Internal server error' } },
  { provider: 'waveline', dialect: 'documented', status: 502, body: { error: 'Bad Gateway' } },
  { provider: 'waveline', dialect: 'documented', status: 599, body: { error: 'Status 599' } },
  { provider: 'graphql', dialect: 'documented', status: 500, body: { errors: [{ message: 'Internal server error' }] } },
  { provider: 'graphql', dialect: 'documented', status: 504, body: { errors: [{ message: 'Gateway Timeout' }] } },
  { provider: 'health', dialect: 'documented', status: 500, body: { message: 'Internal server error' } },
  { provider: 'health', dialect: 'documented', status: 503, body: { message: 'Service Unavailable' } },
  { provider: 'token', dialect: 'documented', status: 401, body: { error: 'invalid_client', error_description: 'The client id or the client secret is wrong' } },
  { provider: 'token', dialect: 'documented', status: 500, body: { error: 'server_error', error_description: 'Internal server error' } },
  { provider: 'token', dialect: 'documented', status: 503, body: { error: 'temporarily_unavailable', error_description: 'Service Unavailable' } },
  { provider: 'token', dialect: 'documented', status: 429, body: { error: 'invalid_request', error_description: 'Too Many Requests' } }
]
/** The requests whose observed JSON has no charset. */
const observedTypes = new Set(['starfish', 'julep', 'execution'])

for (const dialect of ['documented', 'observed']) {
  t.test(`each provider responds to a fault in its own words (${dialect}), before the work or after it`, async t => {
    const { ask, requests } = await injecting(t, { then: { status: 500 } })
    await ask('PUT /__admin/dialects', { starfish: dialect, julep: dialect })
    for (const { provider, status, body } of words.filter(row => row.dialect === dialect)) {
      const type = observedTypes.has(provider) && dialect === 'observed' ? 'application/json' : 'application/json; charset=utf-8'
      for (const phase of ['before', 'after']) {
        await ask('PATCH /__admin/faults/fault-1', { phase, then: { status } })
        const answer = await requests[provider]!()
        t.same([answer.status, answer.body], [status, body], `${provider} ${status}, ${phase}`)
        t.same([answer.headers['x-jobdouble-fault'], answer.headers['content-type']], ['fault-1', type], `${provider} ${status}, ${phase}`)
      }
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
