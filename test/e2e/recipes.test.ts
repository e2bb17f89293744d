import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { readCommandLine } from '../../src/cli/command-line.ts'
import { toEnv } from '../../src/client/sandbox.ts'
import { execute, root } from '../support/e2e/program.ts'

t.test('the recipes run as they are shown; CI runs those for Jest and vitest too', async t => {
  const titles = ['node:test', 'tap', 'Advance when the client waits', 'Environment variables in a shell', 'Completion in a shell']
  if (spawnSync('python3', ['--version']).error === undefined) titles.push('Python')
  const { code, all } = await execute(process.execPath, 'scripts/recipes.js', '--here', ...titles)
  t.equal(code, 0, all)
  for (const title of titles) t.match(all, `ok: ${title}, by bash\n`)
})

t.test('the workflow for GitHub Actions starts a server whose settings exist, and directs a client to it', async t => {
  const [, text = ''] = /```yaml\n([^]+?)^```$/m.exec(readFileSync(`${root}docs/recipes.md`, 'utf8')) ?? []
  const { jobs: { test } } = parse(text) as { jobs: { test: { services: { jobdouble: { ports: string[], env: Record<string, string> } }, env: Record<string, string> } } }
  const { ports, env } = test.services.jobdouble
  t.same(ports, ['5627:5627'])
  t.match(readCommandLine([], env), { settings: { port: 5627, clock: { mode: 'frozen' }, controlToken: 'only-for-tests' } })
  t.match(test.env, { JULEP_BASE_URL: toEnv('http://127.0.0.1:5627').JULEP_BASE_URL })
})
