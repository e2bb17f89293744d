import t from 'tap'
import { mergeReports, type Report } from '../../src/report/index.ts'

const finding = {
  severity: 'error',
  verdict: 'violated',
  provider: 'waveline',
  operation: null,
  job: null,
  jobs: [] as string[],
  message: 'Message.',
  why: 'Why.',
  source: 'A standard',
  fix: 'Fix.',
  evidence: { requests: [] as string[], count: 0, gaps: [] as number[] }
} as const

function toReport (sandbox: string, rules: readonly string[], more: Partial<Report> = {}): Report {
  return {
    ok: rules.length === 0,
    summary: { error: rules.length, warning: 0, info: 1, undecided: 2 },
    findings: rules.map(rule => ({ ...finding, sandbox, rule, jobs: [], evidence: { requests: [], count: 0, gaps: [] } })),
    checked: ['retry-after', 'auth-loop'].map(rule => ({ rule, conversations: 2, violated: rules.includes(rule) ? 1 : 0, undecided: 1 })),
    covered: { sandboxes: [sandbox], requests: 3, jobs: 1, from: null, to: null, dropped: 1 },
    jobs: [{ sandbox, job: 'a', provider: 'waveline', steps: [], requests: [], polls: { real: [], sandbox: [], histogram: [] }, retries: { real: [], sandbox: [], histogram: [] } }],
    coverage: [],
    ...more
  }
}

t.test('the reports of several sandboxes become one, in the order of the rules', async t => {
  const covered = { sandboxes: ['two'], requests: 3, jobs: 1, from: '2025-01-02T00:00:00.000Z', to: '2025-01-02T00:01:00.000Z', dropped: 0 }
  const share = { met: [], missed: [] }
  const two = toReport('two', ['retry-after'], { covered, coverage: [{ provider: 'waveline', operations: { met: ['a'], missed: ['b'] }, responses: share, states: share, faults: share }] })
  const merged = mergeReports([toReport('one', ['auth-loop']), two])
  t.same(merged.findings.map(({ sandbox, rule }) => [sandbox, rule]), [['two', 'retry-after'], ['one', 'auth-loop']])
  t.same({ ...merged, findings: [], jobs: merged.jobs.map(({ sandbox }) => sandbox) }, {
    ok: false,
    summary: { error: 2, warning: 0, info: 2, undecided: 4 },
    findings: [],
    checked: [{ rule: 'retry-after', conversations: 4, violated: 1, undecided: 2 }, { rule: 'auth-loop', conversations: 4, violated: 1, undecided: 2 }],
    covered: { ...covered, sandboxes: ['one', 'two'], requests: 6, jobs: 2, dropped: 1 },
    jobs: ['one', 'two'],
    coverage: two.coverage
  })
})

t.test('it is good if each of them is, and covers no time without requests', async t => {
  const merged = mergeReports([toReport('one', []), toReport('two', [])])
  t.match(merged, { ok: true, covered: { from: null, to: null } })
  t.equal(mergeReports([toReport('one', []), toReport('two', ['retry-after'])]).ok, false)
})

t.test('it spans the time of all sandboxes', async t => {
  const at = (day: number) => ({ covered: { sandboxes: ['x'], requests: 1, jobs: 1, from: `2025-01-0${day}T00:00:00.000Z`, to: `2025-01-0${day}T01:00:00.000Z`, dropped: 0 } })
  t.match(mergeReports([toReport('one', [], at(2)), toReport('two', [], at(1))]).covered, { from: '2025-01-01T00:00:00.000Z', to: '2025-01-02T01:00:00.000Z' })
})
