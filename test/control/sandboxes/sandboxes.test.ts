import { once } from 'node:events'
import t from 'tap'
import { Clock } from '../../../src/time/index.ts'
import { documented, double, moment, start, type Double } from '../../support/double.ts'

t.test('a sandbox is made as it is ordered, and is that again after a reset', async t => {
  const wallClock = new Clock({ mode: 'frozen', now: start + 7000 })
  const { ask } = await double(t, { wallClock, allowedHosts: ['double'], lifecycle: { julep: 'failure' } })
  const order = { name: 'shop', seed: 'mine', clock: { now: '2030-06-01T12:00:00+02:00' }, dialects: { julep: 'observed' }, lifecycle: 'stuck' }
  const { status, body } = await ask('POST /__admin/sandboxes', order, { host: 'double:5627' })
  const shop = {
    name: 'shop',
    url: 'http://double:5627/@shop',
    seed: 'mine',
    clock: { mode: 'frozen', rate: 0, now: '2030-06-01T10:00:00.000Z' },
    dialects: { ...documented, julep: 'observed' },
    lifecycle: 'stuck',
    jobs: 0,
    waits: 0,
    lastUsed: moment(7)
  }
  t.same([status, body], [201, shop])
  const made = (await ask('POST /@shop/__admin/jobs', { provider: 'julep' })).body
  t.equal(made.lifecycle, 'stuck')
  await ask('PUT /@shop/__admin/clock', { mode: 'real' })
  await ask('PUT /@shop/__admin/dialects', { julep: 'documented' })
  t.same((await ask('POST /@shop/__admin/reset', {}, { host: 'double:5627' })).body, shop)
  t.same((await ask('POST /@shop/__admin/jobs', { provider: 'julep' })).body, made)
})

t.test('a clock is ordered in each of its modes', async t => {
  const { ask } = await double(t, { clock: { mode: 'real' } })
  const clockOf = async (clock: object) => (await ask('POST /__admin/sandboxes', { clock })).body.clock
  t.same(await clockOf({ mode: 'frozen' }), { mode: 'frozen', rate: 0, now: moment(0) })
  t.match(await clockOf({ mode: 'scaled', rate: 60, now: moment(9) }), { mode: 'scaled', rate: 60, now: /^2025-01-01T00:00:/ })
  t.match(await clockOf({ rate: 0.5 }), { mode: 'scaled', rate: 0.5 })
  t.match(await clockOf({}), { mode: 'real', rate: 1 })
  const { url } = (await ask('POST /__admin/sandboxes', { name: 'frozen', clock: { mode: 'frozen', now: moment(5) } })).body
  t.equal(url, 'http://localhost:80/@frozen')
  await ask('PUT /@frozen/__admin/clock', { mode: 'real' })
  t.same((await ask('POST /@frozen/__admin/reset')).body.clock, { mode: 'frozen', rate: 0, now: moment(5) }, 'a reset brings back what it was made with, not what the server has')
})

t.test('without a name a fresh one is drawn, under which it responds', async t => {
  const { ask } = await double(t)
  const { name, url } = (await ask('POST /__admin/sandboxes', {})).body
  t.match(name, /^[a-z0-9]{10}$/)
  t.equal(url, `http://localhost:80/@${name}`)
  t.equal((await ask(`GET /@${name}/health`)).status, 200)
  t.equal((await ask(`GET /__admin/sandboxes/${name}`)).body.name, name)
})

