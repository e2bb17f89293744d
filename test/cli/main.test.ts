import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, watch } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { version } from '../../src/assets.ts'
import { main } from '../../src/cli/main.ts'

/** Runs the program in this process, on a host that notes what is written and can be sent signals. */
async function run (t: Test, args: string[], environment: NodeJS.ProcessEnv = {}): Promise<{ code: number, stdout: string, stderr: string, written: { stdout: string, stderr: string }, signal: (name: string) => void }> {
  const written = { stdout: '', stderr: '' }
  const handlers = new Map<string, () => void>()
  const code = await main(args, environment, {
    stdout: { write: text => { written.stdout += text } },
    stderr: { write: text => { written.stderr += text } },
    once: (signal, stop) => handlers.set(signal, stop)
  })
  const signal = (name: string) => handlers.get(name)?.()
  t.teardown(() => signal('SIGTERM'))
  return { code, ...written, written, signal }
}

t.test('help and version are printed, and nothing is started', async t => {
  t.match(await run(t, ['--help']), { code: 0, stdout: /^jobdouble: a stand-in/, stderr: '' })
  t.match(await run(t, ['--version']), { code: 0, stdout: `${version}\n`, stderr: '' })
})

t.test('what cannot be used is exit 2 and one line, what fails is exit 1 and one line', async t => {
  const { stdout } = await run(t, ['--port', '0', '--log-level', 'silent'])
  const { port } = new URL(stdout.replace('jobdouble ready on ', ''))
  const cases: Array<[string[], number, string]> = [
    [['--prot', '1'], 2, 'jobdouble: Unknown option \'--prot\'; did you mean --port?\n'],
    [['--lifecycle', 'sucess', '--log-level', 'silent'], 2, 'jobdouble: There is no lifecycle sucess; did you mean success?\n'],
    [['sing'], 2, 'jobdouble: there is no command "sing"; jobdouble --help lists what there is\n'],
    [['--port', port, '--log-level', 'silent'], 1, `jobdouble: port ${port} on 127.0.0.1 is in use; port 0 takes a free one\n`],
    [['healthcheck', '--port', '1'], 1, 'jobdouble: http://127.0.0.1:1/health does not respond; check that jobdouble is running there\n']
  ]
  for (const [args, code, stderr] of cases) t.match(await run(t, args), { code, stdout: '', stderr }, args.join(' '))
  t.match(await run(t, ['healthcheck', '--port', port]), { code: 0, stdout: 'ok\n', stderr: '' })
})

t.test('with --log, each request is a line on stderr, and the ready line is all of stdout', async t => {
  const { written, stdout } = await run(t, ['--port', '0', '--log', '--log-format', 'pretty', '--log-level', 'silent'])
  const url = stdout.trim().replace('jobdouble ready on ', '')
  await fetch(`${url}/@shop/api/v1/jobs`, { headers: { authorization: 'Bearer k' } })
  while (written.stderr === '') await new Promise(resolve => setImmediate(resolve))
  t.match(written.stderr, /^\d\d:\d\d:\d\d @shop waveline\.listJobs 200\n$/)
  t.equal(written.stdout, `jobdouble ready on ${url}\n`)
})

t.test('a server whose control API is closed starts', async t => {
  t.match(await run(t, ['--port', '0', '--host', '0.0.0.0', '--log-level', 'silent']), { code: 0, stderr: '' })
})

t.test('a variable that is not a setting is a warning', async t => {
  t.match(await run(t, ['healthcheck', '--port', '1'], { JOBDOUBLE_HOTS: 'x' }), {
    code: 1,
    stderr: 'jobdouble: warning: the environment variable JOBDOUBLE_HOTS is not a setting; did you mean JOBDOUBLE_HOST?\njobdouble: http'
  })
})

t.test('what is said of providers holds in every sandbox', async t => {
  const { stdout } = await run(t, ['--port', '0', '--log-level', 'silent', '--providers', 'starfish,julep', '--dialect', 'observed,julep=documented', '--lifecycle', 'stuck,julep=failure', '--starfish-lenient', '--immuta-extra-fields'])
  const url = stdout.trim().replace('jobdouble ready on ', '')
  t.match(await (await fetch(`${url}/@any/__admin/dialects`)).json(), { starfish: 'observed', julep: 'documented' })
  const make = async (provider: string) => (await (await fetch(`${url}/@any/__admin/jobs`, { method: 'POST', body: JSON.stringify({ provider }) })).json() as { lifecycle: string }).lifecycle
  t.same([await make('starfish'), await make('julep')], ['stuck', 'failure'])
})

t.test('a snapshot file that does not exist yet is written when the double stops', async t => {
  const folder = t.testdir()
  const { stdout, signal } = await run(t, ['--port', '0', '--log-level', 'silent', '--snapshot', join(folder, 'snapshot.json')])
  t.match(stdout, /^jobdouble ready on /)
  const written = new Promise<void>(resolve => {
    const watcher = watch(folder, () => {
      if (!readdirSync(folder).includes('snapshot.json')) return
      watcher.close()
      resolve()
    })
  })
  signal('SIGTERM')
  await written
  t.match(JSON.parse(readFileSync(join(folder, 'snapshot.json'), 'utf8')), { version: 1 })
})

t.test('either signal closes the double, even while a client holds half a request', async t => {
  for (const name of ['SIGTERM', 'SIGINT']) {
    const { stdout, signal } = await run(t, ['--port', '0', '--log-level', 'silent'])
    const [, url = ''] = /^jobdouble ready on (\S+)\n$/.exec(stdout) ?? []
    const half = connect(Number(new URL(url).port), '127.0.0.1')
    half.on('error', () => {})
    await once(half, 'connect')
    half.resume().write('POST /jobs/statuses HTTP/1.1\r\nhost: x\r\nauthorization: k\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{')
    t.equal((await fetch(`${url}/health`)).status, 200)
    signal(name)
    await once(half, 'close')
    await t.rejects(fetch(`${url}/health`))
  }
})

t.test('the program is this, on the process that it runs in', async t => {
  const { status, stdout } = spawnSync(process.execPath, [...process.execArgv, 'src/cli/index.ts', '--version'], { encoding: 'utf8' })
  t.same([status, stdout], [0, `${version}\n`])
})
