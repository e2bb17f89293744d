import t from 'tap'
import { planSteps, toLifecycle } from '../../../src/jobs/lifecycles/lifecycle.ts'
import { randomStream } from '../../../src/random/index.ts'
import { states, transitions } from '../../../src/jobs/state.ts'
import { InvalidField } from '../../../src/validation/index.ts'

const forms = '"1500ms", "30s", "5m", "2h", "1d" or a number of milliseconds'
const anyAfter = `must be "resume", a duration (${forms}), {min, max}, {mean, deviation} or {mean, distribution: "exponential"}`
const anyState = 'must be one of queued, running, retrying, waiting, succeeded, failed, cancelled, expired'
const steps = (...states: string[]) => ({ steps: states.map(state => ({ state })) })

const refused: Array<{ script: unknown, field: string, message: string }> = [
  { script: undefined, field: 'lifecycle', message: 'must be an object' },
  { script: null, field: 'lifecycle', message: 'must be an object' },
  { script: 'success', field: 'lifecycle', message: 'must be an object' },
  { script: [], field: 'lifecycle', message: 'must be an object' },
  { script: {}, field: 'lifecycle.steps', message: 'is required' },
  { script: { steps: {} }, field: 'lifecycle.steps', message: 'must be an array' },
  { script: { steps: [] }, field: 'lifecycle.steps', message: 'must not be empty' },
  { script: { steps: Array(1001).fill({ state: 'running' }) }, field: 'lifecycle.steps', message: 'must have at most 1000 items' },
  { script: { ...steps('queued'), name: '' }, field: 'lifecycle.name', message: 'must not be empty' },
  { script: { ...steps('queued'), name: 'x'.repeat(65) }, field: 'lifecycle.name', message: 'must have at most 64 characters' },
  { script: { ...steps('queued'), description: 5 }, field: 'lifecycle.description', message: 'must be a string' },
  { script: { ...steps('queued'), illegal: 'yes' }, field: 'lifecycle.illegal', message: 'must be a boolean' },
  { script: { ...steps('queued'), visibleAfter: 'soon' }, field: 'lifecycle.visibleAfter', message: `must be a duration: ${forms}` },
  { script: { ...steps('queued'), vanishAfter: -1 }, field: 'lifecycle.vanishAfter', message: `must be a duration: ${forms}` },
  { script: { ...steps('queued'), visibelAfter: '1s' }, field: 'lifecycle.visibelAfter', message: 'is not a known field' },
  { script: { steps: ['queued'] }, field: 'lifecycle.steps[0]', message: 'must be an object' },
  { script: { steps: [{ after: '1s' }] }, field: 'lifecycle.steps[0].state', message: 'is required' },
  { script: { steps: [{ state: 'queued' }, { state: 'done' }] }, field: 'lifecycle.steps[1].state', message: anyState },
  { script: { steps: [{ state: 'queued', afer: '1s' }] }, field: 'lifecycle.steps[0].afer', message: 'is not a known field' },
  { script: { steps: [{ state: 'queued', after: '1w' }] }, field: 'lifecycle.steps[0].after', message: anyAfter },
  { script: { steps: [{ state: 'queued', after: null }] }, field: 'lifecycle.steps[0].after', message: anyAfter },
  { script: { steps: [{ state: 'queued', progress: '5' }] }, field: 'lifecycle.steps[0].progress', message: 'must be a number' },
  { script: { steps: [{ state: 'queued', progress: -1 }] }, field: 'lifecycle.steps[0].progress', message: 'must be at least 0' },
  { script: { steps: [{ state: 'queued', progress: 100.5 }] }, field: 'lifecycle.steps[0].progress', message: 'must be at most 100' },
  { script: steps('queued', 'succeeded'), field: 'lifecycle.steps[1].state', message: 'succeeded cannot follow queued (queued may be followed by running, retrying, failed, cancelled, expired); "illegal": true allows it' },
  { script: steps('running', 'succeeded', 'running'), field: 'lifecycle.steps[2].state', message: 'running cannot follow succeeded (succeeded is a final state); "illegal": true allows it' },
  { script: steps('running', 'failed', 'failed'), field: 'lifecycle.steps[2].state', message: 'failed cannot follow failed (failed is a final state); "illegal": true allows it' },
  { script: { steps: [{ state: 'succeeded', after: '1s' }] }, field: 'lifecycle.steps[0].state', message: 'succeeded cannot follow queued (queued may be followed by running, retrying, failed, cancelled, expired); "illegal": true allows it' },
  { script: { steps: [{ state: 'running', after: 'resume' }] }, field: 'lifecycle.steps[0].after', message: 'only a step after waiting can wait for "resume"' },
  { script: { steps: [{ state: 'running' }, { state: 'waiting' }, { state: 'running' }, { state: 'succeeded', after: 'resume' }] }, field: 'lifecycle.steps[3].after', message: 'only a step after waiting can wait for "resume"' },
  { script: { ...steps('queued'), cancelTooLate: 1 }, field: 'lifecycle.cancelTooLate', message: 'must be a boolean' },
  { script: { steps: [{ state: 'queued', unknownStatus: '' }] }, field: 'lifecycle.steps[0].unknownStatus', message: 'must not be empty' },
  { script: { steps: [{ state: 'queued', unknownStatus: 'x'.repeat(121) }] }, field: 'lifecycle.steps[0].unknownStatus', message: 'must have at most 120 characters' },
  { script: { steps: [{ state: 'queued', after: {} }] }, field: 'lifecycle.steps[0].after', message: anyAfter },
  { script: { steps: [{ state: 'queued', after: ['1s'] }] }, field: 'lifecycle.steps[0].after', message: anyAfter },
  { script: { steps: [{ state: 'queued', after: { min: '1s' } }] }, field: 'lifecycle.steps[0].after.max', message: 'is required' },
  { script: { steps: [{ state: 'queued', after: { max: 'soon', min: 0 } }] }, field: 'lifecycle.steps[0].after.max', message: `must be a duration: ${forms}` },
  { script: { steps: [{ state: 'queued', after: { min: '2s', max: '1s' } }] }, field: 'lifecycle.steps[0].after.max', message: 'must not be less than min' },
  { script: { steps: [{ state: 'queued', after: { min: '1s', max: '2s', mean: '1s' } }] }, field: 'lifecycle.steps[0].after.mean', message: 'is not a known field' },
  { script: { steps: [{ state: 'queued', after: { mean: '1s' } }] }, field: 'lifecycle.steps[0].after.deviation', message: 'is required' },
  { script: { steps: [{ state: 'queued', after: { deviation: '1s' } }] }, field: 'lifecycle.steps[0].after.mean', message: 'is required' },
  { script: { steps: [{ state: 'queued', after: { mean: '1s', distribution: 'poisson' } }] }, field: 'lifecycle.steps[0].after.distribution', message: 'must be one of exponential' },
  { script: { steps: [{ state: 'queued', after: { distribution: 'exponential' } }] }, field: 'lifecycle.steps[0].after.mean', message: 'is required' },
  { script: { steps: [{ state: 'running' }, { times: 2 }] }, field: 'lifecycle.steps[1].steps', message: 'is required' },
  { script: { steps: [{ steps: [{ state: 'running' }] }] }, field: 'lifecycle.steps[0].times', message: 'is required' },
  { script: { steps: [{ times: 0, steps: [{ state: 'running' }] }] }, field: 'lifecycle.steps[0].times', message: 'must be at least 1' },
  { script: { steps: [{ times: 1.5, steps: [{ state: 'running' }] }] }, field: 'lifecycle.steps[0].times', message: 'must be a whole number' },
  { script: { steps: [{ times: 1e9, steps: [{ state: 'running' }] }] }, field: 'lifecycle.steps[0].times', message: 'must be at most 1000' },
  { script: { steps: [{ times: 2, steps: [] }] }, field: 'lifecycle.steps[0].steps', message: 'must not be empty' },
  { script: { steps: [{ times: 2, steps: 'running' }] }, field: 'lifecycle.steps[0].steps', message: 'must be an array' },
  { script: { steps: [{ times: 2, steps: [{ state: 'running', after: '1w' }] }] }, field: 'lifecycle.steps[0].steps[0].after', message: anyAfter },
  { script: { steps: [{ times: 2, steps: [null, { state: 'running' }, { times: 2, steps: [{ state: 'running' }] }] }] }, field: 'lifecycle.steps[0].steps[2]', message: 'must be a step: a loop cannot contain another loop' },
  { script: { steps: [{ state: 'running' }, { times: 500, steps: [{ state: 'retrying' }, { state: 'running' }] }] }, field: 'lifecycle.steps', message: 'must have at most 1000 steps, but has 1001 with its loops unfolded' },
  { script: { steps: [{ times: 2, steps: [{ state: 'running' }, { state: 'succeeded' }] }] }, field: 'lifecycle.steps[0].steps[0].state', message: 'running cannot follow succeeded (succeeded is a final state); "illegal": true allows it' }
]

