import { readFileSync } from 'node:fs'
import t from 'tap'
import { standardPlan } from '../../src/client/exam/standard.ts'
import { findScenario, InvalidPlan, readPlan } from '../../src/exam/index.ts'

t.test('the standard plan has the schema that it documents', async t => {
  t.same(readPlan(readFileSync(new URL('../../fixtures/exams/standard.yaml', import.meta.url), 'utf8')), standardPlan)
})

t.test('a plan has scenarios of its own and standard ones, and may name the provider', async t => {
  t.same(readPlan('{ provider: julep, scenarios: [calm-day, { name: mine, lifecycle: failure, exit: 3, allow: [retry-after] }] }'), {
    provider: 'julep',
    scenarios: [standardPlan.scenarios[0], { name: 'mine', lifecycle: 'failure', exit: 3, allow: ['retry-after'] }]
  })
})

t.test('a plan that cannot be used is rejected with the path of the value and what was probably meant', async t => {
  const inScenario = (text: string) => `scenarios: [{ name: x, ${text} }]`
  const cases: Array<{ plan: string, says: string | RegExp }> = [
    { plan: '{', says: /^Flow map in block collection|^Flow map/ },
    { plan: '', says: 'the plan must be an object' },
    { plan: '{}', says: 'scenarios is required' },
    { plan: 'scenario: []', says: 'scenario is not a known key; did you mean scenarios?' },
    { plan: '{ scenarios: [calm-day], scenaros: [] }', says: 'scenaros is not a known key; did you mean scenarios?' },
    { plan: 'scenarios: []', says: 'scenarios must not be empty' },
    { plan: 'scenarios: [7]', says: 'scenarios[0] must be a scenario, or the name of a standard one' },
    { plan: 'scenarios: [calm]', says: 'there is no scenario "calm"; did you mean calm-day?' },
    { plan: 'scenarios: [calm-day, calm-day]', says: 'scenarios: two have the name calm-day' },
    { plan: 'scenarios: [{}]', says: 'scenarios[0].name is required' },
    { plan: inScenario('lifecylce: failure'), says: 'scenarios[0].lifecylce is not a known key; did you mean lifecycle?' },
    { plan: inScenario('qqqqqqqqq: 1'), says: /^scenarios\[0\]\.qqqqqqqqq is not a known key; there are name, description, / },
    { plan: inScenario('lifecycle: 7'), says: 'scenarios[0].lifecycle must be the name of a lifecycle, or {steps: […]}' },
    { plan: inScenario('lifecycle: { stepps: [] }'), says: 'scenarios[0].lifecycle.stepps is not a known key; did you mean steps?' },
    { plan: inScenario('lifecycle: { steps: [{ state: running }], visibleAftr: 1s }'), says: 'scenarios[0].lifecycle.visibleAftr is not a known key; did you mean visibleAfter?' },
    { plan: inScenario('faults: [{ on: poll, then: { status: 503 } }]'), says: /^scenarios\[0\]\.faults\[0\]\.on must be one of create, status, / },
    { plan: inScenario('faults: [{ then: { statuss: 503 } }]'), says: 'scenarios[0].faults[0].then.statuss is not a known key; did you mean status?' },
    { plan: inScenario('faults: [{ when: { frist: 1 }, then: { status: 503 } }]'), says: 'scenarios[0].faults[0].when.frist is not a known key; did you mean first?' },
    { plan: inScenario('clock: { rate: 2, advance: 1s }'), says: 'scenarios[0].clock: rate and advance cannot be combined: a clock with advance is frozen; give one of them' },
    { plan: inScenario('clock: { rate: 0 }'), says: /^scenarios\[0\]\.clock\.rate / },
    { plan: inScenario('shows: [done]'), says: /^scenarios\[0\]\.shows\[0\] must be one of queued, / },
    { plan: inScenario('exit: 256'), says: 'scenarios[0].exit must be success, failure, honest or an exit code' },
    { plan: inScenario('allow: [retry]'), says: /^scenarios\[0\]\.allow\[0\] must be one of retry-after, / },
    { plan: inScenario('limit: soon'), says: /^scenarios\[0\]\.limit must be/ }
  ]
  for (const { plan, says } of cases) t.throws(() => readPlan(plan), typeof says === 'string' ? new InvalidPlan(says) : { message: says }, plan)
})

t.test('a scenario of a plan is found by its name', async t => {
  t.equal(findScenario(standardPlan, 'restart'), standardPlan.scenarios.at(-1))
  t.throws(() => findScenario(standardPlan, 'restrat'), new InvalidPlan('there is no scenario "restrat"; did you mean restart?'))
})
