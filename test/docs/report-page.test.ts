import { readFileSync } from 'node:fs'
import t from 'tap'
import { providers } from '../../src/providers/index.ts'
import { rules } from '../../src/report/index.ts'
import { converse, observationsOf } from '../support/report/conversations.ts'
import { cases } from '../support/report/rule-cases.ts'

const page = readFileSync(new URL('../../docs/report.md', import.meta.url), 'utf8')

const exemptFrom = (rule: string) => providers.filter(({ report }) => report.exemptFrom?.includes(rule)).map(({ name }) => name)

t.test('docs/report.md has one row for each rule, as the rule describes itself', async t => {
  const rows = page.split('\n').filter(line => /^\| `[a-z-]+` \| (error|warning|info) \|/.test(line))
  t.same(rows, rules.map(({ id, severity, why, fix, source, thresholds }) => `| ${[
    `\`${id}\``,
    severity,
    why,
    exemptFrom(id).length === 0 ? fix : `${fix} Not applied to ${exemptFrom(id).join(', ')}.`,
    Object.entries(thresholds).map(([name, value]) => `\`${name}\` ${value}`).join(', '),
    source
  ].join(' | ')} |`))
})

t.test('docs/report.md has an example of a finding of each rule', async t => {
  const rows = page.split('\n').filter(line => /^\| `[a-z-]+` \| [A-Z0-9]/.test(line))
  t.same(rows, rules.map(rule => {
    const [{ calls, setting }] = cases[rule.id] as [typeof cases[string][number]]
    const [{ verdict, message }] = observationsOf(rule, converse(calls, setting)) as [ReturnType<typeof observationsOf>[number]]
    t.equal(verdict, 'violated', rule.id)
    return `| \`${rule.id}\` | ${message} |`
  }))
})