t.test('an order that cannot be met is refused with one sentence, and makes nothing', async t => {
  const { ask } = await double(t)
  await ask('POST /__admin/sandboxes', { name: 'taken' })
  const cases: Array<[unknown, number, string, string]> = [
    [{ name: 'taken' }, 409, 'SANDBOX_EXISTS', 'There is already a sandbox taken; choose another name, or omit the name to have one drawn'],
    [{ name: 'main' }, 409, 'SANDBOX_EXISTS', 'There is already a sandbox main; choose another name, or omit the name to have one drawn'],
    [{ name: 'a b' }, 400, 'SANDBOX_NAME_INVALID', 'The name of a sandbox must be 1 to 64 of the characters a-z A-Z 0-9 . _ -, not "a b"; change the part of the URL after /@'],
    [{ name: '' }, 400, 'SANDBOX_NAME_INVALID', 'The name of a sandbox must be 1 to 64 of the characters a-z A-Z 0-9 . _ -, not ""; change the part of the URL after /@'],
    [{ name: 5 }, 400, 'INVALID_FIELD', 'name: must be a string'],
    [{ seed: 1.5 }, 400, 'INVALID_FIELD', 'seed: must be a whole number or a text of 1 to 200 characters'],
    [{ seed: '' }, 400, 'INVALID_FIELD', 'seed: must be a whole number or a text of 1 to 200 characters'],
    [{ lifecycle: 'sucess' }, 400, 'INVALID_FIELD', 'lifecycle: there is no lifecycle sucess; did you mean success? GET /__admin/lifecycles lists all'],
    [{ lifecycle: { steps: [] } }, 400, 'INVALID_FIELD', 'lifecycle: must be a string'],
    [{ dialects: { acme: 'observed' } }, 400, 'INVALID_FIELD', 'dialects.acme: is not a provider that is served; use one of starfish, immuta, julep, waveline, datasaur'],
    [{ dialects: { julep: 'klingon' } }, 400, 'INVALID_FIELD', 'dialects.julep: must be one of documented, observed'],
    [{ clock: { mode: 'slow' } }, 400, 'INVALID_FIELD', 'clock.mode: must be one of real, scaled, frozen'],
    [{ clock: { mode: 'scaled' } }, 400, 'INVALID_FIELD', 'clock.rate: the rate of a scaled clock must be greater than 0 and at most 1000000'],
    [{ clock: { mode: 'real', rate: 2 } }, 400, 'INVALID_FIELD', 'clock.rate: a real clock has the rate 1; set the mode to scaled for any other rate'],
    [{ clock: { now: '9999-12-31T23:59:59-12:00' } }, 400, 'INVALID_FIELD', 'clock.now: the clock ends at 9999-12-31T23:59:59.999Z'],
    [{ clock: { now: '0000-01-01T00:00:00+12:00' } }, 400, 'INVALID_FIELD', 'clock.now: the clock begins at 0000-01-01T00:00:00.000Z'],
    [{ sed: 1 }, 400, 'INVALID_FIELD', 'sed: is not a known field'],
    [[], 400, 'INVALID_FIELD', 'body: must be an object']
  ]
  for (const [order, status, code, message] of cases) {
    const answer = await ask('POST /__admin/sandboxes', order)
    t.match([answer.status, answer.body.error], [status, { code, message }], JSON.stringify(order))
  }
  t.same((await ask('GET /__admin/sandboxes')).body.items.map(({ name }: { name: string }) => name), ['main', 'taken'])
})

t.test('of many that ask for one name at the same time, one gets it', async t => {
  const { ask } = await double(t)
  const responses = await Promise.all(Array.from({ length: 20 }, (_, seed) => ask('POST /__admin/sandboxes', { name: 'a', seed })))
  t.same(responses.map(({ status }) => status).sort(), [201, ...Array(19).fill(409)])
  const { body } = responses.find(({ status }) => status === 201)!
  t.equal((await ask('GET /__admin/sandboxes/a')).body.seed, body.seed)
})

t.test('the list is by name and in pages, the same under whichever sandbox it is asked for', async t => {
  const { ask } = await double(t)
  for (const name of ['c', 'a', 'b', 'd']) await ask('POST /__admin/sandboxes', { name })
  const { items, next } = (await ask('GET /@a/__admin/sandboxes?limit=3')).body
  t.same(items.map(({ name, url }: { name: string, url: string }) => [name, url]), ['a', 'b', 'c'].map(name => [name, `http://localhost:80/@${name}`]))
  t.equal(next, 'c')
  const rest = (await ask(`GET /__admin/sandboxes?limit=3&cursor=${next}`)).body
  t.same([rest.items.map(({ name, url }: { name: string, url: string }) => [name, url]), rest.next], [[['d', 'http://localhost:80/@d'], ['main', 'http://localhost:80']], null])
  t.same((await ask('GET /@b/__admin/sandboxes')).body.items.length, 5)
  for (const limit of ['0', '1001', 'x']) t.equal((await ask(`GET /__admin/sandboxes?limit=${limit}`)).status, 400)
})

