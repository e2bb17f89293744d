import t from 'tap'
import { double } from '../support/double.ts'

const create = 'POST /__admin/stubs'
const thing = { id: 'stub-1', method: 'GET', path: '/v2/things/:id', status: 200, headers: {}, body: { name: 'a thing' }, matched: 0 }

t.test('a stub responds to requests that no operation takes, whatever the query and the parameter are', async t => {
  const { ask } = await double(t)
  const { status, body } = await ask(create, { method: 'GET', path: '/v2/things/:id', body: { name: 'a thing' } })
  t.equal(status, 201)
  t.same(body, thing)
  const found = await ask('GET /v2/things/17?full=true')
  t.equal(found.status, 200)
  t.equal(found.headers['content-type'], 'application/json; charset=utf-8')
  t.equal(found.text, '{"name":"a thing"}')
  for (const operation of ['GET /v2/things/', 'GET /v2/things', 'GET /v2/things/17/parts', 'POST /v2/things/17', 'GET /@other/v2/things/17']) {
    t.equal((await ask(operation)).status, 404, operation)
  }
  t.same((await ask('GET /__admin/stubs/stub-1')).body, { ...thing, matched: 1 })
})

t.test('a stub has a status, headers and a body of its own', async t => {
  const { ask, inject } = await double(t)
  const cases = [
    { name: 'a text', stub: { status: 409, body: 'in use', headers: { 'retry-after': '5' } }, status: 409, type: 'text/plain; charset=utf-8', text: 'in use' },
    { name: 'a text of another type', stub: { body: '<a/>', headers: { 'content-type': 'text/xml' } }, status: 200, type: 'text/xml', text: '<a/>' },
    { name: 'JSON', stub: { body: [1, null] }, status: 200, type: 'application/json; charset=utf-8', text: '[1,null]' },
    { name: 'null', stub: { body: null }, status: 200, type: 'application/json; charset=utf-8', text: 'null' },
    { name: 'nothing', stub: { status: 204 }, status: 204, type: undefined, text: '' }
  ]
  for (const { name, stub, status, type, text } of cases) {
    // a body that no operation could read does not matter
    await ask(create, { method: 'POST', path: '/v1/upload', ...stub })
    const response = await inject({ method: 'POST', url: '/v1/upload', headers: { 'content-type': 'text/xml' }, payload: '<b/>' })
    t.same([response.statusCode, response.headers['content-type'], response.body], [status, type, text], name)
  }
  t.equal((await ask(create, { method: 'HEAD', path: '/v2/caf%C3%A9', headers: { 'x-total': '3' } })).status, 201)
  const head = await inject({ method: 'HEAD', url: '/v2/café' })
  t.same([head.statusCode, head.headers['x-total'], head.body], [200, '3', ''], 'a client may encode a character or not')
})

t.test('of several stubs that match the latest responds, until it is deleted', async t => {
  const { ask } = await double(t)
  for (const body of ['first', 'second']) await ask(create, { method: 'GET', path: '/v2/things', body })
  t.equal((await ask('GET /v2/things')).text, 'second')
  t.equal((await ask('DELETE /__admin/stubs/stub-2')).status, 204)
  t.equal((await ask('GET /v2/things')).text, 'first')
  t.same((await ask('GET /__admin/stubs')).body.items.map(({ id, matched }: { id: string, matched: number }) => [id, matched]), [['stub-1', 1]])
  t.equal((await ask('DELETE /__admin/stubs')).status, 204)
  t.equal((await ask('GET /v2/things')).status, 404)
  for (const operation of ['GET /__admin/stubs/stub-1', 'DELETE /__admin/stubs/stub-1']) {
    const { status, body } = await ask(operation)
    t.same([status, body.error.code], [404, 'STUB_UNKNOWN'], operation)
  }
})

