import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { connect, start, type ExamOptions, type Scenario, type ScenarioResult } from '../../../src/index.ts'
import { startDouble } from '../../support/client.ts'
import { ask, quick, startJob, waitForJob } from '../../support/exam.ts'
import { toaster } from '../../support/providers/toaster.ts'

t.test('a client that waits for the end of its job passes, and the card says what it did', async t => {
  const double = await startDouble(t)
  const seen: ScenarioResult[] = []
  const card = await double.exam({
    provider: 'waveline',
    scenarios: [quick],
    run: async env => { await waitForJob(env) },
    onResult: result => { seen.push(result) }
  })
  t.equal(card.ok, true)
  t.equal(card.provider, 'waveline')
  t.same(card.results, seen)
  const [{ duration, requests, ...result }] = seen as [ScenarioResult]
  t.ok(duration > 0 && requests >= 4, `${duration} ms, ${requests} requests`)
  t.same(result, {
    scenario: 'quick',
    description: 'A job that succeeds.',
    verdict: 'passed',
    reasons: [],
    exit: 0,
    fired: [],
    violations: [],
    output: ''
  })
  t.same((await double.sandboxes.list()).items.map(({ name }) => name), ['main'], 'its sandbox is deleted')
})

t.test('faults are injected by what an operation is for, and each is accounted for', async t => {
  const double = await startDouble(t)
  const scenarios: Scenario[] = [
    { ...quick, name: 'on status', faults: [{ on: 'status', when: { first: 2 }, then: { status: 503 } }] },
    { ...quick, name: 'on all', faults: [{ when: { after: 1, first: 1 }, then: { connection: 'reset' } }] },
    { ...quick, name: 'on list', faults: [{ on: 'list', then: { status: 503 } }] }
  ]
  const { ok, results } = await double.exam({ provider: 'waveline', scenarios, run: async env => { await waitForJob(env) } })
  t.same(results.map(({ scenario, verdict, fired, reasons }) => ({ scenario, verdict, fired, reasons })), [
    { scenario: 'on status', verdict: 'passed', fired: [2], reasons: [] },
    { scenario: 'on all', verdict: 'passed', fired: [1], reasons: [] },
    {
      scenario: 'on list',
      verdict: 'not met',
      fired: [0],
      reasons: ['The fault list {"status":503} was not injected: the client sent no such request.']
    }
  ])
  t.equal(ok, false, 'what is not met is not passed')
})

t.test('a client that does not end is told to stop at the limit', async t => {
  const double = await startDouble(t)
  let stopped = false
  const { results: [result] } = await double.exam({
    provider: 'waveline',
    scenarios: [{ ...quick, limit: '300ms' }],
    run: async (env, { signal, scenario }) => {
      t.equal(scenario, 'quick')
      // before the job is started: on a slow machine that alone takes longer than the limit
      const aborted = new Promise<void>(resolve => signal.addEventListener('abort', resolve))
      await startJob(env)
      await aborted
      stopped = signal.aborted
    }
  })
  t.match(result, { verdict: 'failed', exit: null, reasons: ['The client did not end within 300ms, and was stopped.'] })
  t.ok(stopped)
})

t.test('the clock of a scenario runs faster, or advances for a client that holds a request open', async t => {
  const double = await startDouble(t)
  const scaled: Scenario = { name: 'scaled', lifecycle: 'slow', clock: { rate: 10_000 } }
  const { results: [fast] } = await double.exam({ provider: 'waveline', scenarios: [scaled], run: async env => { await waitForJob(env) } })
  t.match(fast, { verdict: 'passed' })

  const { results: [long] } = await double.exam({
    provider: 'immuta',
    scenarios: [quick],
    run: async env => {
      const post = async (method: string, path: string, body: object) => await (await fetch(`${env.IMMUTA_BASE_URL}${path}`, {
        method, headers: { authorization: 'Bearer token', 'content-type': 'application/json' }, body: JSON.stringify(body)
      })).json() as any
      const id: string = await post('PUT', '/snowflake/handler/1/refreshNativeViewJob', {})
      const { [id]: job } = await post('POST', '/jobs/statuses', { jobIds: [id], wait: 60, pollInterval: 1 })
      if (job.state !== 'completed') throw new Error(`the job is ${job.state}`)
    }
  })
  t.match(long, { verdict: 'passed', requests: 2 })
})

