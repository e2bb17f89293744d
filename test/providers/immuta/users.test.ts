import t from 'tap'
import { immuta as double } from '../../support/providers/double.ts'

const path = '/bim/iam/bim/user/authenticate'

t.test('a user signs in with a password, and the token is the user\'s until it expires', async t => {
  const { ask, advance } = await double(t)
  const { status, body } = await ask(`POST ${path}`, { username: 'ann@example.com', password: 'swordfish' })
  t.match({ status, body }, { status: 200, body: { authenticated: true, token: /^[0-9a-f]{32}$/, tokenExpiration: '2025-01-01T01:00:00.000Z', profileId: Number } })
  const user = {
    id: body.profileId,
    iamid: 'bim',
    userid: 'ann@example.com',
    authorizations: {},
    permissions: ['CREATE_DATA_SOURCE', 'CREATE_PROJECT'],
    groups: [],
    profile: { id: body.profileId, name: 'ann', email: 'ann@example.com' },
    systemGenerated: false,
    disabled: false
  }
  for (const authorization of [`Bearer ${body.token}`, body.token]) t.same((await ask('GET /bim/rpc/user/current', undefined, { authorization })).body, user)
  const again = (await ask(`POST ${path}`, { username: 'ann@example.com', password: 'other' })).body
  t.equal(again.profileId, body.profileId)
  await advance('1h')
  t.equal((await ask('GET /bim/rpc/user/current', undefined, { authorization: body.token })).status, 401)
})

t.test('every other credential belongs to the owner of a key', async t => {
  const { ask } = await double(t)
  const { token } = (await ask('POST /bim/apikey/authenticate', { apikey: 'k' })).body
  for (const authorization of [`Bearer ${token}`, 'Bearer any', 'raw']) {
    t.match((await ask('GET /bim/rpc/user/current', undefined, { authorization })).body, { iamid: 'bim', userid: 'key.owner@example.com' })
  }
  t.equal((await ask('GET /bim/rpc/user/current')).status, 401)
})

t.test('a sign-in without a user or with a reserved password is rejected', async t => {
  const { ask } = await double(t)
  const cases = [
    { body: { password: 'p' }, status: 400, message: '"username" is required' },
    { body: { username: 'u' }, status: 400, message: '"password" is required' },
    { body: { username: 'u', password: '' }, status: 400, message: '"password" is not allowed to be empty' },
    { body: { username: 'u', password: 'invalid' }, status: 401, message: 'Bad token' },
    { body: { username: 'u', password: 'expired' }, status: 401, message: 'Bad token' }
  ]
  for (const { body, status, message } of cases) t.match(await ask(`POST ${path}`, body), { status, body: { message } })
})

t.test('a form signs in as well as JSON', async t => {
  const { inject } = await double(t)
  const response = await inject({ method: 'POST', url: path, payload: 'username=ann&password=p', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
  t.match(response.json(), { authenticated: true })
})
