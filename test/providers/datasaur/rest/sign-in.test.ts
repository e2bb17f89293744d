import t from 'tap'
import { toOAuthErrorResponse } from '../../../../src/providers/datasaur/rest/sign-in.ts'
import type { Double } from '../../../support/double.ts'
import { datasaur as double } from '../../../support/providers/double.ts'

const path = '/api/oauth/token'
const grant = 'grant_type=client_credentials'
const good = `${grant}&client_id=me&client_secret=s3cret`
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const unauthorized = { errors: [{ message: 'Unauthorized', extensions: { type: 'AuthenticationError' } }], data: null }

async function send ({ inject }: Double, payload: string, headers: Record<string, string> = {}, url = path) {
  const response = await inject({ method: 'POST', url, payload, headers: { ...form, ...headers } })
  return { status: response.statusCode, headers: response.headers, body: response.json() }
}

const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })
const tokenFor = async (it: Double, secret: string, client = 'me') => (await send(it, `${grant}&client_id=${client}&client_secret=${secret}`)).body.access_token
const look = async ({ ask }: Double, token: string, prefix = '') =>
  (await ask(`POST ${prefix}/graphql`, { query: '{ getJobs(jobIds: []) { id } }' }, { authorization: `Bearer ${token}` })).body
const isGood = async (it: Double, token: string) => 'extensions' in await look(it, token)

t.test('credentials in a form, in JSON and by HTTP Basic each give a token that is valid for an hour', async t => {
  const it = await double(t)
  const ways: Array<[payload: string, headers: Record<string, string>]> = [
    [good, {}],
    [`${good}&scope=all`, {}],
    [grant, basic('me:s3cret')],
    [`${grant}&client_id=me`, basic('me:s3cret')],
    [good, basic('me:s3cret')],
    [good, { authorization: 'Bearer of-old' }],
    [JSON.stringify({ grant_type: 'client_credentials', client_id: 'me', client_secret: 's3cret' }), { 'content-type': 'application/json' }]
  ]
  const tokens = new Set<string>()
  for (const [payload, headers] of ways) {
    const response = await send(it, payload, headers)
    const { access_token: token } = response.body
    t.same([response.status, response.body], [200, { access_token: token, token_type: 'bearer', expires_in: 3600 }], payload)
    t.match(token, /^[0-9a-f]{40}$/)
    t.same([response.headers['cache-control'], response.headers.pragma], ['no-store', 'no-cache'])
    t.same(await look(it, token), { data: { getJobs: [] }, extensions: {} })
    tokens.add(token)
  }
  t.equal(tokens.size, ways.length)
})

t.test('credentials by HTTP Basic can be percent-encoded or plain, and the secret can have colons', async t => {
  const it = await double(t)
  const cases: Array<[plain: string, header: string]> = [
    ['a b/c:d+e', 'you:a%20b%2Fc%3Ad%2Be'], ['a:b', 'you:a:b'], ['a+b', 'you:a+b'], ['100%', 'you:100%'], ['é', 'y%6fu:%C3%A9']
  ]
  for (const [plain, header] of cases) {
    await it.ask('POST /__admin/reset')
    const token = await tokenFor(it, encodeURIComponent(plain), 'you')
    t.equal((await send(it, grant, basic(header))).status, 200, header)
    // another secret would have ended the first token
    t.ok(await isGood(it, token), header)
  }
})

