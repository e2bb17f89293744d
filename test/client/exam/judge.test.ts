import t from 'tap'
import { whyNotApplicable } from '../../../src/client/exam/applicable.ts'
import { providers } from '../../../src/client/exam/providers.ts'
import { judge, type Run } from '../../../src/client/exam/judge.ts'
import { prepare } from '../../../src/client/exam/sandbox.ts'
import { toLimit } from '../../../src/client/exam/real-time.ts'
import type { Fault, Finding, Provider, Sandbox, Scenario } from '../../../src/index.ts'

/** The report about a client that saw a job in these states. */
function reportOf (states: string[], part: Partial<Run['report']> = {}): Run['report'] {
  const none = { met: [], missed: [] }
  return {
    findings: [],
    covered: { sandboxes: ['x'], requests: 3, jobs: 1, from: null, to: null, dropped: 0 },
    coverage: [{ provider: 'waveline', operations: none, responses: none, states: { met: states, missed: [] }, faults: none }],
    ...part
  }
}

/** A good run, as far as it is not given. */
function judged (scenario: Partial<Scenario>, run: Partial<Run> = {}) {
  const whole: Run = { exit: 0, duration: 5, output: '', limit: '30s', report: reportOf(['running', 'succeeded']), faults: [], ...run }
  const { verdict, reasons } = judge({ name: 'x', ...scenario }, 'waveline', whole)
  return { verdict, reasons }
}

const passed = { verdict: 'passed', reasons: [] }
const failed = (...reasons: string[]) => ({ verdict: 'failed', reasons })

t.test('a client must end as the scenario expects, and 0 needs a response that showed success', async t => {
  const report = reportOf(['running'])
  const claim = 'The client ended with 0, but no response showed a job that succeeded.'
  const cases: Array<{ name: string, scenario?: Partial<Scenario>, run?: Partial<Run>, is: object }> = [
    { name: 'success', is: passed },
    { name: 'success not reached', run: { exit: 2 }, is: failed('The client ended with 2, not with 0.') },
    { name: 'success claimed', run: { report }, is: failed(claim) },
    { name: 'failure', scenario: { exit: 'failure' }, run: { exit: 2, report }, is: passed },
    { name: 'failure overlooked', scenario: { exit: 'failure' }, run: { report }, is: failed('The client ended with 0, but should have ended with another code.') },
    { name: 'honest success', scenario: { exit: 'honest' }, is: passed },
    { name: 'honest failure', scenario: { exit: 'honest' }, run: { exit: 1, report }, is: passed },
    { name: 'dishonest success', scenario: { exit: 'honest' }, run: { report }, is: failed(claim) },
    { name: 'a code', scenario: { exit: 3 }, run: { exit: 3 }, is: passed },
    { name: 'a code of 0 needs no success', scenario: { exit: 0 }, run: { report }, is: passed },
    { name: 'another code', scenario: { exit: 3 }, run: { exit: 4 }, is: failed('The client ended with 4, not with 3.') },
    { name: 'no end', scenario: { exit: 'failure' }, run: { exit: null }, is: failed('The client did not end within 30s, and was stopped.') }
  ]
  for (const { name, scenario = {}, run, is } of cases) t.same(judged(scenario, run), is, name)
})

t.test('a violated error fails a scenario that does not allow it; a warning and what is undecided do not', async t => {
  const finding = { rule: 'retry-after', severity: 'error', verdict: 'violated', message: 'Too early.', fix: 'Wait.' } as Finding
  const withFinding = (change: Partial<Finding>) => ({ report: reportOf(['succeeded'], { findings: [{ ...finding, ...change }] }) })
  t.same(judged({}, withFinding({})), failed('retry-after: Too early.'))
  t.same(judged({ allow: ['retry-after'] }, withFinding({})), passed)
  t.same(judged({}, withFinding({ severity: 'warning' })), passed)
  t.same(judged({}, withFinding({ verdict: 'undecided' })), passed)
  const { violations } = judge({ name: 'x' }, 'waveline', { exit: 0, duration: 5, output: '', limit: '30s', faults: [], ...withFinding({ severity: 'warning' }) })
  t.same(violations, [{ rule: 'retry-after', severity: 'warning', message: 'Too early.', fix: 'Wait.' }])
})

