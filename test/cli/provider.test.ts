import { join } from 'node:path'
import t from 'tap'
import { main } from '../../src/cli/main.ts'
import { readModules } from '../../src/cli/command-line.ts'
import { moduleIn } from '../support/providers/module.ts'

interface Ended { code: number, stdout: string, stderr: string, stop: () => void }

async function run (...args: string[]): Promise<Ended> {
  const written = { stdout: '', stderr: '' }
  const handlers = new Map<string, () => void>()
  const code = await main(args, {}, {
    stdout: { write: text => { written.stdout += text } },
    stderr: { write: text => { written.stderr += text } },
    once: (signal, stop) => handlers.set(signal, stop)
  })
  return { code, ...written, stop: () => handlers.get('SIGTERM')!() }
}

t.test('a provider of a module is served beside the others, with its switches and its variables', async t => {
  const module = moduleIn(t)
  const { stdout, stop } = await run('--provider', module, '--port', '0', '--log-level', 'silent', '--toaster-dark', '--lifecycle', 'toaster=failure')
  t.teardown(stop)
  const url = stdout.replace('jobdouble ready on ', '').trim()
  t.same(await (await fetch(`${url}/toaster/v1/bread`)).json(), { bread: 3 })
  t.equal((await fetch(`${url}/api/v1/jobs`, { headers: { authorization: 'Bearer k' } })).status, 200, 'Waveline')
  t.match((await run('env', '--provider', module)).stdout, /\nTOASTER_URL=http:\/\/127\.0\.0\.1:5627\/toaster\n$/)
})

t.test('a module that cannot be used is exit 2 and one line', async t => {
  const cases = [
    { args: ['--provider', './nowhere.js'], says: /^jobdouble: --provider \.\/nowhere\.js cannot be loaded: Cannot find module '.*'; it takes a file or a package that exports a provider by default\n$/ },
    { args: ['--provider', 'julep'], says: /^jobdouble: --provider julep cannot be loaded: Cannot find module 'julep'; --providers julep serves only this one\n$/ },
    { args: ['--provider', 'a,,b'], says: /^jobdouble: --provider takes files or packages with commas, not "a,,b"\n$/ },
    { args: ['--provider', new URL('toaster.mjs', import.meta.url).pathname, '--prot', '1'], says: /cannot be loaded/ },
    { args: ['--provider', moduleIn(t), '--toaster-drak'], says: /^jobdouble: Unknown option '--toaster-drak'; did you mean --toaster-dark\?\n$/ }
  ]
  for (const { args, says } of cases) t.match(await run(...args), { code: 2, stdout: '', stderr: says }, args.join(' '))
})

t.test('modules come from flags, else from the environment, else from the file', async t => {
  const config = join(t.testdir({ 'jobdouble.yaml': 'provider: [./a.js, b]\ntoaster-dark: true' }), 'jobdouble.yaml')
  const environment = { JOBDOUBLE_CONFIG: config }
  t.same(readModules(['--provider', './x.js', '--provider=y'], { ...environment, JOBDOUBLE_PROVIDER: 'z' }), ['./x.js', 'y'])
  t.same(readModules(['report', '--all'], { ...environment, JOBDOUBLE_PROVIDER: 'y, ./z.js' }), ['y', './z.js'])
  t.same(readModules(['--toaster-dark', '--config', config], {}), ['./a.js', 'b'])
  t.same(readModules([], {}), [])
  t.same(readModules(['--help', '--config', '/nowhere'], {}), [], 'the help needs none')
  t.same(readModules(['exam', '--provider', './x.js', '--provider', 'julep', '--', 'node', '--provider', 'y'], {}), ['./x.js'], 'exam takes names, too')
})
