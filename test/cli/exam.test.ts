import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { main } from '../../src/cli/main.ts'
import { providers } from '../../src/providers/index.ts'
import { double } from '../support/double.ts'
import { moduleIn } from '../support/providers/module.ts'

/** Asks Waveline for its jobs, and ends with the code in the first argument. */
const client = `fetch(process.env.WAVELINE_BASE_URL + "/api/v1/jobs", { headers: { authorization: "Bearer k" } })
  .then(() => { console.log(process.env.EXAM_SCENARIO); process.exitCode = Number(process.argv[1]) })`
const command = (code = 0) => ['--', process.execPath, '-e', client, String(code)]

interface Ended { code: number, stdout: string, stderr: string }

/** Runs the command line. `onWrite` is called after each text that is printed, with a function that sends a signal. */
async function run (args: readonly string[], onWrite: (send: (signal: string) => void) => void = () => {}): Promise<Ended> {
  const written = { stdout: '', stderr: '' }
  const handlers = new Map<string, () => void>()
  const write = (stream: keyof typeof written) => ({
    write: (text: string) => {
      written[stream] += text
      onWrite(signal => handlers.get(signal)!())
    }
  })
  const host = { stdout: write('stdout'), stderr: write('stderr'), once: (signal: string, stop: () => void) => handlers.set(signal, stop) }
  // without NODE_OPTIONS, by which tap follows every Node process
  return { code: await main(['exam', ...args], { PATH: process.env.PATH }, host), ...written }
}

/** A file with a plan whose scenarios end with 0. */
function planIn (t: Test, text = '{ provider: waveline, scenarios: [{ name: one, exit: 0 }, { name: two, exit: 0, shows: [expired] }] }'): string {
  return join(t.testdir({ 'plan.yaml': text }), 'plan.yaml')
}

t.test('each scenario is printed when it is over, then the table; the exit code is 0 if all that are applicable are passed', async t => {
  const { code, stdout, stderr } = await run(['--plan', planIn(t), ...command()])
  t.same([code, stderr], [0, ''])
  t.match(stdout, /^✓ one: passed \(\d+\.\d s\)\n- two: not applicable\n {2}waveline has no status of its own for expired\.\n\nscenario +verdict /)
  t.match(stdout, /\none +passed +0 +\S+ s +1\ntwo +not applicable +0\n\n2 scenarios for waveline: 1 passed, 0 failed, 0 not met, 1 not applicable\n$/)
})

t.test('a scenario that is not passed is exit code 3', async t => {
  const { code, stdout } = await run(['--plan', planIn(t), '--scenario', 'one', ...command(4)])
  t.equal(code, 3)
  t.match(stdout, /^✗ one: failed .*\n {2}The client ended with 4, not with 0\.\n {2}\| one\n/)
  t.match(await run(['--provider', 'julep', '--plan', planIn(t), '--scenario', 'one', ...command()]), { code: 3, stdout: /not met.*\n {2}The client sent julep no request\./ })
})

t.test('the card has a format, on stdout or in a file', async t => {
  const plan = planIn(t)
  const args = ['--plan', plan, '--scenario', 'one', '--format', 'junit']
  const printed = await run([...args, ...command()])
  t.match(printed, { code: 0, stdout: /^<\?xml/, stderr: /^✓ one: passed/ })
  const out = `${plan}.xml`
  const written = await run([...args, '--out', out, ...command()])
  t.match(written, { code: 0, stdout: /^✓ one: passed[^]*1 scenario for waveline/, stderr: '' })
  t.match(readFileSync(out, 'utf8'), /^<\?xml[^]*<\/testsuites>\n$/)
  t.match(await run([...args, '--out', '/nowhere/card.xml', ...command()]), { code: 1, stderr: /^jobdouble: the report card cannot be written to \/nowhere\/card\.xml: ENOENT/ })
})

t.test('the exam can be held on a server that runs, with its control token', async t => {
  const { app } = await double(t, { controlToken: 'secret' })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const args = ['--plan', planIn(t), '--scenario', 'one', '--url', url]
  t.match(await run([...args, '--control-token', 'secret', ...command()]), { code: 0 })
  t.match(await run([...args, ...command()]), { code: 1, stderr: /token/ })
})

t.test('the server of the exam has the settings of the command line', async t => {
  const plan = planIn(t, 'scenarios: [{ name: one, exit: 0 }]')
  t.match(await run(['--plan', plan, '--providers', 'waveline', '--control-token', 'secret', ...command()]), { code: 0, stdout: /1 scenario for waveline/ })
})

t.test('what cannot be used is exit code 2 and one line', async t => {
  const cases: Array<{ args: string[], says: string | RegExp }> = [
    { args: ['--provider', 'julep'], says: 'exam requires the command that runs the client, after --: jobdouble exam --provider julep -- node client.js' },
    { args: command(), says: `exam requires --provider, the provider of the client: one of ${providers.map(({ name }) => name).join(', ')}` },
    { args: ['--provider', 'jules', ...command()], says: `--provider takes ${providers.map(({ name }) => name).join(', ')}, not "jules"` },
    { args: ['--format', 'html', ...command()], says: '--format takes text, markdown, junit, json, not "html"' },
    { args: ['--provider', 'julep', '--scenario', 'calm', ...command()], says: '--scenario: there is no scenario "calm"; did you mean calm-day?' },
    { args: ['--plan', '/nowhere.yaml', ...command()], says: /\/nowhere\.yaml cannot be read: ENOENT/ },
    { args: ['--plan', planIn(t, 'scenarios: [{ nam: x }]'), ...command()], says: /plan\.yaml: scenarios\[0\]\.nam is not a known key; did you mean name\?$/ },
    { args: ['--provider', 'julep', '--scenario', 'calm-day', '--', 'no-such-program'], says: /no-such-program cannot be started: .*ENOENT$/ }
  ]
  for (const { args, says } of cases) {
    const { code, stdout, stderr } = await run(args)
    t.same([code, stdout], [2, ''], args.join(' '))
    if (typeof says === 'string') t.equal(stderr, `jobdouble: ${says}\n`)
    else t.match(stderr.trimEnd(), says)
  }
  const plan = planIn(t, '{ provider: julep, scenarios: [{ name: x, lifecycle: sucess }] }')
  t.match(await run(['--plan', plan, ...command()]), { code: 2, stderr: /^jobdouble: scenario x: .*did you mean success/ })
})

t.test('a provider from outside is examined by its module, but not on another server', async t => {
  const module = moduleIn(t, { 'plan.yaml': 'scenarios: [{ name: one, exit: 0, shows: [expired] }]' })
  const args = ['--plan', module.replace('toaster.mjs', 'plan.yaml'), '--provider', module]
  t.match(await run([...args, ...command()]), { code: 3, stdout: /toaster has no status of its own for expired\.[^]*1 scenario for toaster/ })
  const { app } = await double(t)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const refused = /^jobdouble: the client does not know the provider toaster; .* without --url\n$/
  t.match(await run([...args, '--url', url, ...command()]), { code: 2, stderr: refused })
})

t.test('a signal stops the exam and the command', async t => {
  const plan = planIn(t, '{ provider: waveline, scenarios: [{ name: one, exit: 0 }, { name: two, exit: 0 }] }')
  const forever = `${client}; if (process.env.EXAM_SCENARIO === "two") setInterval(() => {}, 1000)`
  const { code, stderr } = await run(['--plan', plan, '--', process.execPath, '-e', forever, '0'], send => { setTimeout(() => send('SIGTERM'), 300) })
  t.same([code, stderr], [1, 'jobdouble: the exam was stopped by SIGTERM\n'])
})
