import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { connect } from '../../src/index.ts'
import { double, moment } from '../support/double.ts'

const { clients } = parse(readFileSync(new URL('../../fixtures/demo-scene.yaml', import.meta.url), 'utf8')) as { clients: Array<{ provider: string }> }

/** Advances the clock of a sandbox second by second: after each step the requests that have become due are sent and responded to. */
async function run ({ ask }: Awaited<ReturnType<typeof double>>, sandbox: string, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await ask(`POST /@${sandbox}/__admin/clock/advance`, { by: '1s' })
    const isBusy = async () => (await ask(`GET /@${sandbox}/__admin/requests/counters`)).body.pending > 0
    do await new Promise(resolve => setImmediate(resolve)); while (await isBusy())
  }
}

t.test('in the demo, clients of all providers start jobs and poll them to their ends', async t => {
  const it = await double(t)
  t.match(await it.ask('POST /__admin/sandboxes', { name: 'play', scene: 'demo' }), { status: 201, body: { name: 'play', jobs: 0 } })
  await run(it, 'play', 60)
  const { body: { items } } = await it.ask('GET /@play/__admin/jobs?limit=1000')
  for (const { provider } of clients) {
    const states = items.filter((job: { provider: string }) => job.provider === provider).map(({ state }: { state: string }) => state)
    t.ok(states.some((state: string) => state === (provider === 'waveline' ? 'failed' : 'succeeded')), `${provider}: ${states}`)
  }
  const { body: { statuses } } = await it.ask('GET /@play/__admin/requests/counters')
  t.match(statuses, { 200: Number, 429: 2, 503: 8 })
  t.match(Object.keys(statuses).filter(status => !['200', '201', '429', '503'].includes(status)), [])
})

t.test('the report of the demo finds the client that behaves badly, and it alone has errors', async t => {
  const it = await double(t)
  await it.ask('POST /__admin/sandboxes', { name: 'play', scene: 'demo' })
  await run(it, 'play', 60)
  const { body: { findings } } = await it.ask('GET /@play/__admin/report')
  const violations = findings.filter(({ severity, verdict }: { severity: string, verdict: string }) => severity !== 'info' && verdict === 'violated')
  t.strictSame([...new Set(violations.map(({ provider }: { provider: string }) => provider))], ['datasaur'])
})

t.test('a frozen clock stops the clients, and a reset or the end of the sandbox ends the demo', async t => {
  const it = await double(t)
  const total = async (sandbox: string) => (await it.ask(`GET /@${sandbox}/__admin/requests/counters`)).body.total
  for (const name of ['frozen', 'reset', 'deleted']) await it.ask('POST /__admin/sandboxes', { name, scene: 'demo' })
  await run(it, 'reset', 10)
  t.ok(await total('reset') > 5)
  await it.ask('POST /@reset/__admin/reset')
  await run(it, 'reset', 10)
  t.equal(await total('reset'), 0)
  await it.ask('DELETE /__admin/sandboxes/deleted')
  t.equal(await total('frozen'), 0)
  t.match((await it.ask('GET /@frozen/__admin/clock')).body, { now: moment(0) })
})

t.test('only clients of the providers that are served play', async t => {
  const it = await double(t, { providers: ['julep'] })
  await it.ask('POST /__admin/sandboxes', { name: 'play', scene: 'demo' })
  await run(it, 'play', 10)
  const { body: { providers, total } } = await it.ask('GET /@play/__admin/requests/counters')
  t.strictSame(providers, { julep: total })
  t.ok(total > 1)
})

t.test('a server that listens is asked over connections', async t => {
  const { app } = await double(t, { clock: { mode: 'scaled', rate: 50 } })
  const url = await app.listen({ port: 0 })
  const sandbox = await connect(url).sandbox({ scene: 'demo' })
  const exchange = await sandbox.requests.waitFor({ operation: 'waveline.getJob' }, { timeout: '60s' })
  t.match(exchange, { request: { headers: { host: new URL(url).host } } })
})

t.test('a client whose job cannot be started tries again', async t => {
  const it = await double(t, { providers: ['starfish', 'julep'] })
  await it.ask('POST /__admin/sandboxes', { name: 'play', scene: 'demo' })
  await it.ask('POST /@play/__admin/faults', { match: { operation: 'starfish.generateData' }, when: { first: 1 }, then: { status: 503 } })
  await it.ask('POST /@play/__admin/faults', { match: { operation: 'julep.createExecution' }, when: { first: 1 }, then: { connection: 'reset' } })
  await run(it, 'play', 20)
  const { body: { items } } = await it.ask('GET /@play/__admin/jobs')
  t.strictSame(items.map(({ provider }: { provider: string }) => provider).sort(), ['julep', 'starfish'])
})

t.test('an unknown scene is rejected', async t => {
  const { ask } = await double(t)
  t.match(await ask('POST /__admin/sandboxes', { scene: 'opera' }), { status: 400, body: { error: { field: 'scene' } } })
})
