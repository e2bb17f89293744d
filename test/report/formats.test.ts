import t from 'tap'
import { toCtrf, toJunit, toMarkdown, toText, type Report } from '../../src/report/index.ts'
import { toFinding } from '../support/report/findings.ts'

const message = '5 polls of one job came 40 ms apart (median).'

const bad: Report = {
  ok: false,
  summary: { error: 1, warning: 0, info: 0, undecided: 1 },
  findings: [
    toFinding({ message, evidence: { requests: ['req-2', 'req-3'], count: 2, gaps: [40] } }),
    toFinding({ rule: 'leaked-job', verdict: 'undecided', operation: null, job: 'a|b', jobs: ['a|b', '<b>'], message: 'A "quoted" <text>\n& \u0000 more', evidence: { requests: ['req-4'], count: 30, gaps: [] } }),
    toFinding({ message, sandbox: 'other', rule: 'auth-loop', severity: 'info', jobs: [], job: null, evidence: { requests: [], count: 0, gaps: [] } })
  ],
  checked: [
    { rule: 'poll-too-fast', conversations: 3, violated: 1, undecided: 0 },
    { rule: 'leaked-job', conversations: 3, violated: 0, undecided: 1 },
    { rule: 'auth-loop', conversations: 1, violated: 1, undecided: 0 },
    { rule: 'rate-limit', conversations: 1, violated: 0, undecided: 0 }
  ],
  covered: { sandboxes: ['main', 'other'], requests: 9, jobs: 1, from: '2025-01-01T00:00:00.000Z', to: '2025-01-01T00:01:00.000Z', dropped: 2 },
  jobs: [],
  coverage: [{
    provider: 'waveline',
    operations: { met: ['waveline.getJob'], missed: ['waveline.listJobs'] },
    responses: { met: [], missed: [] },
    states: { met: ['queued'], missed: [] },
    faults: { met: [], missed: ['delay'] }
  }]
}

const good: Report = {
  ok: true,
  summary: { error: 0, warning: 0, info: 0, undecided: 0 },
  findings: [],
  checked: [],
  covered: { sandboxes: ['main'], requests: 0, jobs: 0, from: null, to: null, dropped: 0 },
  jobs: [],
  coverage: []
}

t.test('a terminal shows each finding with its evidence and what to do, then what was covered', async t => {
  t.equal(toText(bad), `✗ poll-too-fast (error): 5 polls of one job came 40 ms apart (median).
    waveline.getJob job a in sandbox main
    requests: req-2, req-3
    gaps: 40 ms
    fix: Fix.

? leaked-job (undecided): A "quoted" <text> &   more
    waveline job a|b and 1 more in sandbox main
    requests: req-4 and 29 more

i auth-loop (info): 5 polls of one job came 40 ms apart (median).
    waveline.getJob in sandbox other
    fix: Fix.

1 error, 0 warnings, 0 infos, 1 undecided
Judged by 4 rules: 9 requests about 1 job in sandboxes main, other from 2025-01-01T00:00:00.000Z to 2025-01-01T00:01:00.000Z; the journal had dropped 2 requests before.`)
  t.equal(toText(good), `0 errors, 0 warnings, 0 infos, 0 undecided
Judged by 0 rules: 0 requests about 0 jobs in sandbox main.`)
})

t.test('Markdown has a table of the findings and one for each provider, and the text of a client does not end a cell', async t => {
  t.equal(toMarkdown(bad), `# jobdouble report: not good

1 error, 0 warnings, 0 infos, 1 undecided

Judged by 4 rules: 9 requests about 1 job in sandboxes main, other from 2025-01-01T00:00:00.000Z to 2025-01-01T00:01:00.000Z; the journal had dropped 2 requests before.

| rule | severity | sandbox | job | what the client did | fix |
| --- | --- | --- | --- | --- | --- |
| \`poll-too-fast\` | error | main | a | 5 polls of one job came 40 ms apart (median). | Fix. |
| \`leaked-job\` | undecided | main | a\\|b &lt;b> | A "quoted" &lt;text> & \u0000 more |  |
| \`auth-loop\` | info | other |  | 5 polls of one job came 40 ms apart (median). | Fix. |

## Coverage of waveline

| what | met | never met |
| --- | --- | --- |
| operations | 1 of 2 | \`waveline.listJobs\` |
| responses | 0 of 0 |  |
| states | 1 of 1 |  |
| faults | 0 of 1 | \`delay\` |
`)
  t.match(toMarkdown(good), /^# jobdouble report: good\n/)
  t.match(toMarkdown({ ...bad, covered: { ...bad.covered, sandboxes: ['main'] } }), '| rule | severity | job | what the client did | fix |\n| --- | --- | --- | --- | --- |\n| `poll-too-fast` | error | a |')
  t.match(toText({ ...good, covered: { ...good.covered, sandboxes: ['a', 'b', 'c', 'd', 'e', 'f'] } }), '0 jobs in 6 sandboxes.')
})

t.test('JUnit has a test case for each rule: failed, skipped or passed', async t => {
  t.equal(toJunit(bad), `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="jobdouble" tests="4" failures="2" skipped="1">
  <testsuite name="jobdouble report" tests="4" failures="2" skipped="1">
    <testcase classname="jobdouble" name="poll-too-fast">
      <failure type="error" message="5 polls of one job came 40 ms apart (median).">5 polls of one job came 40 ms apart (median).
Fix.
sandbox: main
requests: req-2, req-3</failure>
    </testcase>
    <testcase classname="jobdouble" name="leaked-job">
      <skipped message="A &#34;quoted&#34; &#60;text&#62;
&#38; � more"/>
    </testcase>
    <testcase classname="jobdouble" name="auth-loop">
      <failure type="info" message="5 polls of one job came 40 ms apart (median).">5 polls of one job came 40 ms apart (median).
Fix.
sandbox: other
requests: </failure>
    </testcase>
    <testcase classname="jobdouble" name="rate-limit"/>
  </testsuite>
</testsuites>
`)
})

t.test('CTRF has a test for each rule', async t => {
  t.same(toCtrf(bad), {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    results: {
      tool: { name: 'jobdouble' },
      summary: { tests: 4, passed: 1, failed: 2, pending: 0, skipped: 0, other: 1, start: 1735689600000, stop: 1735689660000 },
      tests: [
        { name: 'poll-too-fast', status: 'failed', duration: 0, message: '5 polls of one job came 40 ms apart (median).', trace: 'Fix.\nsandbox: main\nrequests: req-2, req-3' },
        { name: 'leaked-job', status: 'other', duration: 0, message: 'A "quoted" <text>\n& \u0000 more', trace: 'Fix.\nsandbox: main\nrequests: req-4' },
        { name: 'auth-loop', status: 'failed', duration: 0, message: '5 polls of one job came 40 ms apart (median).', trace: 'Fix.\nsandbox: other\nrequests: ' },
        { name: 'rate-limit', status: 'passed', duration: 0 }
      ]
    }
  })
  t.match(toCtrf(good), { results: { summary: { start: 0, stop: 0 } } })
})
