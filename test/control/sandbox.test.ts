import t from 'tap'
import { providers } from '../../src/providers/index.ts'
import { Clock } from '../../src/time/index.ts'
import { documented, double, moment, start } from '../support/double.ts'

t.test('a sandbox shows its seed, clock and how many jobs it has', async t => {
  const wallClock = new Clock({ mode: 'frozen', now: start + 7000 })
  const { ask, make } = await double(t, { seed: 'checkout', wallClock, dialect: { julep: 'observed' }, allowedHosts: ['double'] })
  const dialects = { ...documented, julep: 'observed' }
  await make({ provider: 'immuta' })
  t.same((await ask('GET /__admin/sandbox', undefined, { host: 'double:5627' })).body, { name: 'main', url: 'http://double:5627', seed: 'checkout', clock: { mode: 'frozen', rate: 0, now: moment(0) }, dialects, lifecycle: 'success', jobs: 1, waits: 0, lastUsed: moment(7) })
  t.match((await ask('GET /@shop/__admin/sandbox', undefined, { host: 'double:5627' })).body, { name: 'shop', url: 'http://double:5627/@shop', jobs: 0 })
})

t.test('a reset restores the initial state: no jobs, the clock at its start, the same ids again', async t => {
  const { ask, make, advance } = await double(t)
  const { id } = await make({ provider: 'immuta' })
  await advance('1h')
  const { status, body } = await ask('POST /__admin/reset')
  t.same([status, body.jobs, body.clock.now], [200, 0, moment(0)])
  t.equal((await ask(`GET /__admin/jobs/${id}`)).status, 404)
  t.equal((await make({ provider: 'immuta' })).id, id)
})

t.test('a reset unfreezes a clock that a test has frozen', async t => {
  const { ask } = await double(t, { clock: { mode: 'real' } })
  await ask('PUT /__admin/clock', { mode: 'frozen' })
  t.equal((await ask('POST /__admin/reset')).body.clock.mode, 'real')
})

t.test('a sandbox without a seed of its own draws one, and another at each reset', async t => {
  const { ask } = await double(t, { seed: undefined })
  const seeds = [(await ask('GET /__admin/sandbox')).body.seed, (await ask('POST /__admin/reset')).body.seed, (await ask('GET /@b/__admin/sandbox')).body.seed]
  t.equal(new Set(seeds).size, 3)
})

t.test('sandboxes know nothing of each other', async t => {
  const { ask } = await double(t)
  const one = (await ask('POST /@one/__admin/jobs', { provider: 'immuta' })).body
  await ask('POST /@one/__admin/clock/advance', { by: '1h' })
  t.same((await ask('GET /@two/__admin/jobs')).body, { items: [], next: null, total: 0 })
  t.equal((await ask('GET /@two/__admin/clock')).body.now, moment(0))
  await ask('POST /@two/__admin/reset')
  t.equal((await ask(`GET /@one/__admin/jobs/${one.id}`)).body.state, 'succeeded')
})

t.test('the same seed and the same requests give byte-identical responses, whatever the sandboxes’ names', async t => {
  const it = await double(t)
  const other = await double(t)
  const run = async ({ ask }: typeof it, sandbox: string) => {
    const texts = []
    for (const { name: provider } of providers) texts.push((await ask(`POST ${sandbox}/__admin/jobs`, { provider })).text)
    texts.push((await ask(`POST ${sandbox}/__admin/clock/advance`, { until: 'idle' })).text)
    texts.push((await ask(`GET ${sandbox}/__admin/jobs`)).text)
    return texts
  }
  const runs = [await run(it, ''), await run(it, '/@a'), await run(other, '/@b')]
  t.same(runs[1], runs[0])
  t.same(runs[2], runs[0])
})

