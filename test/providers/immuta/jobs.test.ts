import t from 'tap'
import { immuta as double } from '../../support/providers/double.ts'

const key = { authorization: 'Bearer dea464c07bd07300095caa8' }

t.test('statuses are a map in the order of the request, with each known id once', async t => {
  const { ask, make, advance } = await double(t, { providers: ['immuta', 'julep'] })
  const failed = await make({ provider: 'immuta', lifecycle: 'failure' })
  const done = await make({ provider: 'immuta', output: { tags: 3 } })
  await make({ provider: 'julep', id: '0193f1d2-7a40-7c31-8f0e-2b6d5c9a1e47' })
  await advance('5s')
  const { status, text } = await ask('POST /jobs/statuses', { jobIds: [done.id, 'unknown', '0193f1d2-7a40-7c31-8f0e-2b6d5c9a1e47', failed.id, done.id] }, key)
  t.equal(status, 200)
  t.equal(text, `{"${done.id}":{"id":"${done.id}","state":"completed","output":{"tags":3}},` +
    `"${failed.id}":{"id":"${failed.id}","state":"failed","output":{"name":"Error","stack":"Error: The job failed","message":"The job failed"}}}`)
})

t.test('ids are UUIDs of version 1', async t => {
  const { make } = await double(t)
  t.match((await make({ provider: 'immuta' })).id, /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-/)
})

t.test('a request without known jobs returns an empty map', async t => {
  const { ask } = await double(t)
  for (const jobIds of [[], ['x'], ['__proto__']]) t.same((await ask('POST /jobs/statuses', { jobIds, wait: -1 }, key)).body, {})
})

t.test('every state has its status', async t => {
  const { ask, make, advance } = await double(t)
  const statuses: Array<[string, string, string]> = [
    ['success', '0s', 'created'], ['success', '1s', 'active'], ['success', '5s', 'completed'], ['retry-then-success', '3s', 'retry'],
    ['waiting', '3s', 'active'], ['failure', '5s', 'failed'], ['cancelled', '3s', 'cancelled'], ['expired', '901s', 'expired']
  ]
  for (const [lifecycle, after, state] of statuses) {
    const { id } = await make({ provider: 'immuta', lifecycle })
    await advance(after)
    t.equal((await ask('POST /jobs/statuses', { jobIds: [id] }, key)).body[id].state, state, `${lifecycle} after ${after}`)
  }
})

t.test('output is null or an object, for any output of the job', async t => {
  const { ask, make } = await double(t)
  const cases: Array<[unknown, unknown]> = [['done', { value: 'done' }], [[1], { value: [1] }], [0, { value: 0 }], [{ a: 1 }, { a: 1 }], [null, null]]
  for (const [output, shown] of cases) {
    const { id } = await make({ provider: 'immuta', lifecycle: 'instant', output })
    t.same((await ask('POST /jobs/statuses', { jobIds: [id] }, key)).body[id].output, shown)
  }
  const errors: Array<[unknown, unknown]> = [['boom', { name: 'Error', stack: 'Error: boom', message: 'boom' }], [{ message: 'boom', stack: 'at x' }, { name: 'Error', message: 'boom', stack: 'at x' }], [{ code: 7 }, { code: 7 }]]
  for (const [error, shown] of errors) {
    const { id } = await make({ provider: 'immuta', lifecycle: { steps: [{ state: 'running' }, { state: 'failed' }] }, error })
    t.same((await ask('POST /jobs/statuses', { jobIds: [id] }, key)).body[id].output, shown)
  }
})

t.test('an error stays visible until the job completes', async t => {
  const { ask, make, advance } = await double(t)
  const { id } = await make({ provider: 'immuta', lifecycle: 'retry-then-success', output: { rows: 1 } })
  const seen = []
  for (const by of ['1s', '2s', '2s', '4s']) {
    await advance(by)
    const { state, output } = (await ask('POST /jobs/statuses', { jobIds: [id] }, key)).body[id]
    seen.push([state, output?.message ?? output])
  }
  t.same(seen, [['active', null], ['retry', 'The first attempt failed'], ['active', 'The first attempt failed'], ['completed', { rows: 1 }]])
})

