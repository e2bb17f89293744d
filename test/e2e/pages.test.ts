import { spawnSync } from 'node:child_process'
import t from 'tap'
import { argsOf, docsWithCommands, pastedIn, promptsIn, shownIn, typist } from '../support/e2e/pages.ts'

/** The tools that the commands on the pages need. */
const missing = ['curl', 'jq'].filter(tool => spawnSync(tool, ['--version']).error !== undefined)
// CI fails instead of skipping
const skip = missing.length > 0 && process.env.CI === undefined && `install ${missing.join(' and ')} to run the commands of the pages`

/** The pages whose commands run here. Those of docs/lifecycles.md run in test/control, without a process. */
const pages = docsWithCommands().filter(page => page !== 'docs/lifecycles.md')

t.test('each command on a page prints what the page shows', { skip }, async t => {
  t.same(missing, [], 'all tools are installed')
  t.jobs = 3
  for (const page of pages) {
    t.test(page, async t => {
      const shown = shownIn(page)
      t.equal(shown.length, promptsIn(page), 'every command of the page is found')
      const type = await typist(t, argsOf(page))
      for (const { command, output } of shown) t.equal(await type(command), output, command)
    })
  }
})

t.test('the requests in the README can be pasted one block after the other', async t => {
  const blocks = pastedIn('README.md')
  t.ok(blocks.length >= 8, 'the page has at least 8 blocks with requests')
  const type = await typist(t, [], ['silent', 'write-out = "\\n%{http_code}\\n"'])
  const responses = []
  for (const block of blocks) responses.push(await type(block))
  const failures = responses.flatMap(response => response.split('\n').filter(line => /^[045]\d\d$/.test(line)))
  t.same(failures, ['503'], 'only the fault makes a request fail')
  t.match(responses.at(-1), /^\{"ok":true,"count":2,/m)
})