t.test('the standard scenarios are known by name, and a provider that cannot show one is not examined in it', async t => {
  const double = await startDouble(t)
  const scenarios = ['job-retries', 'job-expires', 'expired-token']
  const { ok, results } = await double.exam({ provider: 'waveline', scenarios, run: async () => { t.fail('it runs nothing') } })
  t.equal(ok, false, 'nothing was passed')
  t.same(results.map(({ scenario, verdict, exit, reasons }) => ({ scenario, verdict, exit, reasons })), [
    { scenario: 'job-retries', verdict: 'not applicable', exit: null, reasons: ['waveline has no status of its own for retrying.'] },
    { scenario: 'job-expires', verdict: 'not applicable', exit: null, reasons: ['waveline has no status of its own for expired.'] },
    { scenario: 'expired-token', verdict: 'not applicable', exit: null, reasons: ['waveline has no operation that signs in.'] }
  ])
  const run = async () => {}
  await t.rejects(double.exam({ provider: 'waveline', scenarios: ['calm'], run }), { code: 'INVALID_SCENARIO', message: /^scenario "calm": no standard scenario has this name; use one of calm-day, slow-day, / })
  await t.rejects(double.exam({ provider: 'waveline', scenarios: [{ name: 'x', limit: '0s' }], run }), { code: 'INVALID_SCENARIO', field: 'limit' })
  await t.rejects(double.exam({ provider: 'waveline', scenarios: [{ name: 'x', lifecycle: 'sucess' }], run }), { code: 'INVALID_SCENARIO', field: 'lifecycle', message: /^scenario x: .*did you mean success/ })
  await t.rejects(double.exam({ provider: 'waveline', scenarios: [{ name: 'x', faults: [{ then: {} }] }], run }), { code: 'INVALID_SCENARIO', field: 'then' })
  const stopped = await startDouble(t)
  await stopped.close()
  await t.rejects(stopped.exam({ provider: 'waveline', run }), { code: 'CONNECTION_FAILED' })
})

t.test('the end of a client is its exit code, or its error', async t => {
  const double = await startDouble(t)
  const examine = async (run: () => Promise<unknown>) => {
    const { results: [result] } = await double.exam({ provider: 'waveline', scenarios: [{ name: 'x', exit: 7 }], run })
    return { exit: result!.exit, output: result!.output, reasons: result!.reasons }
  }
  const unmet = 'The client sent waveline no request.'
  t.same(await examine(async () => ({ exit: 7, output: 'seven' })), { exit: 7, output: 'seven', reasons: [unmet] })
  t.same(await examine(async () => { throw new Error('broken') }), { exit: 1, output: 'broken', reasons: ['The client ended with 1, not with 7.', unmet] })
  // eslint-disable-next-line no-throw-literal
  t.same(await examine(async () => { throw undefined }), { exit: 1, output: 'undefined', reasons: ['The client ended with 1, not with 7.', unmet] })
})

t.test('an exam that is aborted ends after the run', async t => {
  const double = await startDouble(t)
  const controller = new AbortController()
  const run = async () => { controller.abort(new Error('enough')) }
  await t.rejects(double.exam({ provider: 'waveline', scenarios: [quick, quick], run, signal: controller.signal }), { message: 'enough' })
  await t.rejects(double.exam({ provider: 'waveline', run, signal: controller.signal }), { message: 'enough' })
})

t.test('a client that claims success at a status that it does not know is found out', async t => {
  const double = await startDouble(t)
  const run = async (env: Parameters<typeof ask>[0]) => {
    const id = await startJob(env)
    while ((await ask(env, `/jobs/${id}`)).body.status === 'RUNNING');
  }
  const { results: [result] } = await double.exam({ provider: 'waveline', scenarios: ['unknown-status'], run })
  t.match(result, { verdict: 'failed', exit: 0, reasons: ['The client ended with 0, but no response showed a job that succeeded.'] })
})

t.test('a client of a provider from outside is examined on the server that start has started', async t => {
  const double = await start({ providers: [toaster] })
  t.teardown(() => double.close())
  const scenarios: Scenario[] = [
    { ...quick, name: 'on status', exit: 'honest', faults: [{ on: 'status', when: { first: 1 }, then: { status: 503 } }] },
    { ...quick, name: 'on list', faults: [{ on: 'list', then: { status: 503 } }] }
  ]
  const run: ExamOptions['run'] = async ({ TOASTER_URL = '' }) => {
    const body = JSON.stringify({ provider: 'toaster' })
    const { id } = await (await fetch(TOASTER_URL.replace('/toaster', '/__admin/jobs'), { method: 'POST', body })).json() as { id: string }
    for (let status = ''; status !== 'done'; await sleep(100)) {
      ({ status } = await (await fetch(`${TOASTER_URL}/v1/toasts/${id}`, { headers: { 'toaster-key': 'k' } })).json() as { status: string })
    }
  }
  const { results } = await double.exam({ provider: 'toaster', scenarios, run })
  t.same(results.map(({ verdict, fired }) => ({ verdict, fired })), [{ verdict: 'passed', fired: [1] }, { verdict: 'not applicable', fired: [] }])
  t.same(results[1]!.reasons, ['toaster has no operation that lists jobs.'])
  await t.rejects(connect(double.url).exam({ provider: 'toaster', scenarios, run }), { code: 'PROVIDER_UNKNOWN', field: 'provider', message: /without --url$/ })
})
