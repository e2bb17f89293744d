import { readFileSync } from 'node:fs'
import t from 'tap'
import { rules } from '../../src/report/index.ts'

const page = readFileSync(new URL('../../docs/report.md', import.meta.url), 'utf8')

t.test('docs/report.md has one row for each rule, as the rule describes itself', async t => {
  const rows = page.split('\n').filter(line => /^\| `[a-z-]+` \|/.test(line))
  t.same(rows, rules.map(({ id, severity, why, fix, source, thresholds, exempt = [] }) => `| ${[
    `\`${id}\``,
    severity,
    why,
    exempt.length === 0 ? fix : `${fix} Not applied to ${exempt.join(', ')}.`,
    Object.entries(thresholds).map(([name, value]) => `\`${name}\` ${value}`).join(', '),
    source
  ].join(' | ')} |`))
})
