import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, renameSync, watch, writeFileSync } from 'node:fs'
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
  t.match(await run(t, ['completion', 'bash']), { code: 0, stdout: /^_jobdouble \(\)/, stderr: '' })
  t.match(await run(t, ['--version']), { code: 0, stdout: `${version}\n`, stderr: '' })
})

t.test('what cannot be used is exit 2 and one line, what fails is exit 1 and one line', async t => {
  const { stdout } = await run(t, ['--port', '0', '--log-level', 'silent'])
  const { port } = new URL(stdout.replace('jobdouble ready on ', ''))
  const cases: Array<[string[], number, string]> = [
    [['--prot', '1'], 2, 'jobdouble: Unknown option \'--prot\'; did you mean --port?\n'],
    [['--lifecycle', 'sucess', '--log-level', 'silent'], 2, 'jobdouble: There is no lifecycle sucess; did you mean success?\n'],
    [['sing'], 2, 'jobdouble: there is no command "sing"; jobdouble --help lists all commands and options\n'],
    [['--port', port, '--log-level', 'silent'], 1, `jobdouble: port ${port} on 127.0.0.1 is in use; port 0 takes a free one\n`],
    [['healthcheck', '--port', '1'], 1, 'jobdouble: http://127.0.0.1:1/health does not respond; check that jobdouble is running there\n']
  ]
  for (const [args, code, stderr] of cases) t.match(await run(t, args), { code, stdout: '', stderr }, args.join(' '))
  t.match(await run(t, ['healthcheck', '--port', port]), { code: 0, stdout: 'ok\n', stderr: '' })
})

t.test('demo starts the server, and says where its clients can be watched', async t => {
  for (const args of [[], ['--control-token', 'secret']]) {
    const { stdout, code } = await run(t, ['demo', '--port', '0', '--log-level', 'silent', ...args])
    const [, url] = /^jobdouble ready on (\S+)\nclients of all providers play for two minutes: open \1\/@play\/\n$/.exec(stdout) ?? []
    t.equal(code, 0)
    const headers = { authorization: 'Bearer secret' }
    const countOf = async () => (await (await fetch(`${url}/@play/__admin/requests/counters`, { headers })).json() as { total: number }).total
    while (await countOf() === 0) await new Promise(resolve => setImmediate(resolve))
    t.pass('clients have begun')
  }
})

t.test('with --log, each request is a line on stderr, and the ready line is all of stdout', async t => {
  const { written, stdout } = await run(t, ['--port', '0', '--log', '--log-format', 'pretty', '--log-level', 'silent'])
  const url = stdout.trim().replace('jobdouble ready on ', '')
  await fetch(`${url}/@shop/api/v1/jobs`, { headers: { authorization: 'Bearer k' } })
  while (written.stderr === '') await new Promise(resolve => setImmediate(resolve))
  t.match(written.stderr, /^\d\d:\d\d:\d\d @shop waveline\.listJobs 200\n$/)
  t.equal(written.stdout, `jobdouble ready on ${url}\n`)
})

t.test('a mistake in what sandboxes begin with is exit 2 and names its place in the file', async t => {
  const config = join(t.testdir(), 'jobdouble.yaml')
  const cases: Array<{ text: string, message: string }> = [
    { text: 'faults: [{ then: { status: 503 } }, { match: { operation: julep.getJobs }, then: { status: 503 } }]', message: 'faults[1].match.operation: "julep.getJobs" is not an operation that this server provides; the most similar are' },
    { text: 'faults: [{ then: { status: 99 } }]', message: 'faults[0].then.status: must be at least 200' },
    { text: 'faults: [5]', message: 'faults[0]: must be a fault rule, or {profile: "NAME"}' },
    { text: 'lifecycle-rules: [{ lifecycle: sucess }]', message: 'lifecycle-rules[0].lifecycle: there is no lifecycle sucess; did you mean success?' },
    { text: 'jobs: [{ provider: waveline, id: a }, { provider: waveline, id: a }]', message: 'jobs[1]: There is already a job a; choose another id, or omit the id to have one drawn' },
    { text: 'lifecycles: { mine: { steps: [{ state: done }] } }', message: 'lifecycles.mine.steps[0].state: must be one of' },
    { text: 'lifecycles: { mine: 5 }', message: 'lifecycles.mine: must be an object' },
    { text: 'jobs: [{ provider: julep, id: x }]', message: 'jobs[0].id: must be a UUID' },
    { text: 'jobs: [{ provider: julep }, { provider: acme }]', message: 'jobs[1].provider: must be one of' },
    { text: 'providers: [julep]\njobs: [{ provider: waveline }]', message: 'jobs[0].provider: must be one of julep' },
    { text: 'jobs: { provider: julep }', message: 'jobs: must be an array' },
    { text: 'lifecycle: mine', message: 'There is no lifecycle mine' }
  ]
  for (const { text, message } of cases) {
    writeFileSync(config, text)
    const { code, stderr } = await run(t, ['--config', config, '--port', '0', '--log-level', 'silent'])
    t.same([code, stderr.startsWith(`jobdouble: ${message}`)], [2, true], `${text}: ${stderr}`)
    t.equal(stderr.split('\n').length, 2)
    if (!text.startsWith('lifecycle:')) t.match(stderr, `(in ${config})`)
  }
})