t.test('a stub that could never respond, or whose response cannot be sent, is rejected', async t => {
  const { ask } = await double(t)
  const cases = [
    { name: 'an operation', stub: { method: 'POST', path: '/v1/jobStatus' }, message: 'path: POST /v1/jobStatus is served by starfish.getJobStatus; a fault changes its response: POST /__admin/faults' },
    { name: 'an operation with a parameter', stub: { method: 'GET', path: '/api/jobs/:any' }, message: 'path: GET /api/jobs/:any is served by julep.getJobStatus; a fault changes its response: POST /__admin/faults' },
    { name: 'GraphQL', stub: { method: 'POST', path: '/graphql' }, message: /^path: POST \/graphql is served by datasaur\./ },
    { name: 'the control API', stub: { method: 'GET', path: '/__admin/jobs' }, message: 'path: is served by jobdouble itself; use another path' },
    { name: 'an unknown path of it', stub: { method: 'GET', path: '/__admin/other' }, message: 'path: is served by jobdouble itself; use another path' },
    { name: 'a file of the dashboard', stub: { method: 'GET', path: '/dashboard/dashboard.js' }, message: 'path: is served by jobdouble itself; use another path' },
    { name: 'a file of the documentation', stub: { method: 'GET', path: '/docs-files/docs.js' }, message: 'path: is served by jobdouble itself; use another path' },
    { name: 'the overview', stub: { method: 'GET', path: '/' }, message: 'path: is served by jobdouble itself; use another path' },
    { name: 'a relative path', stub: { method: 'GET', path: 'v2/things' }, message: 'path: must begin with /' },
    { name: 'a sandbox', stub: { method: 'GET', path: '/@shop/v2' }, message: 'path: must not name a sandbox: a stub is for the sandbox in the URL with which it is created' },
    { name: 'a query', stub: { method: 'GET', path: '/v2?a=1' }, message: 'path: must have no query: a stub responds whatever the query is' },
    { name: 'a parameter without a name', stub: { method: 'GET', path: '/v2/:' }, message: 'path: ":" is not a parameter: write a colon and a name of letters, digits or _, such as :id' },
    { name: 'a percent sign', stub: { method: 'GET', path: '/v2/100%' }, message: 'path: has a % that does not introduce a character; write %25' },
    { name: 'a header', stub: { method: 'GET', path: '/v2', headers: { 'a b': 'c' } }, message: 'headers.a b: is not a valid HTTP header' },
    { name: 'a body where none is sent', stub: { method: 'GET', path: '/v2', status: 304, body: 1 }, message: 'body: cannot be combined with status 304, which has no body' },
    { name: 'a method', stub: { method: 'get', path: '/v2' }, message: 'method: must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' }
  ]
  for (const { name, stub, message } of cases) {
    const { status, body } = await ask(create, stub)
    t.equal(status, 400, name)
    t.match(body.error?.message, message, name)
  }
  t.equal((await ask(create, { method: 'DELETE', path: '/api/jobs/:any' })).status, 201, 'a method that is not served')
})

t.test('the journal says which stub responded, and its requests stay unmatched', async t => {
  const { ask } = await double(t)
  await ask(create, { method: 'GET', path: '/api/things', body: { token: 'secret-1' }, headers: { 'set-cookie': 'secret-2' } })
  t.equal((await ask('GET /api/things')).text, '{"token":"secret-1"}')
  await ask('GET /api/nothing')
  const { items } = (await ask('GET /__admin/requests/unmatched')).body
  t.same(items.map(({ provider, stub, hint }: any) => [provider, stub, hint.slice(0, 54)]), [
    ['julep', 'stub-1', 'stub-1 responded to it: GET /__admin/stubs/stub-1'],
    ['julep', null, 'GET /api/nothing is not served; the most similar are G']
  ])
  for (const [stub, total] of [['any', 1], ['none', 1], ['stub-1', 1], ['stub-2', 0]] as const) {
    t.equal((await ask(`GET /__admin/requests?stub=${stub}`)).body.total, total, stub)
  }
  const { body: { nearest } } = await ask('POST /__admin/requests/verify', { match: { stub: 'any' }, exactly: 2 })
  t.same(nearest[0].why, ['stub is "none", not "any"'])
  for (const operation of ['GET /__admin/requests', 'GET /__admin/stubs', 'GET /__admin/stubs/stub-1', 'GET /__admin/snapshot']) {
    t.notMatch((await ask(operation)).text, /secret-\d/, operation)
  }
})