t.test('an expired token is rejected as GraphQL does it, and after a new sign-in the same request succeeds', async t => {
  const it = await double(t)
  const { body: { data: { autoLabelTokenBasedProject: { id } } } } = await it.ask('POST /graphql', {
    query: 'mutation ($input: AutoLabelTokenBasedProjectInput!) { autoLabelTokenBasedProject(input: $input) { id } }',
    variables: { input: { labelerEmail: 'a@example.com', options: { numberOfFilesPerRequest: 1 }, projectId: 'p', targetAPI: { endpoint: 'https://example.com', secretKey: 'k' } } }
  }, { authorization: `Bearer ${await tokenFor(it, 's')}` })
  const first = await tokenFor(it, 's')
  const ask = async (token: string) => {
    const { status, body } = await it.ask('POST /graphql', { query: '{ getJob(jobId: "' + id + '") { status } }' }, { authorization: `Bearer ${token}` })
    return [status, body]
  }
  const delivered = { data: { getJob: { status: 'DELIVERED' } }, extensions: {} }
  await it.advance('3599999ms')
  t.same(await ask(first), [200, delivered])
  await it.advance('1ms')
  t.same(await ask(first), [200, unauthorized])
  t.same((await it.ask('POST /graphql', { query: '{ __typename }' })).body, { data: { __typename: 'Query' }, extensions: {} })
  t.same(await ask(await tokenFor(it, 's')), [200, delivered])
  t.same(await ask(first), [200, unauthorized])
  t.same(await ask('any-token-at-all'), [200, delivered])
  t.same((await it.ask('POST /graphql', { query: '{ getJob(jobId: "x") { id } }' })).body, unauthorized)
})

t.test('a new secret of a client ends its old secret and the tokens of that, and no others', async t => {
  const it = await double(t)
  const [old, another] = [await tokenFor(it, 'first'), await tokenFor(it, 'first', 'another')]
  t.ok(await isGood(it, old))
  const young = await tokenFor(it, 'second')
  t.same(await look(it, old), unauthorized)
  t.ok(await isGood(it, young))
  t.ok(await isGood(it, another))
  const refused = await send(it, `${grant}&client_id=me&client_secret=first`)
  t.same([refused.status, refused.body], [401, { error: 'invalid_client', error_description: 'The client credentials have been replaced by newer ones' }])
  t.ok(await isGood(it, young), 'the attempt ends no token')
  t.ok(await isGood(it, await tokenFor(it, 'third')))
  t.notOk(await isGood(it, young))
  await it.ask('POST /__admin/reset')
  t.match(await tokenFor(it, 'first'), /^[0-9a-f]{40}$/)
})

t.test('the same seed gives the same tokens, and a token ends in its own sandbox only', async t => {
  const [one, other] = [await double(t), await double(t)]
  const token = await tokenFor(one, 's')
  t.equal(await tokenFor(other, 's'), token)
  for (const prefix of ['', '/@other']) await one.ask(`POST ${prefix}/__admin/clock/advance`, { by: '2h' })
  t.same(await look(one, token), unauthorized)
  t.same(await look(one, token, '/@other'), { data: { getJobs: [] }, extensions: {} })
  t.equal((await send(one, good, {}, `/@other${path}`)).status, 200)
})

