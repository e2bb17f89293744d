import t from 'tap'
import { formats, toLines } from '../../src/exam/index.ts'
import type { ExamResult, ScenarioResult } from '../../src/index.ts'

const passed: ScenarioResult = {
  scenario: 'calm-day', description: 'Calm.', verdict: 'passed', reasons: [], exit: 0, duration: 1234, requests: 5, fired: [], violations: [], output: 'done'
}
const failed: ScenarioResult = {
  ...passed,
  scenario: 'a|b',
  verdict: 'failed',
  reasons: ['retry-after: Too <early>.'],
  exit: null,
  fired: [2, 0],
  violations: [
    { rule: 'retry-after', severity: 'error', message: 'Too <early>.', fix: 'Wait.' },
    { rule: 'poll-too-fast', severity: 'info', message: 'Fast.', fix: 'Slow.' }
  ],
  output: '0\n1\n2\n3\n4\n\u001b[31m5'
}
const notMet: ScenarioResult = { ...passed, scenario: 'c', verdict: 'not met', reasons: ['Not come.'], output: '' }
const skipped: ScenarioResult = { ...passed, scenario: 'd', verdict: 'not applicable', reasons: ['No state.'], exit: null, duration: 0, requests: 0, output: '' }
const card: ExamResult = { ok: false, provider: 'immuta', results: [passed, failed, notMet, skipped] }

t.test('a scenario that is over is a line, with the reasons, what to change, and the end of the output', async t => {
  t.same(card.results.map(toLines), [
    '✓ calm-day: passed (1.2 s)',
    '✗ a|b: failed (1.2 s)\n  retry-after: Too <early>.\n  fix: Wait.\n  | 1\n  | 2\n  | 3\n  | 4\n  |  [31m5',
    '? c: not met (1.2 s)\n  Not come.',
    '- d: not applicable\n  No state.'
  ])
})

t.test('the report card is a table for a terminal', async t => {
  t.equal(formats.text(card), `scenario  verdict         exit  time   requests  faults  violations
calm-day  passed          0     1.2 s  5
a|b       failed                1.2 s  5         2 + 0   retry-after, poll-too-fast (info)
c         not met         0     1.2 s  5
d         not applicable               0

4 scenarios for immuta: 1 passed, 1 failed, 1 not met, 1 not applicable`)
})

t.test('the report card is Markdown', async t => {
  t.equal(formats.markdown(card), `# jobdouble exam: not passed

4 scenarios for immuta: 1 passed, 1 failed, 1 not met, 1 not applicable

| scenario | verdict | exit | time | requests | faults | violations |
| --- | --- | --- | --- | --- | --- | --- |
| calm-day | passed | 0 | 1.2 s | 5 |  |  |
| a\\|b | failed |  | 1.2 s | 5 | 2 + 0 | retry-after, poll-too-fast (info) |
| c | not met | 0 | 1.2 s | 5 |  |  |
| d | not applicable |  |  | 0 |  |  |

| scenario | verdict | why |
| --- | --- | --- |
| a\\|b | failed | retry-after: Too &lt;early>. |
| c | not met | Not come. |
| d | not applicable | No state. |`)
  const [good] = formats.markdown({ ok: true, provider: 'immuta', results: [passed] }).split('\n')
  t.equal(good, '# jobdouble exam: passed')
  t.match(formats.markdown({ ok: true, provider: 'immuta', results: [passed] }), /^1 scenario for immuta: 1 passed, 0 failed, 0 not met, 0 not applicable$/m)
  t.notMatch(formats.markdown({ ok: true, provider: 'immuta', results: [passed] }), 'why')
})

t.test('the report card is JUnit, with a failure for what is not met, and JSON', async t => {
  t.equal(formats.junit(card), `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="jobdouble" tests="4" failures="2" skipped="1">
  <testsuite name="jobdouble exam immuta" tests="4" failures="2" skipped="1">
    <testcase classname="jobdouble exam" name="calm-day" time="1.234"/>
    <testcase classname="jobdouble exam" name="a|b" time="1.234">
      <failure type="failed" message="retry-after: Too &#60;early&#62;.">0\n1\n2\n3\n4\n\uFFFD[31m5</failure>
    </testcase>
    <testcase classname="jobdouble exam" name="c" time="1.234">
      <failure type="not met" message="Not come."></failure>
    </testcase>
    <testcase classname="jobdouble exam" name="d" time="0">
      <skipped message="No state."/>
    </testcase>
  </testsuite>
</testsuites>`)
  t.same(JSON.parse(formats.json(card)), card)
})
