import t from 'tap'
import { moment, type Double } from '../../support/double.ts'
import { immuta as double } from '../../support/providers/double.ts'

const authenticate = ({ ask }: Double, headers?: Record<string, string>) => ask('POST /bim/apikey/authenticate', { apikey: 'k' }, headers)
const check = ({ ask }: Double, authorization: string) => ask('POST /jobs/statuses', { jobIds: [] }, { authorization })
const badToken = { statusCode: 401, error: 'Unauthorized', message: 'Bad token' }

t.test('a key is exchanged for a hexadecimal token that is valid for an hour', async t => {
  const it = await double(t)
  const { status, body } = await authenticate(it)
  t.equal(status, 200)
  t.match(body.token, /^[0-9a-f]{32}$/)
  t.same(body, { authenticated: true, token: body.token, tokenExpiration: moment(3600) })
  for (const authorization of [body.token, `Bearer ${body.token}`]) {
    t.equal((await check(it, authorization)).status, 200)
  }
  await it.advance('3599999ms')
  t.equal((await check(it, body.token)).status, 200)
  await it.advance('1ms')
  for (const authorization of [body.token, `Bearer ${body.token}`]) {
    const response = await check(it, authorization)
    t.same([response.status, response.body, response.headers['www-authenticate']], [401, badToken, 'Bearer'])
  }
})

t.test('a client whose token has expired gets a new one, with or without sending the old one', async t => {
  const it = await double(t)
  const { token } = (await authenticate(it)).body
  await it.advance('1h')
  const { body } = await authenticate(it, { authorization: token })
  t.not(body.token, token)
  t.equal((await check(it, body.token)).status, 200)
  t.equal((await check(it, token)).status, 401)
  t.equal((await check(it, 'dea464c07bd07300095caa8')).status, 200)
})

t.test('two doubles with the same seed issue the same tokens, and a sandbox knows only its own tokens', async t => {
  const [one, other] = [await double(t), await double(t)]
  const { token } = (await authenticate(one)).body
  t.equal((await authenticate(other)).body.token, token)
  t.not((await authenticate(one)).body.token, token)
  await one.ask('POST /__admin/clock/advance', { by: '2h' })
  await one.ask('POST /@other/__admin/clock/advance', { by: '2h' })
  t.equal((await check(one, token)).status, 401)
  t.equal((await one.ask('POST /@other/jobs/statuses', { jobIds: [] }, { authorization: token })).status, 200)
  await one.ask('POST /__admin/reset')
  t.equal((await check(one, token)).status, 200)
})

t.test('a missing, reserved or invalid key is rejected with the errors of hapi', async t => {
  const it = await double(t)
  const invalid = (message: string, keys: string[]) => ({ statusCode: 400, error: 'Bad Request', message, validation: { source: 'payload', keys } })
  const cases: Array<{ body: unknown, status: number, response: object }> = [
    { body: { apikey: 'invalid' }, status: 401, response: badToken },
    { body: { apikey: 'expired' }, status: 401, response: badToken },
    { body: {}, status: 400, response: invalid('"apikey" is required', ['apikey']) },
    { body: { apikey: '' }, status: 400, response: invalid('"apikey" is not allowed to be empty', ['apikey']) },
    { body: { apikey: 7 }, status: 400, response: invalid('"apikey" must be a string', ['apikey']) },
    { body: { apikey: 'k', user: 'u' }, status: 400, response: invalid('"user" is not allowed', ['user']) },
    { body: [], status: 400, response: invalid('"value" must be of type object', []) },
    { body: undefined, status: 400, response: invalid('"value" must be of type object', []) }
  ]
  for (const { body, status, response } of cases) {
    const given = await it.ask('POST /bim/apikey/authenticate', body)
    t.same([given.status, given.body], [status, response], JSON.stringify(body))
  }
})

t.test('the key may be sent as a form, and an empty body is missing', async t => {
  const { inject } = await double(t)
  const post = async (type: string, payload: string) => await inject({ method: 'POST', url: '/bim/apikey/authenticate', headers: { 'content-type': type }, payload })
  t.equal((await post('application/x-www-form-urlencoded', 'apikey=a%20key')).json().authenticated, true)
  t.equal((await post('application/x-www-form-urlencoded', 'apikey=expired')).statusCode, 401)
  t.equal((await post('application/x-www-form-urlencoded', '')).json().message, '"apikey" is required')
  t.equal((await post('application/json', '')).json().message, '"value" must be of type object')
  t.equal((await post('application/json', '{"apikey"')).json().message, 'Invalid request payload JSON format')
  t.equal((await post('text/csv', 'k')).statusCode, 415)
  t.equal((await post('application/json', `{"apikey":"${'k'.repeat(11_000_000)}"}`)).statusCode, 413)
})

t.test('expired tokens make room, valid ones do not', async t => {
  const it = await double(t, { maxThings: 2 })
  await authenticate(it)
  await it.advance('1m')
  await authenticate(it)
  const { status, body } = await authenticate(it)
  t.same([status, body.error], [507, 'Insufficient Storage'])
  await it.advance('59m')
  t.equal((await authenticate(it)).status, 200)
  t.equal((await authenticate(it)).status, 507)
})
