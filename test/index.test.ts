import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { connect, JobdoubleError, start, type StartOptions } from '../src/index.ts'

t.test('a server runs in this process until it is closed', async t => {
  const double = await start({ clock: 'frozen', seed: 1, providers: ['julep'] })
  t.match(double.url, /^http:\/\/127\.0\.0\.1:\d+$/)
  const { seed, clock } = await (await fetch(`${double.url}/__admin/sandbox`)).json() as { seed: number, clock: { mode: string } }
  t.same([seed, clock.mode], [1, 'frozen'])
  await double.close()
  await t.rejects(fetch(double.url))
})

t.test('disposal closes it', async t => {
  let url = ''
  {
    await using double = await start()
    url = double.url
    t.equal((await fetch(`${url}/health`)).status, 200)
  }
  await t.rejects(fetch(url))
})

t.test('an option that is not valid throws an error that names it', async t => {
  const cases: Array<{ options: object, message: string, field: string }> = [
    { options: { port: 65536 }, message: 'port takes 0 to 65535, not 65536', field: 'port' },
    { options: { clok: 'frozen' }, message: 'start has no option "clok"; did you mean clock?', field: 'clok' },
    { options: { lifecycle: 'sucess' }, message: 'There is no lifecycle sucess; did you mean success?', field: 'lifecycle' },
    { options: { faults: [{ then: { status: 99 } }] }, message: 'faults[0].then.status: must be at least 200', field: 'faults[0].then.status' },
    { options: { lifecycleRules: [{ lifecycle: 'sucess' }] }, message: 'lifecycleRules[0].lifecycle: there is no lifecycle sucess; did you mean success?', field: 'lifecycleRules[0].lifecycle' },
    { options: { snapshot: { version: 7 } }, message: 'the snapshot cannot be used: version: is 7, but this program reads version 1', field: 'snapshot' }
  ]
  for (const { options, message, field } of cases) {
    const error: unknown = await start(options as StartOptions).catch((error: unknown) => error)
    t.ok(error instanceof JobdoubleError)
    t.match(error, { code: 'INVALID_OPTION', field, message })
  }
})

t.test('each sandbox begins with the contents of the options', async t => {
  await using double = await start({
    lifecycles: { mine: { steps: [{ state: 'queued' }, { state: 'failed', after: '7s' }] } },
    lifecycleRules: [{ operation: 'waveline.guessShape', lifecycle: 'stuck' }],
    faults: [{ profile: 'slow' }],
    stubs: [{ method: 'GET', path: '/v2/things', body: 'a thing' }],
    jobs: [{ provider: 'waveline', id: 'report', lifecycle: 'mine' }]
  })
  for (const sandbox of [await double.sandbox('main'), await double.sandbox()]) {
    t.match(await sandbox.jobs.get('report'), { lifecycle: 'mine' })
    t.match(await sandbox.lifecycles.rules.list(), { items: [{ operation: 'waveline.guessShape' }] })
    t.match(await sandbox.faults.list(), { items: [{ name: 'slow' }] })
    t.match(await sandbox.stubs.get('stub-1'), { path: '/v2/things' })
    t.equal(await (await fetch(`${sandbox.url}/v2/things`)).text(), 'a thing')
    await sandbox.stubs.delete({ id: 'stub-1' })
    t.match(await sandbox.stubs.create({ method: 'GET', path: '/v2/things', status: 204 }), { id: 'stub-2' })
    await sandbox.stubs.reset()
    t.same(await sandbox.stubs.list(), { items: [], next: null })
  }
})

t.test('a port in use throws LISTEN_FAILED', async t => {
  await using double = await start()
  const port = Number(new URL(double.url).port)
  await t.rejects(start({ port }), { name: 'JobdoubleError', code: 'LISTEN_FAILED', message: `port ${port} on 127.0.0.1 is in use; port 0 takes a free one` })
})

t.test('a snapshot is loaded into main, from an object or a file, and the file is written when the server is closed', async t => {
  const file = join(mkdtempSync(join(tmpdir(), 'jobdouble-')), 'snapshot.json')
  const first = await start({ clock: 'frozen', seed: 1, snapshot: file })
  const main = await first.sandbox('main')
  const job = await main.jobs.create({ provider: 'julep' })
  const snapshot = await main.snapshot.get()
  await first.close()
  t.same(JSON.parse(readFileSync(file, 'utf8')), snapshot)
  for (const given of [file, snapshot]) {
    await using double = await start({ snapshot: given, logLevel: 'fatal' })
    t.same(await (await double.sandbox('main')).jobs.get(job), job)
  }
})

t.test('a snapshot file that cannot be written throws when the server is closed', async t => {
  const file = join(mkdtempSync(join(tmpdir(), 'jobdouble-')), 'snapshot.json')
  const double = await start({ snapshot: file })
  // a folder where the new file is written first
  mkdirSync(`${file}.${process.pid}.tmp`)
  await t.rejects(double.close(), { code: 'SNAPSHOT_NOT_WRITTEN', message: /could not be written: EISDIR/ })
})

t.test('a snapshot file that cannot be used is left as it is', async t => {
  const file = join(mkdtempSync(join(tmpdir(), 'jobdouble-')), 'snapshot.json')
  writeFileSync(file, '{')
  await t.rejects(start({ snapshot: file }), { code: 'INVALID_OPTION', field: 'snapshot' })
  t.equal(readFileSync(file, 'utf8'), '{')
})

t.test('a server that listens on more than loopback is reached with its token', async t => {
  await using double = await start({ host: '0.0.0.0', controlToken: 'secret' })
  await (await double.sandbox()).delete()
  await t.rejects(connect(double.url).sandbox(), { code: 'CONTROL_TOKEN_REFUSED' })
})