t.test('an invalid sign-in is rejected in the form of RFC 6749', async t => {
  const it = await double(t)
  const json = { 'content-type': 'application/json' }
  const missing = 'The client id or the client secret is missing'
  const wrong = 'The client id or the client secret is wrong'
  const cases: Array<[payload: string, headers: Record<string, string>, status: number, error: string, description: string]> = [
    ['client_id=me&client_secret=s', {}, 400, 'invalid_request', 'grant_type is required'],
    ['grant_type=&client_id=me&client_secret=s', {}, 400, 'invalid_request', 'grant_type is required'],
    ['grant_type=password&client_id=me&client_secret=s', {}, 400, 'unsupported_grant_type', 'grant_type must be client_credentials'],
    [`${good}&client_secret=t`, {}, 400, 'invalid_request', 'client_secret is given more than once'],
    [good, basic('you:s3cret'), 400, 'invalid_request', 'The body has other credentials than the Authorization header'],
    [good, basic('me:other'), 400, 'invalid_request', 'The body has other credentials than the Authorization header'],
    ['', {}, 400, 'invalid_request', 'grant_type is required'],
    ['{', json, 400, 'invalid_request', 'The request body is not valid JSON'],
    ['[]', json, 400, 'invalid_request', 'The request body must be an object'],
    ['null', json, 400, 'invalid_request', 'The request body must be an object'],
    ['{"grant_type":7}', json, 400, 'invalid_request', 'grant_type must be a string'],
    ['{"__proto__":{"grant_type":"client_credentials"}}', json, 400, 'invalid_request', 'The request body is not valid JSON'],
    [good, { 'content-type': 'text/plain' }, 415, 'invalid_request', 'The request body must be application/x-www-form-urlencoded'],
    [`${good}${'x'.repeat(70_000)}`, {}, 413, 'invalid_request', 'The request body is too large'],
    [grant, {}, 401, 'invalid_client', missing],
    [`${grant}&client_id=me`, {}, 401, 'invalid_client', missing],
    [`${grant}&client_id=me&client_secret=`, {}, 401, 'invalid_client', missing],
    [`${grant}&client_id=invalid&client_secret=s`, {}, 401, 'invalid_client', wrong],
    [`${grant}&client_id=me&client_secret=invalid`, {}, 401, 'invalid_client', wrong],
    [`${grant}&client_id=me&client_secret=expired`, {}, 401, 'invalid_client', 'The client credentials have been replaced by newer ones'],
    [grant, basic('me:invalid'), 401, 'invalid_client', wrong],
    [grant, basic('me'), 401, 'invalid_client', wrong],
    [grant, basic('me:'), 401, 'invalid_client', missing],
    [grant, { authorization: 'Basic !' }, 401, 'invalid_client', missing],
    [grant, { authorization: 'Bearer abc' }, 401, 'invalid_client', missing]
  ]
  for (const [payload, headers, status, error, description] of cases) {
    const response = await send(it, payload, headers)
    t.same([response.status, response.body], [status, { error, error_description: description }], payload.slice(0, 80))
    const challenge = status === 401 && 'authorization' in headers ? 'Basic realm="datasaur", charset="UTF-8"' : undefined
    t.same([response.headers['cache-control'], response.headers['www-authenticate']], ['no-store', challenge])
  }
  t.ok(await isGood(it, await tokenFor(it, 's3cret')), 'none of these replaces the credentials')
})

t.test('unknown paths, wrong methods and a crash have the same form', async t => {
  const it = await double(t)
  const wrong = await it.ask('GET /api/oauth/token')
  t.same([wrong.status, wrong.headers.allow, wrong.body], [405, 'POST', { error: 'invalid_request', error_description: 'Tokens are given for POST only' }])
  for (const operation of ['POST /api/oauth/tokens', 'GET /api/oauth/x/y']) {
    const { status, body } = await it.ask(operation)
    t.same([status, body], [404, { error: 'invalid_request', error_description: 'Not Found' }])
  }
  const { status, body } = toOAuthErrorResponse({ kind: 'crash' }, { headers: {} })
  t.same([status, body], [500, { error: 'server_error', error_description: 'Internal server error' }])
})

t.test('any number of sign-ins fits into the collections: ended tokens make room first, then the oldest', async t => {
  const it = await double(t, { maxThings: 3 })
  const ended = await tokenFor(it, 's')
  await it.advance('30m')
  const [second, third] = [await tokenFor(it, 's'), await tokenFor(it, 's')]
  await it.advance('30m')
  t.notOk(await isGood(it, ended))
  for (let times = 0; times < 10; times++) t.ok(await isGood(it, await tokenFor(it, 's')))
  await it.advance('30m')
  t.ok(await isGood(it, second), 'an evicted token is accepted like any other')
  t.ok(await isGood(it, third))
  for (let client = 0; client < 10; client++) t.ok(await isGood(it, await tokenFor(it, 's', `client-${client}`)))
  t.match(await tokenFor(it, 'other', 'client-9'), /^[0-9a-f]{40}$/)
  t.equal((await send(it, `${grant}&client_id=client-9&client_secret=s`)).status, 401)
})
