import { text } from 'node:stream/consumers'
import t from 'tap'

const { default: Failures } = await import(new URL('failures.js', import.meta.url).href)

const details = ['      ---', '      diff: |', '        -ok 1', '', '        +1..2', '      ...']
const failed = ['    not ok 2 - it fails', ...details, 'not ok 1 - a.suite.ts', 'ok 2 - b.suite.ts', '# { total: 3, pass: 2, fail: 1 }']
const passed = ['TAP version 14', '# Subtest: a.suite.ts', '    # Subtest: it passes', '        ok 1 - should be equal', '        1..1', '    ok 1 - it passes # time=1ms', '']

t.test('the reporter prints failures with their details, the suites and the summary, and leaves out what passes', async t => {
  const reporter = new Failures()
  const printed = text(reporter)
  // in pieces that end within a line
  for (const piece of [...passed, ...failed, ''].join('\n').match(/[^]{1,7}/g)!) reporter.write(piece)
  reporter.end()
  t.same((await printed).split('\n'), [...failed, ''])
})
