import { spawnSync } from 'node:child_process'
import t from 'tap'
import { argsOf, pastedIn, shownIn, typist } from './pages.ts'

/** What the pages' commands need that a machine may not have. */
const missing = ['curl', 'jq'].filter(tool => spawnSync(tool, ['--version']).error !== undefined)
// in CI nobody would read that something has been skipped
const skip = missing.length > 0 && process.env.CI === undefined && `install ${missing.join(' and ')} to try what the pages show`

t.test('what the pages show is what the program answers', { skip }, async t => {
  t.same(missing, [], 'all that the pages need is installed')
  t.jobs = 3
  for (const [page, least] of [['docs/faults.md', 60], ['docs/journal.md', 40], ['docs/events.md', 8]] as const) {
    t.test(page, async t => {
      const shown = shownIn(page)
      t.ok(shown.length >= least, 'the page is read to its end')
      const type = await typist(t, argsOf(page))
      for (const { command, output } of shown) t.equal(await type(command), output, command)
    })
  }
})

t.test('the README’s requests can be pasted one block after the other', async t => {
  const blocks = pastedIn('README.md')
  t.ok(blocks.length >= 10, 'the page is read to its end')
  const type = await typist(t, [], ['silent', 'write-out = "\\n%{http_code}\\n"'])
  const answers = []
  for (const block of blocks) answers.push(await type(block))
  const refused = answers.flatMap(answer => answer.split('\n').filter(line => /^[045]\d\d$/.test(line)))
  t.same(refused, ['503'], 'all is well but for the fault')
  t.match(answers.at(-1), /^\{"ok":true,"count":2,/m)
})
