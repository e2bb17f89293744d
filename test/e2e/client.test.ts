import { transform } from 'esbuild'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { asUser, run, serve, share } from '../support/e2e/program.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { connect, start } = await import(new URL('../../dist/index.js', import.meta.url).href) as typeof import('../../src/index.ts')

t.test('the built client controls the built program, wherever it listens', async t => {
  const [open, closed] = await Promise.all([serve(t, ['--clock', 'frozen']), serve(t, ['--clock', 'frozen', '--host', '0.0.0.0', '--control-token', 'secret'])])
  for (const double of [connect(open.url), connect(closed.url, { token: 'secret' })]) {
    await using sandbox = await double.sandbox({ seed: 1 })
    const job = await sandbox.jobs.create({ provider: 'julep', lifecycle: 'failure' })
    const { transitions } = await sandbox.clock.advanceUntil({ job, state: 'failed' })
    t.same(transitions.map(({ from, to }) => [from, to]), [['queued', 'running'], ['running', 'failed']])
    const { state } = await (await fetch(`${sandbox.env.JULEP_BASE_URL}/jobs/${job.id}`, { headers: { authorization: sandbox.env.JULEP_API_KEY } })).json() as { state: string }
    t.equal(state, 'failed')
  }
  await t.rejects(connect(closed.url).sandbox(), { name: 'JobdoubleError', code: 'CONTROL_TOKEN_REFUSED', status: 401 })
})

t.test('a program can require the library, and shares its error classes with modules that import it', async t => {
  const script = `
    const { JobdoubleError, start } = require('jobdouble')
    import('jobdouble').then(async imported => {
      const double = await start({ clock: 'frozen' })
      const sandbox = await double.sandbox({ seed: 1 })
      console.log((await sandbox.jobs.create({ provider: 'julep' })).state, imported.JobdoubleError === JobdoubleError)
      await double.close()
    })`
  const { stdout, stderr } = spawnSync(...asUser(process.execPath, ['--input-type=commonjs', '-e', script]), { cwd: root, encoding: 'utf8' })
  t.same([stdout, stderr], ['queued true\n', ''])
})

t.test('an aborted call throws the reason of its signal, and a call to a stopped server says what to check', async t => {
  const { url, child, ended } = await serve(t)
  const sandbox = await connect(url).sandbox()
  await t.rejects(sandbox.clock.get({ signal: AbortSignal.abort(new Error('enough')) }), { message: 'enough' })
  child.kill()
  await ended
  await t.rejects(sandbox.clock.get(), { code: 'CONNECTION_FAILED', message: 'check that the server runs' })
})

t.test('forty sandboxes are isolated from each other', async t => {
  await using double = await start({ clock: { mode: 'frozen' } })
  await Promise.all(Array.from({ length: 40 }, async (_, index) => {
    await using sandbox = await double.sandbox({ seed: index })
    const job = await sandbox.jobs.create({ provider: 'waveline', lifecycle: { steps: [{ state: 'running', after: 1000 + index }] } })
    const { now, transitions } = await sandbox.clock.advanceUntil({ job, state: 'running' })
    t.same([Date.parse(now) - Date.UTC(2025, 0, 1), transitions.length], [1000 + index, 1])
  }))
})

t.test('the official client of Julep finds a sandbox by what jobdouble env prints', async t => {
  const url = await share()
  const sandbox = await connect(url).sandbox('a-1')
  const printed = run(t, ['env', '--port', new URL(url).port, '--sandbox', 'a-1', '--format', 'export'])
  t.equal(await printed.ended, 0)
  const { id } = await sandbox.jobs.create({ provider: 'julep' })
  const script = 'new (await import("@julep/sdk")).default({ maxRetries: 0 }).jobs.get(process.argv[1]).then(({ state }) => console.log(state))'
  const { stdout, stderr } = spawnSync(...asUser('sh', ['-c', `${printed.output.stdout}\n"$@"`, 'sh', process.execPath, '--input-type=module', '-e', script, id]), { cwd: root, encoding: 'utf8' })
  t.same([stdout, stderr], ['pending\n', ''])
})

t.test('jobdouble env prints each form, and refuses an unknown one with one line', async t => {
  const [json, dotenv, unknown] = [run(t, ['env', '--format', 'json']), run(t, ['env', '--url', 'http://jobdouble:5627']), run(t, ['env', '--format', 'yaml'])]
  t.same(await Promise.all([json.ended, dotenv.ended, unknown.ended]), [0, 0, 2])
  t.match(JSON.parse(json.output.stdout), { JULEP_BASE_URL: 'http://127.0.0.1:5627/api', JULEP_API_KEY: 'jobdouble' })
  t.match(dotenv.output.stdout.split('\n'), ['STARFISH_BASE_URL=http://jobdouble:5627'])
  t.same(unknown.output, { stdout: '', stderr: 'jobdouble: --format takes dotenv, export, fish, powershell, json, not "yaml"\n' })
})

/** Runs the TypeScript blocks of a page as one program. */
async function runBlocksOf (page: string) {
  const blocks = readFileSync(`${root}${page}`, 'utf8').matchAll(/```ts\n(.*?)```/gs)
  const { code } = await transform(Array.from(blocks, ([, block]) => block).join(''), { loader: 'ts', target: 'node20.19' })
  return spawnSync(...asUser(process.execPath, ['--input-type=module', '-e', code]), { cwd: root, encoding: 'utf8' })
}

t.test('the blocks of docs/client.md run from top to bottom', async t => {
  const { status, stdout, stderr } = await runBlocksOf('docs/client.md')
  t.equal(status, 0, stderr)
  t.match(stdout, /checkout-42 \d+\n.*\n(.+ (failed|cancelled)\n){2}503 200 1\nExpected at most 1, and there were 2: .*\n(GET \S+ \d+\n){2}(\S+@example\.com \w+\n){10}JOB_UNKNOWN 404 undefined /s)
})

t.test('the program in the README runs', async t => {
  const { status, stderr } = await runBlocksOf('README.md')
  t.same([status, stderr], [0, ''])
})
