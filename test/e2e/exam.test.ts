import t from 'tap'
import { standardPlan } from '../../src/client/exam/standard.ts'
import type { ExamResult } from '../../src/index.ts'
import { providers } from '../../src/providers/index.ts'
import { execute } from '../support/e2e/program.ts'

/** The exam of a client in the examples, by the built program. */
async function examine (provider: string, client: string, scenarios: readonly string[], pause: string, deadline = '20000'): Promise<{ code: number, card: ExamResult }> {
  const flags = ['--provider', provider, '--scenario', scenarios.join(), '--format', 'json']
  // the client's own deadline of 6 s is too short for a busy machine
  const command = ['env', `PAUSE=${pause}`, `DEADLINE=${deadline}`, process.execPath, `examples/exam/${client}.js`]
  const { code, stdout } = await execute(process.execPath, 'dist/cli.js', 'exam', ...flags, '--', ...command)
  return { code, card: JSON.parse(stdout) }
}

t.test('the well-behaved client passes every standard scenario, in fewer than 100 requests', async t => {
  const names = standardPlan.scenarios.map(({ name }) => name)
  t.ok(names.length >= 14)
  const endless = 'job-stuck'
  t.ok(names.includes(endless))
  // four exams at a time, because a client mostly waits
  const parts = await Promise.all([0, 1, 2].map(async part => await examine('immuta', 'immuta', names.filter((name, index) => name !== endless && index % 3 === part), '1000'))
    .concat(examine('immuta', 'immuta', [endless], '1000', '6000')))
  for (const { code, card } of parts) {
    t.equal(code, 0)
    t.same(card.results.map(({ scenario, verdict, reasons }) => ({ scenario, verdict, reasons })), card.results.map(({ scenario }) => ({ scenario, verdict: 'passed', reasons: [] })))
  }
  const requests = parts.flatMap(({ card }) => card.results).reduce((sum, { requests }) => sum + requests, 0)
  t.ok(requests < 100, `${requests} requests`)
})

t.test('the careless client fails what it should, and no more', async t => {
  const { code, card } = await examine('immuta', 'careless-client', ['slow-day', 'rate-limited', 'flaky-connection', 'lost-reply', 'job-fails', 'unknown-status', 'expired-token', 'malformed-response'], '300')
  t.equal(code, 3)
  const claim = 'The client ended with 0, but no response showed a job that succeeded.'
  const broken = 'The client ended with 1, not with 0.'
  t.same(card.results.map(({ scenario, verdict, reasons: [reason = ''] }) => [scenario, verdict, reason]), [
    ['slow-day', 'passed', ''],
    ['rate-limited', 'failed', claim],
    ['flaky-connection', 'failed', broken],
    ['lost-reply', 'passed', ''],
    ['job-fails', 'failed', 'The client ended with 0, but should have ended with another code.'],
    ['unknown-status', 'failed', claim],
    ['expired-token', 'failed', claim],
    ['malformed-response', 'failed', broken]
  ])
})

t.test('the well-behaved client of each provider recovers from a rate limit, a broken connection and a failed job', async t => {
  t.jobs = providers.length
  for (const { name } of providers) {
    t.test(name, async t => {
      const { code, card } = await examine(name, name, ['rate-limited', 'flaky-connection', 'lost-reply', 'job-fails'], '1000')
      t.same(card.results.map(({ scenario, verdict, reasons }) => [scenario, verdict, reasons]), [
        ['rate-limited', 'passed', []],
        ['flaky-connection', 'passed', []],
        ['lost-reply', 'passed', []],
        ['job-fails', 'passed', []]
      ])
      t.equal(code, 0)
    })
  }
})
