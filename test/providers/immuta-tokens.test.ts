import t from 'tap'
import { double, moment, type Double } from '../helper.ts'

const authenticate = ({ ask }: Double, headers?: Record<string, string>) => ask('POST /bim/apikey/authenticate', { apikey: 'k' }, headers)
const look = ({ ask }: Double, authorization: string) => ask('POST /jobs/statuses', { jobIds: [] }, { authorization })
const badToken = { statusCode: 401, error: 'Unauthorized', message: 'Bad token' }

t.test('a key is exchanged for a token in hexadecimal that is good for an hour', async t => {
  const it = await double(t)
  const { status, body } = await authenticate(it)
  t.equal(status, 200)
  t.match(body.token, /^[0-9a-f]{32}$/)
  t.same(body, { authenticated: true, token: body.token, tokenExpiration: moment(3600) })
  for (const authorization of [body.token, `Bearer ${body.token}`]) {
    t.equal((await look(it, authorization)).status, 200)
  }
  await it.advance('3599999ms')
  t.equal((await look(it, body.token)).status, 200)
  await it.advance('1ms')
  for (const authorization of [body.token, `Bearer ${body.token}`]) {
    const answer = await look(it, authorization)
    t.same([answer.status, answer.body, answer.headers['www-authenticate']], [401, badToken, 'Bearer'])
  }
})

t.test('a client whose token has expired gets another one, with or without the old one in hand', async t => {
  const it = await double(t)
  const { token } = (await authenticate(it)).body
  await it.advance('1h')
  const { body } = await authenticate(it, { authorization: token })
  t.not(body.token, token)
  t.equal((await look(it, body.token)).status, 200)
  t.equal((await look(it, token)).status, 401)
  t.equal((await look(it, 'dea464c07bd07300095caa8')).status, 200)
})

t.test('two doubles with the same seed give out the same tokens, and a sandbox knows only its own', async t => {
  const [one, other] = [await double(t), await double(t)]
  const { token } = (await authenticate(one)).body
  t.equal((await authenticate(other)).body.token, token)
  t.not((await authenticate(one)).body.token, token)
  await one.ask('POST /__admin/clock/advance', { by: '2h' })
  await one.ask('POST /@other/__admin/clock/advance', { by: '2h' })
  t.equal((await look(one, token)).status, 401)
  t.equal((await one.ask('POST /@other/jobs/statuses', { jobIds: [] }, { authorization: token })).status, 200)
  await one.ask('POST /__admin/reset')
  t.equal((await look(one, token)).status, 200)
})

t.test('a key that is missing, reserved or none is refused in hapi’s words', async t => {
  const it = await double(t)
  const invalid = (message: string, keys: string[]) => ({ statusCode: 400, error: 'Bad Request', message, validation: { source: 'payload', keys } })
  const cases: Array<[body: unknown, status: number, answer: object]> = [
    [{ apikey: 'invalid' }, 401, badToken],
    [{ apikey: 'expired' }, 401, badToken],
    [{}, 400, invalid('"apikey" is required', ['apikey'])],
    [{ apikey: '' }, 400, invalid('"apikey" is not allowed to be empty', ['apikey'])],
    [{ apikey: 7 }, 400, invalid('"apikey" must be a string', ['apikey'])],
    [{ apikey: 'k', user: 'u' }, 400, invalid('"user" is not allowed', ['user'])],
    [[], 400, invalid('"value" must be of type object', [])],
    [undefined, 400, invalid('"value" must be of type object', [])]
  ]
  for (const [body, status, answer] of cases) {
    const given = await it.ask('POST /bim/apikey/authenticate', body)
    t.same([given.status, given.body], [status, answer], JSON.stringify(body))
  }
})

t.test('the key may come as a form, and an empty body is none', async t => {
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

t.test('tokens that have expired make room, others do not', async t => {
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