t.test('an invalid script is rejected with the field and the reason', async t => {
  for (const { script, field, message } of refused) {
    try {
      toLifecycle(script, 'lifecycle')
      t.fail(JSON.stringify(script))
    } catch (error) {
      const { name, code, statusCode, field: actualField, message: actualMessage } = error as InvalidField
      t.strictSame({ name, code, statusCode, field: actualField, message: actualMessage }, { name: 'Error', code: 'INVALID_FIELD', statusCode: 400, field, message: `${field}: ${message}` })
    }
  }
})

t.test('from each state only the transitions of the table are legal, and to stay in a state that is not final', async t => {
  const legal = (from: string, to: string) => {
    try {
      return toLifecycle(steps(from, to), 'script').steps.length === 2
    } catch {
      return false
    }
  }
  for (const from of states) {
    const stays = transitions[from].length > 0
    t.strictSame(states.filter(to => legal(from, to)), states.filter(to => transitions[from].includes(to) || (stays && to === from)), from)
  }
})

t.test('a lifecycle has the durations in ms, and the defaults', async t => {
  const script = { steps: [{ state: 'running' }, { state: 'succeeded', after: '1.5s', progress: 90, output: { n: 1 }, error: null }] }
  t.strictSame(toLifecycle(script, 'lifecycle'), {
    name: 'inline',
    description: '',
    visibleAfter: 0,
    vanishAfter: Infinity,
    cancelTooLate: false,
    steps: [{ state: 'running', after: 0 }, { state: 'succeeded', after: 1500, progress: 90, output: { n: 1 }, error: null }],
    script
  })
})

