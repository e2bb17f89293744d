import { spawnSync } from 'node:child_process'
import t from 'tap'
import { toEnv } from '../../src/client/sandbox.ts'
import { env } from '../../src/cli/env.ts'
import { main } from '../../src/cli/main.ts'
import { readCommandLine, UsageError } from '../../src/cli/command-line.ts'
import { providers } from '../../src/providers/index.ts'

const here = { host: '127.0.0.1', port: 5627 }

t.test('the variables lead to the double with these settings, or to where --url says, and there into a sandbox', async t => {
  const lines = env(here, {}).split('\n')
  t.same(lines.map(line => line.split('=')[0]), providers.flatMap(({ env }) => Object.keys(env)))
  for (const line of ['WAVELINE_BASE_URL=http://127.0.0.1:5627', 'JULEP_BASE_URL=http://127.0.0.1:5627/api', 'JULEP_API_KEY=jobdouble']) t.ok(lines.includes(line), line)
  const cases: Array<[Parameters<typeof env>, string]> = [
    [[{ host: '0.0.0.0', port: 80 }, {}], 'http://127.0.0.1:80'],
    [[{ host: '::1', port: 80 }, {}], 'http://[::1]:80'],
    [[here, { sandbox: 'a-1' }], 'http://127.0.0.1:5627/@a-1'],
    [[here, { sandbox: 'main' }], 'http://127.0.0.1:5627'],
    [[here, { url: 'http://jobdouble:5627/' }], 'http://jobdouble:5627'],
    [[{ host: 'x', port: 0 }, { url: 'https://double.example/below', sandbox: 'b' }], 'https://double.example/below/@b']
  ]
  for (const [args, url] of cases) t.strictSame(JSON.parse(env(args[0], { ...args[1], format: 'json' })), toEnv(url), url)
})

t.test('fish and PowerShell have lines of their own', async t => {
  t.match(env(here, { format: 'fish' }), "set -gx JULEP_BASE_URL 'http://127.0.0.1:5627/api'\n")
  t.match(env(here, { format: 'powershell' }), "$Env:JULEP_BASE_URL = 'http://127.0.0.1:5627/api'\n")
})

t.test('a shell takes the lines of export as they are, and --env-file those of dotenv', async t => {
  const asked = { sandbox: 'a.b_c-1' }
  const { stdout } = spawnSync('sh', ['-c', `${env(here, { ...asked, format: 'export' })}\nenv`], { encoding: 'utf8', env: {} })
  const lines = env(here, asked).split('\n')
  for (const line of lines) t.ok(stdout.split('\n').includes(line), line)
  t.same(Object.fromEntries(lines.map(line => line.split('='))), toEnv('http://127.0.0.1:5627/@a.b_c-1'))
})

t.test('what cannot be used is refused with one line, and so is what could break a shell\'s', async t => {
  const cases: Array<[Parameters<typeof env>, string]> = [
    [[here, { format: 'yaml' }], '--format takes dotenv, export, fish, powershell, json, not "yaml"'],
    [[here, { format: 'toString' }], '--format takes dotenv, export, fish, powershell, json, not "toString"'],
    [[here, { sandbox: "a'; rm -rf /; '" }], '--sandbox takes 1 to 64 of a-z A-Z 0-9 . _ -, not "a\'; rm -rf /; \'"'],
    [[here, { sandbox: 'a\n' }], '--sandbox takes 1 to 64 of a-z A-Z 0-9 . _ -, not "a\\n"'],
    [[here, { sandbox: '' }], '--sandbox takes 1 to 64 of a-z A-Z 0-9 . _ -, not ""'],
    [[{ host: '127.0.0.1', port: 0 }, {}], '--port 0 stands for any free port; pass the port or the URL of the ready line as --port or --url'],
    [[{ host: "x'y", port: 1 }, {}], '--host takes an address, not "x\'y"'],
    [[here, { url: 'jobdouble:5627' }], '--url takes the URL of a server, such as http://jobdouble:5627, not "jobdouble:5627"'],
    [[here, { url: 'http://x/$(id)' }], '--url takes the URL of a server, such as http://jobdouble:5627, not "http://x/$(id)"']
  ]
  for (const [args, message] of cases) t.throws(() => env(...args), new UsageError(message), message)
})

t.test('the flags of a command are its own', async t => {
  const { command, flags } = readCommandLine(['env', '--sandbox', 'a', '--port', '1', '--format=json'], {})
  t.match({ command, flags }, { command: 'env', flags: { sandbox: 'a', format: 'json' } })
  t.throws(() => readCommandLine(['--sandbox', 'a'], {}), new UsageError('serve takes no --sandbox; jobdouble --help lists all commands and options'))
  t.throws(() => readCommandLine(['healthcheck', '--format', 'json'], {}), new UsageError('healthcheck takes no --format; jobdouble --help lists all commands and options'))
})

t.test('the program prints them and ends', async t => {
  const written = { stdout: '', stderr: '' }
  const host = { stdout: { write: (text: string) => { written.stdout += text } }, stderr: { write: (text: string) => { written.stderr += text } }, once: () => {} }
  t.equal(await main(['env', '--format', 'json', '--sandbox', 'a'], { JOBDOUBLE_PORT: '81' }, host), 0)
  t.same([JSON.parse(written.stdout), written.stderr], [toEnv('http://127.0.0.1:81/@a'), ''])
  t.equal(await main(['env', '--sandbox', "'"], {}, host), 2)
})
