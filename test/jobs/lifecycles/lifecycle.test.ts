import t from 'tap'
import { planSteps, toLifecycle } from '../../../src/jobs/lifecycles/lifecycle.ts'
import { randomStream } from '../../../src/random/index.ts'
import { states, transitions } from '../../../src/jobs/state.ts'
import { InvalidField } from '../../../src/validation/index.ts'

const forms = '"1500ms", "30s", "5m", "2h", "1d" or a number of milliseconds'
const anyAfter = `must be "resume", a duration (${forms}), {min, max}, {mean, deviation} or {mean, distribution: "exponential"}`
const anyState = 'must be one of queued, running, retrying, waiting, succeeded, failed, cancelled, expired'
const steps = (...states: string[]) => ({ steps: states.map(state => ({ state })) })

const refused: Array<[script: unknown, field: string, message: string]> = [
  [undefined, 'lifecycle', 'must be an object'],
  [null, 'lifecycle', 'must be an object'],
  ['success', 'lifecycle', 'must be an object'],
  [[], 'lifecycle', 'must be an object'],
  [{}, 'lifecycle.steps', 'is required'],
  [{ steps: {} }, 'lifecycle.steps', 'must be an array'],
  [{ steps: [] }, 'lifecycle.steps', 'must not be empty'],
  [{ steps: Array(1001).fill({ state: 'running' }) }, 'lifecycle.steps', 'must have at most 1000 items'],
  [{ ...steps('queued'), name: '' }, 'lifecycle.name', 'must not be empty'],
  [{ ...steps('queued'), name: 'x'.repeat(65) }, 'lifecycle.name', 'must have at most 64 characters'],
  [{ ...steps('queued'), description: 5 }, 'lifecycle.description', 'must be a string'],
  [{ ...steps('queued'), illegal: 'yes' }, 'lifecycle.illegal', 'must be a boolean'],
  [{ ...steps('queued'), visibleAfter: 'soon' }, 'lifecycle.visibleAfter', `must be a duration: ${forms}`],
  [{ ...steps('queued'), vanishAfter: -1 }, 'lifecycle.vanishAfter', `must be a duration: ${forms}`],
  [{ ...steps('queued'), visibelAfter: '1s' }, 'lifecycle.visibelAfter', 'is not known here'],
  [{ steps: ['queued'] }, 'lifecycle.steps[0]', 'must be an object'],
  [{ steps: [{ after: '1s' }] }, 'lifecycle.steps[0].state', 'is required'],
  [{ steps: [{ state: 'queued' }, { state: 'done' }] }, 'lifecycle.steps[1].state', anyState],
  [{ steps: [{ state: 'queued', afer: '1s' }] }, 'lifecycle.steps[0].afer', 'is not known here'],
  [{ steps: [{ state: 'queued', after: '1w' }] }, 'lifecycle.steps[0].after', anyAfter],
  [{ steps: [{ state: 'queued', after: null }] }, 'lifecycle.steps[0].after', anyAfter],
  [{ steps: [{ state: 'queued', progress: '5' }] }, 'lifecycle.steps[0].progress', 'must be a number'],
  [{ steps: [{ state: 'queued', progress: -1 }] }, 'lifecycle.steps[0].progress', 'must be at least 0'],
  [{ steps: [{ state: 'queued', progress: 100.5 }] }, 'lifecycle.steps[0].progress', 'must be at most 100'],
  [steps('queued', 'succeeded'), 'lifecycle.steps[1].state', 'succeeded cannot follow queued (queued may be followed by running, retrying, failed, cancelled, expired); "illegal": true allows it'],
  [steps('running', 'succeeded', 'running'), 'lifecycle.steps[2].state', 'running cannot follow succeeded (succeeded is a final state); "illegal": true allows it'],
  [steps('running', 'failed', 'failed'), 'lifecycle.steps[2].state', 'failed cannot follow failed (failed is a final state); "illegal": true allows it'],
  [{ steps: [{ state: 'succeeded', after: '1s' }] }, 'lifecycle.steps[0].state', 'succeeded cannot follow queued (queued may be followed by running, retrying, failed, cancelled, expired); "illegal": true allows it'],
  [{ steps: [{ state: 'running', after: 'resume' }] }, 'lifecycle.steps[0].after', 'only a step after waiting can wait for "resume"'],
  [{ steps: [{ state: 'running' }, { state: 'waiting' }, { state: 'running' }, { state: 'succeeded', after: 'resume' }] }, 'lifecycle.steps[3].after', 'only a step after waiting can wait for "resume"'],
  [{ ...steps('queued'), cancelTooLate: 1 }, 'lifecycle.cancelTooLate', 'must be a boolean'],
  [{ steps: [{ state: 'queued', unknownStatus: '' }] }, 'lifecycle.steps[0].unknownStatus', 'must not be empty'],
  [{ steps: [{ state: 'queued', unknownStatus: 'x'.repeat(121) }] }, 'lifecycle.steps[0].unknownStatus', 'must have at most 120 characters'],
  [{ steps: [{ state: 'queued', after: {} }] }, 'lifecycle.steps[0].after', anyAfter],
  [{ steps: [{ state: 'queued', after: ['1s'] }] }, 'lifecycle.steps[0].after', anyAfter],
  [{ steps: [{ state: 'queued', after: { min: '1s' } }] }, 'lifecycle.steps[0].after.max', 'is required'],
  [{ steps: [{ state: 'queued', after: { max: 'soon', min: 0 } }] }, 'lifecycle.steps[0].after.max', `must be a duration: ${forms}`],
  [{ steps: [{ state: 'queued', after: { min: '2s', max: '1s' } }] }, 'lifecycle.steps[0].after.max', 'must not be less than min'],
  [{ steps: [{ state: 'queued', after: { min: '1s', max: '2s', mean: '1s' } }] }, 'lifecycle.steps[0].after.mean', 'is not known here'],
  [{ steps: [{ state: 'queued', after: { mean: '1s' } }] }, 'lifecycle.steps[0].after.deviation', 'is required'],
  [{ steps: [{ state: 'queued', after: { deviation: '1s' } }] }, 'lifecycle.steps[0].after.mean', 'is required'],
  [{ steps: [{ state: 'queued', after: { mean: '1s', distribution: 'poisson' } }] }, 'lifecycle.steps[0].after.distribution', 'must be one of exponential'],
  [{ steps: [{ state: 'queued', after: { distribution: 'exponential' } }] }, 'lifecycle.steps[0].after.mean', 'is required'],
  [{ steps: [{ state: 'running' }, { times: 2 }] }, 'lifecycle.steps[1].steps', 'is required'],
  [{ steps: [{ steps: [{ state: 'running' }] }] }, 'lifecycle.steps[0].times', 'is required'],
  [{ steps: [{ times: 0, steps: [{ state: 'running' }] }] }, 'lifecycle.steps[0].times', 'must be at least 1'],
  [{ steps: [{ times: 1.5, steps: [{ state: 'running' }] }] }, 'lifecycle.steps[0].times', 'must be a whole number'],
  [{ steps: [{ times: 1e9, steps: [{ state: 'running' }] }] }, 'lifecycle.steps[0].times', 'must be at most 1000'],
  [{ steps: [{ times: 2, steps: [] }] }, 'lifecycle.steps[0].steps', 'must not be empty'],
  [{ steps: [{ times: 2, steps: 'running' }] }, 'lifecycle.steps[0].steps', 'must be an array'],
  [{ steps: [{ times: 2, steps: [{ state: 'running', after: '1w' }] }] }, 'lifecycle.steps[0].steps[0].after', anyAfter],
  [{ steps: [{ times: 2, steps: [null, { state: 'running' }, { times: 2, steps: [{ state: 'running' }] }] }] }, 'lifecycle.steps[0].steps[2]', 'must be a step: a loop cannot contain another loop'],
  [{ steps: [{ state: 'running' }, { times: 500, steps: [{ state: 'retrying' }, { state: 'running' }] }] }, 'lifecycle.steps', 'must have at most 1000 steps, but has 1001 with its loops unfolded'],
  [{ steps: [{ times: 2, steps: [{ state: 'running' }, { state: 'succeeded' }] }] }, 'lifecycle.steps[0].steps[0].state', 'running cannot follow succeeded (succeeded is a final state); "illegal": true allows it']
]

t.test('an invalid script is rejected with the field and the reason', async t => {
  for (const [script, field, message] of refused) {
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