t.test('stubs are in snapshots, and a snapshot with stubs that cannot be is rejected', async t => {
  const { ask } = await double(t)
  for (const path of ['/v2/a', '/v2/b']) await ask(create, { method: 'GET', path, body: path })
  await ask('DELETE /__admin/stubs/stub-1')
  await ask('GET /v2/b')
  const { body: snapshot } = await ask('GET /__admin/snapshot')
  const stub = { id: 'stub-2', method: 'GET', path: '/v2/b', status: 200, headers: {}, body: '/v2/b', matched: 1 }
  t.same(snapshot.stubs, { made: 2, items: [stub] })
  t.equal((await ask('PUT /@copy/__admin/snapshot', snapshot)).status, 200)
  t.equal((await ask('GET /@copy/v2/b')).text, '/v2/b')
  t.equal((await ask('POST /@copy/__admin/stubs', { method: 'GET', path: '/v2/a' })).body.id, 'stub-3')
  const cases = [
    { name: 'an id that was not created', items: [{ ...stub, id: 'stub-3' }], message: 'stubs.items[0].id: must be one of stub-1 to stub-2, as many as have been created' },
    { name: 'an id of another kind', items: [{ ...stub, id: 'rule-1' }], message: 'stubs.items[0].id: must be one of stub-1 to stub-2, as many as have been created' },
    { name: 'an id twice', items: [stub, stub], message: 'stubs.items[1]: repeats "stub-2", which an earlier item has; remove one of them' },
    { name: 'a path that no request can have', items: [{ ...stub, path: 'v2' }], message: 'stubs.items[0].path: must begin with /' }
  ]
  for (const { name, items, message } of cases) {
    t.equal((await ask('PUT /__admin/snapshot', { ...snapshot, stubs: { made: 2, items } })).body.error?.message, message, name)
  }
  delete snapshot.stubs
  t.equal((await ask('PUT /@copy/__admin/snapshot', snapshot)).status, 200, 'a snapshot of an earlier program has none')
  t.same((await ask('GET /@copy/__admin/stubs')).body.items, [])
})

t.test('a sandbox begins with the stubs of the configuration, and has them again after a reset', async t => {
  const { ask } = await double(t, { stubs: [{ method: 'GET', path: '/v2/things', body: 'configured' }] })
  t.equal((await ask('GET /@shop/v2/things')).text, 'configured')
  await ask('DELETE /__admin/stubs')
  t.equal((await ask('GET /v2/things')).status, 404)
  await ask('POST /__admin/reset')
  t.equal((await ask('GET /v2/things')).text, 'configured')
})

t.test('faults of a provider apply to the stubs under its paths', async t => {
  const { ask } = await double(t)
  await ask(create, { method: 'GET', path: '/api/things', body: 'a thing' })
  await ask('POST /__admin/faults', { match: { provider: 'julep' }, when: { first: 1 }, then: { status: 503 } })
  t.equal((await ask('GET /api/things')).status, 503)
  t.equal((await ask('GET /api/things')).text, 'a thing')
})

t.test('a sandbox keeps 1,000 stubs and 16 MB of them', async t => {
  const { ask } = await double(t)
  for (let number = 1; number <= 1000; number++) await ask(create, { method: 'GET', path: `/v2/${number}` })
  t.match(await ask(create, { method: 'GET', path: '/v2' }), { status: 507, body: { error: { code: 'STUB_LIMIT', message: 'A sandbox keeps at most 1000 stubs; delete some first' } } })
  await ask('POST /__admin/reset')
  const large = { method: 'GET', path: '/v2', body: 'x'.repeat(9 * 1024 * 1024) }
  t.equal((await ask(create, large)).status, 201)
  t.match(await ask(create, large), { status: 507, body: { error: { message: 'A sandbox keeps at most 16777216 bytes of stubs; delete some first' } } })
  await ask('DELETE /__admin/stubs/stub-1')
  t.equal((await ask(create, large)).status, 201, 'a deleted stub makes room')
})