t.test('the token is accepted with or without its scheme; other credentials are rejected before the body is validated', async t => {
  const { ask } = await double(t)
  for (const authorization of ['Bearer x', 'bearer x', 'x']) t.equal((await ask('POST /jobs/statuses', { jobIds: [] }, { authorization })).status, 200, authorization)
  const cases: Array<[Record<string, string>, string]> = [
    [{}, 'Missing authentication'], [{ authorization: '' }, 'Missing authentication'], [{ authorization: 'Bearer' }, 'Missing authentication'], [{ authorization: 'Bearer ' }, 'Missing authentication'],
    [{ authorization: 'Bearer invalid' }, 'Bad token'], [{ authorization: 'expired' }, 'Bad token'], [{ authorization: 'Basic eDp5' }, 'Bad token'], [{ authorization: 'Bearer x y' }, 'Bad token']
  ]
  for (const [headers, message] of cases) {
    const response = await ask('POST /jobs/statuses', {}, headers)
    t.same([response.status, response.body, response.headers['www-authenticate']], [401, { statusCode: 401, error: 'Unauthorized', message }, 'Bearer'], JSON.stringify(headers))
  }
})

t.test('an invalid body is rejected with the errors of hapi', async t => {
  const { ask } = await double(t)
  const cases: Array<[unknown, string, string[]]> = [
    [{}, '"jobIds" is required', ['jobIds']],
    [{ jobIds: 'x' }, '"jobIds" must be an array', ['jobIds']],
    [{ jobIds: ['x', 1] }, '"jobIds[1]" must be a string', ['jobIds[1]']],
    [{ jobIds: [], pollInterval: 0 }, '"pollInterval" must be greater than or equal to 1', ['pollInterval']],
    [{ jobIds: [], wait: -2 }, '"wait" must be greater than or equal to -1', ['wait']],
    [{ jobIds: [], wait: 1.5 }, '"wait" must be an integer', ['wait']],
    [{ jobIds: [], wait: '5' }, '"wait" must be a number', ['wait']],
    [{ jobIds: [], foo: 1 }, '"foo" is not allowed', ['foo']],
    [{ foo: 1 }, '"jobIds" is required', ['jobIds']],
    [[], '"value" must be of type object', []]
  ]
  for (const [body, message, keys] of cases) {
    const response = await ask('POST /jobs/statuses', body, key)
    t.same([response.status, response.body], [400, { statusCode: 400, error: 'Bad Request', message, validation: { source: 'payload', keys } }], message)
  }
})

t.test('malformed JSON, an unknown content type and a body that is too large are rejected with the errors of hapi', async t => {
  const { inject, ask } = await double(t)
  const post = async (payload: string, type: string) => (await inject({ method: 'POST', url: '/jobs/statuses', payload, headers: { ...key, 'content-type': type } })).json()
  t.same(await post('{', 'application/json'), { statusCode: 400, error: 'Bad Request', message: 'Invalid request payload JSON format' })
  t.same(await post('x', 'application/x-yaml'), { statusCode: 415, error: 'Unsupported Media Type', message: 'Unsupported Media Type' })
  const large = await ask('POST /jobs/statuses', { jobIds: ['x'.repeat(11_000_000)] }, key)
  t.same([large.status, large.body.error], [413, 'Payload Too Large'])
})

t.test('a wrong method and an unknown path are 404, also without a token', async t => {
  const { ask } = await double(t)
  for (const operation of [
    'GET /jobs/statuses', 'PUT /jobs/statuses', 'POST /jobs/status', 'POST /jobs', 'DELETE /jobs/search', 'GET /bim', 'GET /bim/apikey/authenticate',
    'POST /snowflake/handler/30/refreshNativeViewJob', 'PUT /snowflake/handler/30', 'GET /sdd/identification', 'POST /dataSource/bulk/tags', 'GET /dataSource/1/tags'
  ]) {
    const { status, body } = await ask(operation)
    t.same([status, body], [404, { statusCode: 404, error: 'Not Found', message: 'Not Found' }], operation)
  }
})

t.test('a request has at most 10,000 job ids', async t => {
  const { ask } = await double(t)
  const ids = (count: number) => Array.from({ length: count }, (_, index) => String(index))
  t.same((await ask('POST /jobs/statuses', { jobIds: ids(10_000), wait: 1 }, key)).body, {})
  const { status, body } = await ask('POST /jobs/statuses', { jobIds: ids(10_001), wait: -1 }, key)
  t.match([status, body], [400, { message: /"?jobIds"? must contain less than or equal to 10000 items/, validation: { source: 'payload', keys: ['jobIds'] } }])
})

t.test('a wait is rejected if the open waits of the sandbox would have too many job ids', async t => {
  const { app, ask } = await double(t)
  app.sandboxes.get('main').jobs.wait({ ids: Array<string>(1_000_000).fill('unknown'), until: () => Infinity })
  const { status, body } = await ask('POST /jobs/statuses', { jobIds: ['x'], wait: -1 }, key)
  t.same([status, body.message], [507, 'The open waits of a sandbox may have at most 1000000 job ids together; end some of them first'])
})