t.test('what the client did not come to is not met', async t => {
  const fault = (fired: number) => ({ fired }) as Fault
  const faults: Scenario['faults'] = [{ on: 'status', then: { status: 503 } }, { then: { connection: 'reset' } }]
  const notMet = (...reasons: string[]) => ({ verdict: 'not met', reasons })
  t.same(judged({ faults }, { faults: [fault(1), fault(2)] }), passed)
  t.same(judged({ faults }, { faults: [fault(0), fault(0)] }), notMet(
    'The fault status {"status":503} was not injected: the client sent no such request.',
    'The fault any request {"connection":"reset"} was not injected: the client sent no such request.'
  ))
  t.same(judged({ shows: ['running'] }), passed)
  t.same(judged({ shows: ['retrying', 'unknown-job', 'unknown-status'] }), notMet(
    'No response showed a job that is retrying.',
    'No response showed that the provider does not know the job.',
    'No response showed a status that is not documented.'
  ))
  t.same(judged({ exit: 'failure' }, { exit: 1, report: reportOf([], { coverage: [] }) }), notMet('The client sent waveline no request.'))
  t.same(judged({ exit: 'failure', shows: ['failed'] }), failed('The client ended with 0, but should have ended with another code.', 'No response showed a job that is failed.'))
})

t.test('what a provider cannot show follows from what it declares', async t => {
  const cases: Array<{ scenario: Partial<Scenario>, provider: Provider, why: string | undefined }> = [
    { scenario: { shows: ['expired'] }, provider: 'immuta', why: undefined },
    { scenario: { shows: ['expired'] }, provider: 'julep', why: 'julep has no status of its own for expired' },
    { scenario: { shows: ['unknown-status'] }, provider: 'julep', why: undefined },
    { scenario: { faults: [{ on: 'status', then: { credentials: 'expired' } }] }, provider: 'datasaur', why: undefined },
    { scenario: { faults: [{ then: { credentials: 'expired' } }] }, provider: 'julep', why: 'julep has no operation that signs in' },
    { scenario: { faults: [{ on: 'stream', then: { status: 500 } }] }, provider: 'waveline', why: 'waveline has no operation that streams the status of a job' },
    { scenario: { faults: [{ then: { graphql: { message: 'x' } } }] }, provider: 'datasaur', why: undefined },
    { scenario: { faults: [{ then: { graphql: { message: 'x' } } }] }, provider: 'julep', why: 'julep is not served by GraphQL' }
  ]
  for (const { scenario, provider, why } of cases) t.equal(whyNotApplicable({ name: 'x', ...scenario }, provider, providers[provider]), why, `${provider} ${JSON.stringify(scenario)}`)
})

t.test('a limit is a duration', async t => {
  t.same([toLimit(5, 'x'), toLimit('1.5s', 'x'), toLimit('2m', 'x'), toLimit('24d', 'x')], [5, 1500, 120_000, 24 * 86_400_000])
  for (const limit of [0, -1, NaN, '25d', 'soon', '5 s'] as never[]) t.throws(() => toLimit(limit, 'x'), { code: 'INVALID_SCENARIO' }, String(limit))
})

t.test('a failure that is not about the scenario is not blamed on it', async t => {
  const error = new Error('the connection is lost')
  const rules = { create: async () => { throw error } }
  // all that it uses of a sandbox
  const sandbox = { lifecycles: { rules } } as unknown as Sandbox
  await t.rejects(prepare(sandbox, { name: 'x', lifecycle: 'slow' }, 'waveline', providers.waveline), error)
})