t.test('a lifecycle keeps the properties of its script', async t => {
  const script = { name: 'mine', description: 'My own', visibleAfter: '1s', vanishAfter: 5000, cancelTooLate: true, steps: [{ state: 'waiting', after: 0 }, { state: 'failed', after: 'resume' }] }
  t.strictSame(toLifecycle(script, 'lifecycle', 'the file'), {
    name: 'mine',
    description: 'My own',
    visibleAfter: 1000,
    vanishAfter: 5000,
    cancelTooLate: true,
    steps: [{ state: 'waiting', after: 0 }, { state: 'failed', after: 'resume' }],
    script
  })
  t.equal(toLifecycle(steps('queued'), 'lifecycle', 'the file').name, 'the file')
})

t.test('a job is queued until its first step begins', async t => {
  t.strictSame(toLifecycle({ steps: [{ state: 'running', after: '1s' }] }, 'script').steps, [{ state: 'queued', after: 0 }, { state: 'running', after: 1000 }])
  t.strictSame(toLifecycle({ steps: [{ state: 'queued', after: '1s' }] }, 'script').steps, [{ state: 'queued', after: 0 }, { state: 'queued', after: 1000 }])
  t.strictSame(toLifecycle({ steps: [{ state: 'running', after: '0s' }] }, 'script').steps, [{ state: 'running', after: 0 }])
})

t.test('a job may begin in any state', async t => {
  for (const state of states) t.strictSame(toLifecycle(steps(state), 'script').steps, [{ state, after: 0 }])
})

t.test('an illegal script may have any transition, and may wait for the resume command in any state', async t => {
  const script = { illegal: true, steps: [{ state: 'succeeded', after: 'resume' }, { state: 'running', after: 'resume' }, { state: 'queued' }, { state: 'succeeded' }, { state: 'succeeded' }] }
  t.strictSame(toLifecycle(script, 'script').steps, [
    { state: 'queued', after: 0 },
    { state: 'succeeded', after: 'resume' },
    { state: 'running', after: 'resume' },
    { state: 'queued', after: 0 },
    { state: 'succeeded', after: 0 },
    { state: 'succeeded', after: 0 }
  ])
})

t.test('a script may have a thousand steps', async t => {
  t.equal(toLifecycle(steps(...Array(1000).fill('running')), 'script').steps.length, 1000)
})

t.test('a loop repeats its steps', async t => {
  const script = { steps: [{ state: 'running' }, { times: 2, steps: [{ state: 'retrying', after: '1s', error: 'e' }, { state: 'running', after: '2s' }] }, { state: 'succeeded' }] }
  const round = [{ state: 'retrying', error: 'e', after: 1000 }, { state: 'running', after: 2000 }]
  t.strictSame(toLifecycle(script, 'script').steps, [{ state: 'running', after: 0 }, ...round, ...round, { state: 'succeeded', after: 0 }])
  t.equal(toLifecycle({ steps: [{ times: 500, steps: [{ state: 'running' }, { state: 'retrying' }] }] }, 'script').steps.length, 1000)
  t.strictSame(toLifecycle({ steps: [{ times: 2, steps: [{ state: 'running', after: 5 }] }] }, 'script').steps.map(({ state, after }) => [state, after]), [['queued', 0], ['running', 5], ['running', 5]])
})

t.test('durations are drawn for each job and each round of a loop, and no stream is created if there is nothing to draw', async t => {
  const lifecycle = toLifecycle({ steps: [{ times: 20, steps: [{ state: 'running', after: { min: 0, max: '1h' } }] }] }, 'script')
  t.equal(lifecycle.steps[0]!.after, 0, 'what is drawn is yet to come')
  const plan = (seed: number) => planSteps(lifecycle, () => randomStream(seed, 'x')).slice(1).map(({ after }) => after)
  t.ok(new Set(plan(1)).size > 15)
  t.strictSame(plan(1), plan(1))
  t.notSame(plan(1), plan(2))
  t.strictSame(planSteps(toLifecycle(steps('running'), 'script'), () => { throw new Error('nothing to draw') }), [{ state: 'running', after: 0 }])
})
