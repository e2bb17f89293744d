import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { parse } from 'yaml'
import { readCommandLine } from '../../src/cli/command-line.ts'
import { ask } from '../support/e2e/ask.ts'
import { asUser, execute, root, serve } from '../support/e2e/program.ts'

t.test('the example with a sandbox for each test runs in each test runner', async t => {
  const runs: Array<[string, string[]]> = [
    ['node-test', ['--test-reporter', 'tap', 'examples/node-test/wait-for-job.test.js']],
    ['tap', ['examples/tap/wait-for-job.test.js']],
    ['vitest', existsSync(`${root}node_modules/vitest`)
      ? ['node_modules/vitest/vitest.mjs', 'run', '--dir', 'examples/vitest', '--reporter', 'tap']
      : ['--test-reporter', 'tap', '--import', './test/support/e2e/vitest-stand-in.js', 'examples/vitest/wait-for-job.test.js']]
  ]
  for (const [name, args] of runs) {
    const { code, all } = await execute(process.execPath, ...args)
    t.equal(code, 0, all)
    if (name === 'node-test') t.match(all, /^ *ok \d .*treats its job as a good client does/m)
    for (const title of ['waits until the job has succeeded', 'throws when the job fails', 'stops polling when Julep is down']) t.match(all, new RegExp(`^ *ok \\d .*${title}`, 'm'), name)
  }
})

t.test('the examples of providers keep their contracts, and one is served by the command line', async t => {
  for (const folder of ['provider', 'replicate']) {
    const { code, all } = await execute(process.execPath, '--test-reporter', 'tap', `examples/${folder}/provider.test.js`)
    t.equal(code, 0, all)
  }
  const { url } = await serve(t, ['--provider', './examples/provider/index.js', '--clock', 'frozen'])
  const { id } = await ask(t, url, 'POST /acme/renders', { scene: 'teapot' })
  await ask(t, url, 'POST /__admin/clock/advance', { by: '1h' })
  t.same(await ask(t, url, `GET /acme/renders/${id}`), { id, status: 'done', scene: 'teapot', image: `https://acme.example/images/${id}.png` })
  const lines = readdirSync(`${root}examples/provider`).flatMap(file => readFileSync(`${root}examples/provider/${file}`, 'utf8').trim().split('\n'))
  t.ok(lines.length < 150, `${lines.length} lines`)
})

t.test('the example with curl runs', async t => {
  const { url } = await serve(t)
  const { code, stdout, all } = await execute('sh', 'examples/curl.sh', url)
  t.equal(code, 0, all)
  const [sandbox, job, ...responses] = stdout.trim().split('\n').map(line => JSON.parse(line))
  t.match([sandbox, job], [{ clock: { mode: 'frozen' }, seed: 1 }, { state: 'queued' }])
  t.same(responses.splice(0, 5).map(({ state, now }) => state ?? now), ['pending', '2025-01-01T00:00:03.000Z', 'retrying', '2025-01-01T00:00:09.000Z', 'succeeded'])
  t.match([responses[0], responses[2]], [{ then: { status: 503 }, fired: 0 }, { ok: true, count: 4 }])
  const { items } = await ask(t, url, 'GET /__admin/sandboxes')
  t.notOk(items.some(({ name }: { name: string }) => name === sandbox.name), 'it deletes its sandbox')
})

interface Service { command?: string[], environment: Record<string, string>, depends_on?: Record<string, { condition: string }>, healthcheck: { test: string[] }, volumes?: string[] }

/** Starts the service of the compose example with the settings in its file; only the addresses differ. */
async function startService (t: Test, { environment, command }: Service, double: string): Promise<string> {
  t.same(command, ['node', '/service.js'])
  const env = { ...process.env, ...environment, JULEP_BASE_URL: environment.JULEP_BASE_URL!.replace('http://jobdouble:5627', double), PORT: '0', POLL_MS: '1' }
  const child = spawn(...asUser(process.execPath, ['examples/compose/service.js']), { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => { child.kill() })
  const [line] = await once(child.stdout, 'data')
  return String(line).trim().replace('service ready on ', '')
}

t.test('the example with docker compose tests a service', async t => {
  const { services } = parse(readFileSync(`${root}examples/compose/compose.yaml`, 'utf8')) as { services: { jobdouble: Service, service: Service } }
  const { jobdouble, service } = services
  t.match(service, { depends_on: { jobdouble: { condition: 'service_healthy' } }, volumes: ['./service.js:/service.js:ro'] })
  const { settings } = readCommandLine([], jobdouble.environment)
  t.match(settings, { clock: { mode: 'frozen' }, controlToken: 'only-for-tests' })

  // bound to all addresses, as in the image
  const { url } = await serve(t, ['--host', '0.0.0.0'], jobdouble.environment)
  const here = await startService(t, service, url)

  const [program = '', ...args] = service.healthcheck.test.slice(1).map(word => word.replace('http://127.0.0.1:8080', here))
  t.equal((await execute(program, ...args)).code, 0, 'it is healthy')
  t.equal((await execute(program, ...args.map(word => word.replace(here, 'http://127.0.0.1:1')))).code, 1, 'nothing listens')

  const { job } = await (await fetch(`${here}/work`, { method: 'POST', body: '{"topic":"cats"}' })).json() as { job: string }
  const known = async () => (await (await fetch(`${here}/work/${job}`)).json() as { state: string }).state
  t.equal(await known(), 'pending')
  await ask(t, url, 'POST /__admin/clock/advance', { by: '10s' }, { headers: { authorization: `Bearer ${jobdouble.environment.JOBDOUBLE_CONTROL_TOKEN}` } })
  while (await known() === 'pending');
  t.equal(await known(), 'succeeded')
  t.equal((await fetch(`${here}/nowhere`)).status, 404)
})

t.test('each example is listed, and short enough to read in a minute', async t => {
  const readme = readFileSync(`${root}examples/README.md`, 'utf8')
  const files = readdirSync(`${root}examples`, { recursive: true, encoding: 'utf8' }).filter(file => /\.(js|py|sh|yaml)$/.test(file))
  t.equal(files.length, 25)
  for (const file of files) {
    const text = readFileSync(`${root}examples/${file}`, 'utf8')
    t.ok(readme.includes(`(${file})`), `${file} is in the README`)
    t.ok(text.split('\n').length <= 60, `${file} is short`)
    t.match(text, /^(#!.*\n)?(#|\/\/) .+/, `${file} says what it shows`)
  }
})
