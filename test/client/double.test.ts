import t from 'tap'
import { connect, start } from '../../src/index.ts'
import { startDouble } from '../support/client.ts'

t.test('a new sandbox has its own name, URL and environment', async t => {
  const double = await startDouble(t)
  const [one, two] = await Promise.all([double.sandbox(), double.sandbox()])
  t.not(one.name, two.name)
  t.equal(one.url, `${double.url}/@${one.name}`)
  t.match(one.env, { JULEP_BASE_URL: `${one.url}/api`, JULEP_API_KEY: 'jobdouble', WAVELINE_BASE_URL: one.url })
  t.equal((await one.jobs.create({ provider: 'julep' })).state, 'queued')
  t.same([(await one.jobs.list()).total, (await two.jobs.list()).total], [1, 0])
})

t.test('a sandbox starts with its options', async t => {
  const double = await startDouble(t)
  const options = { seed: 'mine', clock: { mode: 'scaled', rate: 2 }, dialects: { julep: 'observed' }, lifecycle: 'stuck' } as const
  const [named, fresh] = [await double.sandbox('a', options), await double.sandbox(options)]
  for (const sandbox of [named, fresh]) {
    t.match(await sandbox.get(), { name: sandbox.name, url: sandbox.url, seed: 'mine', clock: { mode: 'scaled', rate: 2 }, dialects: { julep: 'observed', starfish: 'documented' }, lifecycle: 'stuck', jobs: 0 })
  }
  const { clock } = await double.sandbox({ clock: { mode: 'frozen', now: new Date(0) } })
  t.same(await clock.get(), { mode: 'frozen', rate: 0, now: '1970-01-01T00:00:00.000Z' })
})

t.test('a sandbox is created by its first use, also by two clients at the same time; with options it must be new', async t => {
  const double = await startDouble(t)
  const [one, two] = await Promise.all([double.sandbox('shared'), connect(double.url).sandbox('shared')])
  await one.jobs.create({ provider: 'immuta' })
  t.equal((await two.jobs.list()).total, 1)
  await t.rejects(double.sandbox('shared', { seed: 2 }), { name: 'JobdoubleError', code: 'SANDBOX_EXISTS', status: 409 })
  t.equal((await two.jobs.list()).total, 1)
  await t.rejects(double.sandbox('no good'), { code: 'SANDBOX_NAME_INVALID', status: 400 })
  await t.rejects(double.sandbox(''), { code: 'SANDBOX_NAME_INVALID' })
  await t.rejects(double.sandbox('../up', { seed: 1 }), { name: 'JobdoubleError', status: 400 })
})

t.test('main is the sandbox of the server\'s own URL; disposal resets it', async t => {
  const double = await startDouble(t)
  const main = await double.sandbox('main')
  t.equal(main.url, double.url)
  const { id } = await main.jobs.create({ provider: 'waveline' })
  t.equal((await fetch(`${double.url}/api/v1/jobs/${id}`, { headers: { authorization: `Bearer ${main.env.WAVELINE_API_KEY}` } })).status, 200)
  await t.rejects(main.delete(), { code: 'SANDBOX_STAYS', status: 409 })
  {
    await using mine = await double.sandbox('main')
    t.equal((await mine.jobs.list()).total, 1)
  }
  t.equal((await main.jobs.list()).total, 0)
})

t.test('the list of sandboxes has all of them', async t => {
  const double = await startDouble(t)
  for (const name of ['a', 'b', 'c']) await double.sandbox(name)
  const names: string[] = []
  for await (const { name } of double.sandboxes.list({ limit: 2 })) names.push(name)
  t.same(names, ['a', 'b', 'c', 'main'])
  t.match((await double.sandboxes.list()).items.find(({ name }) => name === 'a'), { url: `${double.url}/@a`, jobs: 0 })
})

t.test('disposal deletes a sandbox, and deleting it again succeeds', async t => {
  const double = await startDouble(t)
  {
    await using sandbox = await double.sandbox('a')
    await sandbox.jobs.create({ provider: 'julep' })
  }
  const anew = await double.sandbox('a')
  t.equal((await anew.jobs.list()).total, 0)
  await anew.delete()
  await anew.delete()
  await double.close()
  await t.rejects(anew.delete(), { code: 'CONNECTION_FAILED', message: 'check that the server runs' })
})

t.test('a handle of a deleted sandbox does not create it again', async t => {
  const double = await startDouble(t)
  const sandbox = await double.sandbox('a')
  await sandbox.delete()
  const deleted = { name: 'JobdoubleError', code: 'SANDBOX_DELETED', message: 'the sandbox a was deleted through this handle; double.sandbox() creates another one' }
  await t.rejects(sandbox.jobs.create({ provider: 'julep' }), deleted)
  await t.rejects(sandbox.jobs.list(), deleted)
  await t.rejects(async () => await sandbox.events(), deleted)
  await t.rejects(sandbox.get(), deleted)
  t.same((await double.sandboxes.list()).items.map(({ name }) => name), ['main'])
  const main = await double.sandbox('main')
  await t.rejects(main.delete(), { code: 'SANDBOX_STAYS' })
  t.equal((await main.get()).name, 'main', 'a sandbox that could not be deleted is used on')
})

t.test('disposal closes a server that was started, not one that was connected to', async t => {
  let url = ''
  {
    await using double = await start()
    url = double.url
    {
      await using connected = connect(url)
      await connected.sandbox()
      await connected.close()
    }
    await double.sandbox()
  }
  await t.rejects(connect(url).sandbox(), { code: 'CONNECTION_FAILED' })
})

t.test('a server that listens on more than loopback requires its token', async t => {
  const double = await startDouble(t, { host: '0.0.0.0', controlToken: 'secret' })
  await (await double.sandbox()).clock.get()
  await t.rejects(connect(double.url).sandbox(), { name: 'JobdoubleError', status: 401 })
  await t.rejects(connect(double.url, { token: 'wrong' }).sandbox(), { code: 'CONTROL_TOKEN_REFUSED', status: 401 })
  await (await connect(double.url, { token: 'secret' }).sandbox()).delete()
})

t.test('start prints the requests to stderr, or calls a function with each line', async t => {
  const lines: string[] = []
  const key = { headers: { authorization: 'Bearer k' } }
  const writes = t.capture(process.stderr, 'write', () => true)
  {
    await using double = await start({ log: true, logFormat: 'pretty' })
    await fetch(`${double.url}/api/v1/jobs`, key)
  }
  t.match(writes().map(({ args }) => args[0]), [/waveline\.listJobs 200\n$/])
  writes.restore()
  {
    await using double = await start({ log: line => { lines.push(line) } })
    await fetch(`${double.url}/api/v1/jobs`, key)
  }
  t.match(lines, [/waveline\.listJobs 200$/])
})
