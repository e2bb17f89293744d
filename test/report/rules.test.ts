import t from 'tap'
import { rules } from '../../src/report/rules/index.ts'
import { converse, observationsOf } from '../support/report/conversations.ts'
import { cases } from '../support/report/rule-cases.ts'

t.test('every rule has cases', async t => {
  t.same(Object.keys(cases).sort(), rules.map(({ id }) => id).sort())
})

for (const rule of rules) {
  for (const { does, calls, setting, verdict, shownBy, severity, message } of cases[rule.id] ?? []) {
    t.test(`${rule.id}: a client that ${does} is ${verdict ?? 'fine'}`, async t => {
      const observations = observationsOf(rule, converse(calls, setting))
      t.same(observations.map(({ verdict }) => verdict), verdict === undefined ? [] : [verdict])
      if (shownBy !== undefined) t.same(observations[0]!.calls.map(({ number }) => number), shownBy)
      if (severity !== undefined) t.equal(observations[0]!.severity ?? rule.severity, severity)
      if (message !== undefined) t.match(observations[0]!.message, message)
    })
  }
}