t.test('each sandbox begins with the contents of the file, after a reset too', async t => {
  const config = join(t.testdir(), 'jobdouble.yaml')
  writeFileSync(config, `
lifecycle: mine
lifecycles: { mine: { steps: [{ state: queued }, { state: failed, after: 7s }] } }
lifecycle-rules: [{ operation: waveline.guessShape, lifecycle: stuck }]
faults: [{ profile: slow }, { then: { status: 503 }, enabled: false }]
jobs: [{ provider: waveline, id: report }]
`)
  const { stdout } = await run(t, ['--config', config, '--port', '0', '--log-level', 'silent'])
  const url = stdout.trim().replace('jobdouble ready on ', '')
  const read = async (path: string) => await (await fetch(`${url}${path}`)).json() as { items: any[] }
  for (const base of ['', '/@shop', '/@demo']) {
    for (const reset of [false, true]) {
      if (reset) await fetch(`${url}${base}/__admin/reset`, { method: 'POST' })
      t.match((await read(`${base}/__admin/jobs?provider=waveline`)).items.find(({ id }) => id === 'report'), { lifecycle: 'mine' })
      t.match((await read(`${base}/__admin/lifecycles/rules`)).items, [{ operation: 'waveline.guessShape' }])
      t.match((await read(`${base}/__admin/faults`)).items.at(-1), { then: { status: 503 }, enabled: false })
    }
  }
})

t.test('with --watch, a changed file replaces the server on its port, and a bad one is reported', async t => {
  const config = join(t.testdir(), 'jobdouble.yaml')
  const { written, stdout, signal } = await (async () => {
    writeFileSync(config, 'jobs: [{ provider: waveline, id: one }]')
    return await run(t, ['--config', config, '--watch', '--port', '0', '--log-level', 'silent'])
  })()
  const url = stdout.trim().replace('jobdouble ready on ', '')
  // a connection of its own: the client may not know yet that the old server has closed an idle one
  const ids = async () => ((await (await fetch(`${url}/__admin/jobs`, { headers: { connection: 'close' } })).json()) as { items: Array<{ id: string }> }).items.map(({ id }) => id)
  const change = async (text: string) => {
    const before = written.stderr.length
    // renamed, so that the server never reads half a file
    writeFileSync(`${config}.new`, text)
    renameSync(`${config}.new`, config)
    while (written.stderr.length === before) await new Promise(resolve => setImmediate(resolve))
    return written.stderr.slice(before)
  }
  t.same(await ids(), ['one'])
  t.equal(await change('jobs: [{ provider: waveline, id: one }, { provider: waveline, id: two }]'), `jobdouble: ${config} is reloaded\n`)
  t.same(await ids(), ['two', 'one'])
  t.match(await change('jobs: [{ provider: acme }]   '), `jobdouble: ${config} is not reloaded: jobs[0].provider: must be one of`)
  t.same(await ids(), ['two', 'one'])
  t.match(await change('prot: 1'), `jobdouble: ${config} is not reloaded: ${config} has a key "prot"`)
  writeFileSync(config, 'jobs: []  # last')
  signal('SIGTERM')
  await t.rejects((async () => { while (true) await fetch(`${url}/health`) })())
})

t.test('a signal during a reload stops the server', async t => {
  const config = join(t.testdir(), 'jobdouble.yaml')
  writeFileSync(config, '')
  let reads = 0
  let stop = () => {}
  const environment = {
    get JOBDOUBLE_CONFIG () {
      if (++reads > 1) stop()
      return config
    }
  }
  const { stdout, signal } = await run(t, ['--watch', '--port', '0', '--log-level', 'silent'], environment)
  const url = stdout.trim().replace('jobdouble ready on ', '')
  stop = () => signal('SIGTERM')
  writeFileSync(config, 'seed: 1')
  await t.rejects((async () => { while (true) await fetch(`${url}/health`) })())
})

t.test('--watch needs a file', async t => {
  t.match(await run(t, ['--watch', '--port', '0', '--log-level', 'silent']), { code: 2, stderr: 'jobdouble: --watch needs a configuration file: jobdouble.yaml, or --config FILE\n' })
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

t.test('Node caches the compiled program, if it can, before the program is loaded', async t => {
  const enable = "import module from 'node:module'; module.enableCompileCache = () => { console.log('cached') }"
  const options = [...process.execArgv, '--import', `data:text/javascript,${encodeURIComponent(enable)}`]
  const { stdout } = spawnSync(process.execPath, [...options, 'src/cli/index.ts', '--version'], { encoding: 'utf8' })
  t.equal(stdout, `cached\n${version}\n`)
})
