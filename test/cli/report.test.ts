import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { showOnGithub, toAnnotations } from '../../src/cli/github.ts'
import { main } from '../../src/cli/main.ts'
import { credentials as key } from '../support/credentials.ts'
import { double, type DoubleOptions } from '../support/double.ts'

/** A server that listens, with a sandbox `bad` whose client polls too fast (an error), and a sandbox `fair` whose client polls a little too fast (an info). */
async function world (t: Test, options: DoubleOptions = {}): Promise<string> {
  const { app, ask } = await double(t, options)
  for (const [sandbox, gap] of [['bad', '700ms'], ['fair', '1500ms']] as const) {
    const steps = [{ state: 'running', after: '1s' }, { state: 'succeeded', after: '10m' }]
    await ask(`POST /@${sandbox}/__admin/jobs`, { provider: 'waveline', id: 'a', lifecycle: { steps } }, options.controlToken === undefined ? {} : { authorization: 'Bearer secret' })
    for (let count = 0; count < 5; count++) {
      await ask(`GET /@${sandbox}/api/v1/jobs/a`, undefined, key)
      await ask(`POST /@${sandbox}/__admin/clock/advance`, { by: gap }, options.controlToken === undefined ? {} : { authorization: 'Bearer secret' })
    }
  }
  await app.listen({ host: '127.0.0.1', port: 0 })
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
}

async function run (args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<{ code: number, stdout: string, stderr: string }> {
  const written = { stdout: '', stderr: '' }
  const code = await main(['report', ...args], environment, {
    stdout: { write: text => { written.stdout += text } },
    stderr: { write: text => { written.stderr += text } },
    once: () => {}
  })
  return { code, ...written }
}

const fast = '5 polls of one job came 700 ms apart (median).'

t.test('the report of a sandbox is printed as text, and a violation with severity error is exit code 3', async t => {
  const url = await world(t)
  const { code, stdout, stderr } = await run(['--url', url, '--sandbox', 'bad'])
  t.same([code, stderr], [3, ''])
  t.match(stdout, `✗ poll-too-fast (error): ${fast}\n    waveline.getJob job a\n    requests: req-1, req-2, req-3, req-4, req-5\n    gaps: 700 ms, `)
  t.match(stdout, / {4}fix: Wait 2 s .*\n\n1 error, 0 warnings, 0 infos, 0 undecided\nJudged by 26 rules: 5 requests about 1 job in sandbox bad from \S+ to \S+\.\n$/)
  t.match(await run(['--port', new URL(url).port]), { code: 0, stdout: /^0 errors, 0 warnings, 0 infos, 0 undecided\nJudged by 26 rules: 0 requests about 0 jobs in sandbox main\.\n$/ })
})

t.test('--fail-on says which severity is exit code 3', async t => {
  const url = await world(t)
  const codeOf = async (sandbox: string, ...args: string[]) => (await run(['--url', url, '--sandbox', sandbox, ...args])).code
  t.same([await codeOf('fair'), await codeOf('fair', '--fail-on', 'warning'), await codeOf('fair', '--fail-on', 'info')], [0, 0, 3])
  t.same([await codeOf('bad', '--fail-on', 'warning'), await codeOf('main', '--fail-on', 'info')], [3, 0])
})

t.test('--all merges the reports of all sandboxes, and each finding names its own', async t => {
  const url = await world(t)
  const { code, stdout } = await run(['--url', url, '--all', '--format', 'json'])
  const report = JSON.parse(stdout)
  t.equal(code, 3)
  t.same(report.covered.sandboxes.filter((name: string) => name !== 'demo'), ['bad', 'fair', 'main'])
  t.same(report.findings.filter(({ rule }: { rule: string }) => rule === 'poll-too-fast').map(({ sandbox, severity }: { sandbox: string, severity: string }) => [sandbox, severity]), [['bad', 'error'], ['fair', 'info']])
  t.match((await run(['--url', url, '--all'])).stdout, 'waveline.getJob job a in sandbox fair\n')
})

t.test('every format is printed, or written to a file', async t => {
  const url = await world(t)
  const begins = { json: '{"ok":false', text: '✗ poll', markdown: '# jobdouble report', html: '<!doctype html>', junit: '<?xml', ctrf: '{"reportFormat":"CTRF"' }
  for (const [format, start] of Object.entries(begins)) {
    const { code, stdout } = await run(['--url', url, '--sandbox', 'bad', '--format', format])
    t.same([code, stdout.slice(0, start.length)], [3, start], format)
  }
  const file = join(t.testdir(), 'report.xml')
  const { code, stdout } = await run(['--url', url, '--sandbox', 'bad', '--format', 'junit', '--out', file])
  t.same([code, stdout], [3, `1 error, 0 warnings, 0 infos, 0 undecided; the report is in ${file}\n`])
  t.match(readFileSync(file, 'utf8'), /<\/testsuites>\n$/)
  t.match(await run(['--url', url, '--out', join(file, 'x')]), { code: 1, stderr: /^jobdouble: the report cannot be written to .*: ENOTDIR.*\n$/ })
})

t.test('the token comes from the flag or the environment; without it one line says what is missing', async t => {
  const url = await world(t, { controlToken: 'secret' })
  const args = ['--url', url, '--sandbox', 'bad']
  t.match(await run(args), { code: 1, stdout: '', stderr: 'jobdouble: The control API requires Authorization: Bearer TOKEN, with the token of --control-token or JOBDOUBLE_CONTROL_TOKEN\n' })
  t.equal((await run([...args, '--control-token', 'secret'])).code, 3)
  t.equal((await run(args, { JOBDOUBLE_CONTROL_TOKEN: 'secret' })).code, 3)
})

t.test('what cannot be reported is one line', async t => {
  const url = await world(t)
  const { app } = await double(t)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const gone = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  await app.close()
  const cases = [
    { args: ['--format', 'yaml'], code: 2, line: '--format takes json, text, markdown, html, junit, ctrf, not "yaml"' },
    { args: ['--fail-on', 'nothing'], code: 2, line: '--fail-on takes error, warning, info, not "nothing"' },
    { args: ['--all', '--sandbox', 'a'], code: 2, line: '--all and --sandbox cannot be combined; give one of them' },
    { args: ['--sandbox', 'a/b'], code: 2, line: '--sandbox takes 1 to 64 of a-z A-Z 0-9 . _ -, not "a/b"' },
    { args: ['--url', 'here'], code: 2, line: '--url takes the URL of a server, such as http://jobdouble:5627, not "here"' },
    { args: ['--url', gone], code: 1, line: `jobdouble cannot be reached at ${gone} (ECONNREFUSED): check that the server runs, and that host and port are those of its ready line` },
    { args: ['--url', url, '--sandbox', 'missing'], code: 1, line: 'There is no sandbox missing; GET /__admin/sandboxes lists all' }
  ]
  for (const { args, code, line } of cases) t.match(await run(args), { code, stdout: '', stderr: `jobdouble: ${line}\n` }, args.join(' '))
  t.match((await run(['--url', url, '--all', '--format', 'json'])).stdout, /"sandboxes":\["bad",("demo",)?"fair","main"\]/, 'the sandbox that was asked for has not been created')
})

t.test('in GitHub Actions each violation is an annotation, and the report is in the summary of the step', async t => {
  const url = await world(t)
  const file = join(t.testdir({ 'summary.md': 'before\n' }), 'summary.md')
  const args = ['--url', url, '--sandbox', 'bad', '--format', 'json']
  const { code, stdout, stderr } = await run(args, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: file })
  t.equal(code, 3)
  t.equal(JSON.parse(stdout).ok, false, 'the report itself is not mixed with annotations')
  t.match(stderr, `::error title=jobdouble%3A poll-too-fast::${fast} Wait 2 s or more between polls, and longer for long jobs; or use the long poll of the provider if it has one. (sandbox bad, job a)\n`)
  t.match(readFileSync(file, 'utf8'), /^before\n# jobdouble report: not good\n/)
  t.match(await run(args, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(file, 'x') }), { code: 3, stderr: /\njobdouble: the step summary cannot be written: ENOTDIR/ })
  t.match(await run(args, { GITHUB_STEP_SUMMARY: file }), { code: 3, stderr: '' }, 'elsewhere there are none')
  t.match(await run(args, { GITHUB_ACTIONS: 'true' }), { code: 3, stderr: /^::error / })
})