t.test('a bad name is a 400 that says so, under whichever path', async t => {
  const { ask } = await double(t)
  for (const [name, path] of [['a%20b', '/v1/jobStatus'], ['', '/health'], ['x'.repeat(65), '/__admin/jobs'], ['a,b', '/openapi/julep.json'], ['a;b', '/graphiql'], ['a~b', ''], ['a:b', '?x']]) {
    const { status, body } = await ask(`GET /@${name}${path}`)
    t.same([status, body], [400, { error: { code: 'SANDBOX_NAME_INVALID', message: `The name of a sandbox must be 1 to 64 of the characters a-z A-Z 0-9 . _ -, not "${name}"; change the part of the URL after /@` } }])
  }
  for (const name of ['a', 'A-b_c.9', 'x'.repeat(64)]) t.equal((await ask(`GET /@${name}/health`)).status, 200)
})

t.test('a sandbox is removed after its time to live without a request', async t => {
  const wallClock = new Clock({ mode: 'frozen' })
  const { ask } = await double(t, { wallClock, sandboxTtl: 60_000 })
  await ask('POST /@old/__admin/jobs', { provider: 'immuta' })
  await ask('POST /__admin/jobs', { provider: 'immuta' })
  wallClock.advance(start + 59_999)
  t.equal((await ask('GET /@old/__admin/jobs')).body.total, 1)
  wallClock.advance(start + 59_999 + 60_000)
  t.equal((await ask('GET /@old/__admin/jobs')).body.total, 0)
  t.equal((await ask('GET /__admin/jobs')).body.total, 1, 'but main stays')
})

t.test('the demo begins with the jobs that the documents print, also after a reset', async t => {
  const { ask } = await double(t)
  const total = (await ask('GET /@demo/__admin/jobs')).body.total
  t.ok(total >= 5)
  t.equal((await ask('POST /@demo/__admin/reset')).body.jobs, total)
})

t.test('lifecycles are listed, each as it was written', async t => {
  const { ask } = await double(t)
  const { body } = await ask('GET /__admin/lifecycles')
  t.same(body.items.map(({ name }: { name: string }) => name), ['cancel-race', 'cancelled', 'expired', 'failure', 'flapping', 'forgotten', 'instant', 'late', 'partial-result', 'regression', 'retries-exhausted', 'retry-then-success', 'slow', 'stuck', 'success', 'unknown-status', 'waiting'])
  t.same((await ask('GET /__admin/lifecycles/late')).body, {
    name: 'late',
    description: 'Unknown to its provider for the first second, as with a search index that lags; then it succeeds.',
    visibleAfter: '1s',
    steps: [{ state: 'queued' }, { state: 'running', after: '1s' }, { state: 'succeeded', after: '4s' }],
    source: 'built-in',
    nearest: Object.fromEntries(providers.filter(({ nearest }) => nearest.includes('queued')).map(({ name, statuses }) => [name, { queued: statuses.documented.queued }]))
  })
  t.same((await ask('GET /__admin/lifecycles/lat')).body, { error: { code: 'LIFECYCLE_UNKNOWN', message: 'There is no lifecycle lat; did you mean late?' } })
})

t.test('the root of the control API lists its operations in the sandbox', async t => {
  const { ask } = await double(t)
  const { status, body } = await ask('GET /@shop/__admin', undefined, { host: 'localhost:5627' })
  t.match({ status, body }, { status: 200, body: { name: 'jobdouble control API', sandbox: 'shop', specification: 'http://localhost:5627/@shop/openapi/control.json' } })
  t.ok(body.operations.some(({ method, url }: { method: string, url: string }) => method === 'POST' && url === 'http://localhost:5627/@shop/__admin/clock/advance'))
})

t.test('in the demo, jobs of each provider go on moving for minutes', async t => {
  const { ask } = await double(t)
  await ask('GET /@demo/__admin/jobs')
  for (const [by, states] of [['1m', ['running', 'queued']], ['3m', ['running', 'running']], ['10m', ['failed', 'succeeded']]] as const) {
    await ask('POST /@demo/__admin/clock/advance', { by })
    for (const { name } of providers) {
      const { body } = await ask(`GET /@demo/__admin/jobs?provider=${name}&limit=2`)
      t.same(body.items.map(({ state }: { state: string }) => state), states, `${name} after ${by}`)
    }
  }
})