t.test('to ask about a sandbox neither makes nor uses one', async t => {
  const wallClock = new Clock({ mode: 'frozen' })
  const { ask } = await double(t, { wallClock, sandboxTtl: 60_000 })
  await ask('POST /__admin/sandboxes', { name: 'a' })
  wallClock.advance(start + 30_000)
  t.equal((await ask('GET /@b/__admin/sandboxes/a')).body.lastUsed, moment(0))
  wallClock.advance(start + 60_000)
  for (const operation of ['GET /__admin/sandboxes/a', 'DELETE /__admin/sandboxes/a']) {
    const { status, body } = await ask(operation)
    t.same([status, body], [404, { error: { code: 'SANDBOX_UNKNOWN', message: 'There is no sandbox a; GET /__admin/sandboxes lists all' } }])
  }
  t.same((await ask('GET /__admin/sandboxes')).body.items.map(({ name }: { name: string }) => name), ['main'])
})

const namesOf = async ({ ask }: Double): Promise<string[]> => (await ask('GET /__admin/sandboxes')).body.items.map(({ name }: { name: string }) => name)

t.test('a request that no operation takes makes a sandbox for a minute, and its journal can be read meanwhile', async t => {
  const wallClock = new Clock({ mode: 'frozen' })
  const d = await double(t, { wallClock })
  const unmatched = ['GET /@a/nothing', 'DELETE /@a/v1/jobStatus', 'GET /@b/api/v1/nothing', 'GET /@c/__admin/nothing', 'GET /@d/', 'GET /@e/wp-login.php']
  for (const operation of unmatched) await d.ask(operation)
  t.same(await namesOf(d), ['a', 'b', 'c', 'd', 'e', 'main'])
  wallClock.advance(start + 59_999)
  t.equal((await d.ask('GET /@a/__admin/requests/unmatched')).body.items.length, 2)
  await d.ask('GET /@b/api/v1/jobs')
  wallClock.advance(start + 60_000)
  t.same(await namesOf(d), ['a', 'b', 'main'], 'a control call or an operation keeps it')
  wallClock.advance(start + 59_999 + 3_600_000)
  t.same(await namesOf(d), ['main'])
})

t.test('health, specifications and GraphiQL are about no sandbox, and make none', async t => {
  const d = await double(t)
  const [, script] = /<script [^>]*src="([^"]+)"/.exec((await d.ask('GET /graphiql')).text) ?? []
  const paths = ['/health', '/ready', '/openapi/julep.json', '/openapi/control.json', '/graphql/schema.graphql', '/graphiql', script!]
  for (const path of paths) t.equal((await d.ask(`GET /@a/${path.slice(1)}`)).status, 200, path)
  t.same(await namesOf(d), ['main'])
})

t.test('an unmatched request whose sandbox is removed while its body arrives makes another one', async t => {
  const { app, ask } = await double(t, { maxSandboxes: 2 })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const body = new TransformStream<Uint8Array, Uint8Array>()
  const writer = body.writable.getWriter()
  const begun = once(app.server, 'request')
  const response = fetch(`${url}/@a/nothing`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: body.readable, duplex: 'half' } as RequestInit)
  await writer.write(Buffer.from('{'))
  await begun
  await ask('DELETE /__admin/sandboxes/a')
  await writer.write(Buffer.from('}'))
  await writer.close()
  t.equal((await response).status, 404)
  t.equal((await ask('GET /__admin/sandboxes/a')).status, 200)
})

t.test('when there are as many as there may be, and all hold something, the next one is refused and says so, until one is deleted', async t => {
  const { ask } = await double(t, { maxSandboxes: 3 })
  for (const name of ['a', 'b']) t.equal((await ask(`POST /@${name}/__admin/jobs`, { provider: 'julep' })).status, 201)
  const message = 'There are already 3 sandboxes, the maximum; delete some, or wait: a sandbox is removed after 3600 s without a request'
  for (const operation of ['POST /__admin/sandboxes', 'GET /@c/']) {
    const { status, body } = await ask(operation, {})
    t.same([status, body], [507, { error: { code: 'SANDBOX_LIMIT', message } }])
  }
  t.equal((await ask('DELETE /__admin/sandboxes/a')).status, 204)
  t.equal((await ask('POST /__admin/sandboxes', {})).status, 201)
})

t.test('the demo is made with its jobs, on the clock that was ordered', async t => {
  const { ask } = await double(t)
  const { jobs, clock } = (await ask('POST /__admin/sandboxes', { name: 'demo', clock: { now: moment(60) } })).body
  t.ok(jobs >= 5)
  t.equal(clock.now, moment(60))
})
