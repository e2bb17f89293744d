import t from 'tap'
import { ruleIds } from '../../src/client/findings.ts'
import { connect, ReportError, type Job, type Report, type Sandbox } from '../../src/index.ts'
import { rules } from '../../src/report/index.ts'
import { startDouble } from '../support/client.ts'

/** Polls a job of Julep five times, with the same pause on the clock of the sandbox after each. */
async function poll ({ env, clock }: Sandbox, { id }: Job, pause: '700ms' | '5s'): Promise<void> {
  for (let count = 0; count < 5; count++) {
    await (await fetch(`${env.JULEP_BASE_URL}/jobs/${id}`, { headers: { authorization: `Bearer ${env.JULEP_API_KEY}` } })).text()
    await clock.advance(pause)
  }
}

const create = async ({ jobs }: Sandbox, id = 'a') => await jobs.create({ provider: 'julep', id: `0193f1d2-0000-7000-8000-00000000000${id}`, lifecycle: 'stuck' })

t.test('the client knows the rules of the server', async t => {
  t.same(ruleIds, rules.map(({ id }) => id))
})

t.test('a client that behaves is good, and the report is returned', async t => {
  const sandbox = await (await startDouble(t)).sandbox('well')
  await poll(sandbox, await create(sandbox), '5s')
  const report = await sandbox.report.expectGood({ failOn: 'info' })
  t.match(report, { ok: true, covered: { sandboxes: ['well'], requests: 5, jobs: 1 } })
  t.same(Object.keys(await sandbox.report.get()), Object.keys(report))
})

t.test('a client that polls too fast throws an error that says what it did and what to change', async t => {
  const sandbox = await (await startDouble(t)).sandbox('fast')
  await poll(sandbox, await create(sandbox), '700ms')
  const error: ReportError = await sandbox.report.expectGood().catch(error => error)
  t.ok(error instanceof ReportError)
  t.equal(error.message, `The client under test violates 1 rule of the report of sandbox fast (5 requests about 1 job):

poll-too-fast (error): 5 polls of one job came 700 ms apart (median).
  julep.getJobStatus, job 0193f1d2-0000-7000-8000-00000000000a
    req-1 at 2025-01-01T00:00:00.000Z GET /api/jobs/0193f1d2-0000-7000-8000-00000000000a → 200
    req-2 at 2025-01-01T00:00:00.700Z GET /api/jobs/0193f1d2-0000-7000-8000-00000000000a → 200
    req-3 at 2025-01-01T00:00:01.400Z GET /api/jobs/0193f1d2-0000-7000-8000-00000000000a → 200
    req-4 at 2025-01-01T00:00:02.100Z GET /api/jobs/0193f1d2-0000-7000-8000-00000000000a → 200
    req-5 at 2025-01-01T00:00:02.800Z GET /api/jobs/0193f1d2-0000-7000-8000-00000000000a → 200
  why: Jobs take seconds to hours: polls that are faster than that learn nothing and use up the rate limit.
  fix: Wait 2 s or more between polls, and longer for long jobs; or use the long poll of the provider if it has one.

To accept this: expectGood({ allow: ['poll-too-fast'] })`)
  t.same(error.findings.map(({ rule }) => rule), ['poll-too-fast'])
  t.equal(error.report.ok, false)
  await sandbox.report.expectGood({ allow: ['poll-too-fast'] })
})

t.test('the settings of the rules decide, until they are replaced', async t => {
  const sandbox = await (await startDouble(t)).sandbox()
  await poll(sandbox, await create(sandbox), '700ms')
  const { report } = sandbox
  const settings = { rules: { 'poll-too-fast': { thresholds: { error: 1, info: 1000 } } } }
  t.same(await report.settings.update(settings), settings)
  t.same(await report.settings.get(), settings)
  await report.expectGood({ failOn: 'warning' })
  await t.rejects(report.expectGood({ failOn: 'info' }), { name: 'ReportError' })
  t.same(await report.settings.update({ rules: {} }), { rules: {} })
  await t.rejects(report.expectGood(), { name: 'ReportError' })
})

t.test('a rule or a severity that does not exist is rejected', async t => {
  const { report } = await (await startDouble(t)).sandbox()
  // a program in JavaScript can pass any text
  await t.rejects(report.expectGood({ allow: ['poll-to-fast' as 'poll-too-fast'] }), { code: 'INVALID_OPTION', field: 'allow', message: /^allow takes retry-after, .*, stream-left-open, not "poll-to-fast"$/ })
  await t.rejects(report.expectGood({ failOn: 'warn' as 'warning' }), { code: 'INVALID_OPTION', field: 'failOn', message: 'failOn takes error, warning, info, not "warn"' })
})

t.test('an error about many violations lists the first', async t => {
  const finding = {
    sandbox: 'main', rule: 'auth-loop', severity: 'error', verdict: 'violated', provider: 'julep', operation: null, job: null, message: 'Message.', why: 'Why.', source: 'Source', fix: 'Fix.'
  } as const
  const of = (jobs: string[], requests: string[]) => ({ ...finding, jobs, evidence: { requests, count: requests.length, gaps: [] } })
  const cut = { id: 'req-1', operation: null, method: 'GET', path: '/', at: '2025-01-01T00:00:00.000Z', duration: null, status: null, outcome: 'cut', faults: [] } as const
  // the message needs no more of a report
  const report = { covered: { sandboxes: ['main'], requests: 1, jobs: 0 }, jobs: [{ requests: [cut] }] } as unknown as Report
  const findings = [of(['a', 'b'], ['req-1', 'req-2', 'req-3', 'req-4', 'req-5', 'req-6']), ...Array.from({ length: 11 }, () => of([], []))]
  const { message } = new ReportError(findings, report)
  t.match(message, 'of sandbox main (1 request about 0 jobs):\n\nauth-loop (error): Message.\n  julep, job a and 1 more\n    req-1 at 2025-01-01T00:00:00.000Z GET / → cut\n    req-2\n    req-3\n    req-4\n    req-5\n    … and 1 more\n  why: Why.\n  fix: Fix.\n\nauth-loop (error): Message.\n  julep\n  why')
  t.match(message, '\n\n… and 2 violations more: see `findings` of this error\n\nTo accept this: expectGood({ allow: [\'auth-loop\'] })')
  t.match(new ReportError(findings.slice(0, 11), report).message, '… and 1 violation more')
})

t.test('a report of a deleted sandbox is not made', async t => {
  const double = await startDouble(t)
  const sandbox = await connect(double.url).sandbox()
  await sandbox.delete()
  await t.rejects(sandbox.report.get(), { code: 'SANDBOX_DELETED' })
})