t.test('a summary that is too long for GitHub is cut at the end of a line', async t => {
  const { stdout } = await run(['--url', await world(t), '--sandbox', 'bad', '--format', 'json'])
  const report = JSON.parse(stdout)
  const [finding] = report.findings
  const file = join(t.testdir(), 'summary.md')
  const long = { ...report, findings: Array.from({ length: 8000 }, () => ({ ...finding, message: 'é'.repeat(100) })) }
  await showOnGithub(long, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: file }, () => {})
  const summary = readFileSync(file, 'utf8')
  t.ok(Buffer.byteLength(summary) < 1024 * 1024)
  t.match(summary, /\|\n\nThe rest of the report is omitted: it is longer than a step summary can be\.\n\n$/)
})

t.test('the text of a client cannot end an annotation or begin another one', async t => {
  const finding = { rule: 'a:b,c', severity: 'info', verdict: 'violated', sandbox: 'main', job: null, message: '100 %\r\n::error::x', fix: 'Fix.' } as const
  const undecided = { ...finding, verdict: 'undecided' }
  // an annotation needs no more of a finding
  t.same(toAnnotations({ findings: [finding, undecided] } as unknown as Parameters<typeof toAnnotations>[0]), [
    '::notice title=jobdouble%3A a%3Ab%2Cc::100 %25%0D%0A::error::x Fix. (sandbox main)'
  ])
})
