import t from 'tap'
import { LifecycleRules } from '../../src/sandboxes/lifecycle-rules.ts'

t.test('lifecycle rules are limited by number and by bytes, and a rejected one changes nothing', async t => {
  const rules = new LifecycleRules()
  t.throws(() => rules.add({ lifecycle: 'success', match: { a: 'x'.repeat(17_000_000) } }), { code: 'RULE_LIMIT', message: /at most \d+ bytes of lifecycle rules/ })
  t.equal(rules.all.length, 0)
  for (let number = 0; number < 1000; number++) rules.add({ lifecycle: 'success' })
  t.throws(() => rules.add({ lifecycle: 'success' }), { code: 'RULE_LIMIT', message: /at most 1000 lifecycle rules/ })
  t.equal(rules.all.length, 1000)
})
