import t from 'tap'
import { lastMoment } from '../../src/time/clock.ts'
import { hasEnded, isVisible, momentOf, positionAt, reachedAt, stateAt, viewAt, JobIdSchema, type Job } from '../../src/jobs/job.ts'
import type { Script } from '../../src/jobs/lifecycles/script.ts'
import { checker } from '../../src/validation/index.ts'
import { states, type State } from '../../src/jobs/state.ts'
import { iso, jobOf, jobThrough, start, timelineOf, unfinishedUntil } from '../support/jobs/world.ts'

const success = jobOf({ steps: [{ state: 'queued' }, { state: 'running', after: '1s' }, { state: 'succeeded', after: '4s', output: { n: 1 } }] }, { input: { file: 'x' } })
const attempts = jobOf({
  steps: [
    { state: 'queued' },
    { state: 'running', after: 1000, output: 'partial' },
    { state: 'retrying', after: 2000, progress: 30, error: 'first' },
    { state: 'running', after: 2000 },
    { state: 'running', after: 1000, progress: 90, error: 'second' },
    { state: 'succeeded', after: 1000, output: 'whole' }
  ]
})
const held = jobOf({ steps: [{ state: 'running' }, { state: 'waiting', after: 2000, progress: 50 }, { state: 'running', after: 'resume' }, { state: 'succeeded', after: 2000 }] })

t.test('the state is that of the last step that has begun', async t => {
  const table: Array<[job: Job, ms: number, state: State]> = [
    [success, -1, 'queued'],
    [success, 0, 'queued'],
    [success, 999, 'queued'],
    [success, 1000, 'running'],
    [success, 4999, 'running'],
    [success, 5000, 'succeeded'],
    [success, 10 ** 12, 'succeeded'],
    [jobOf({ steps: [{ state: 'queued' }, { state: 'running' }, { state: 'failed' }] }), 0, 'failed'],
    [held, 2000, 'waiting'],
    [held, lastMoment - start, 'waiting']
  ]
  for (const [job, ms, state] of table) t.equal(stateAt(job, start + ms), state, `${timelineOf(job)} at ${ms}`)
  t.strictSame([-1, 0, 1000, 5000].map(ms => positionAt(success, start + ms)), [0, 0, 1, 2])
})

t.test('a view is a job at one moment', async t => {
  const whole = { job: success, id: 'a', provider: 'immuta', kind: 'test', input: { file: 'x' }, createdAt: iso(0) }
  t.strictSame(viewAt(success, start), { ...whole, state: 'queued', unknownStatus: undefined, progress: 0, output: null, error: null, updatedAt: iso(0), finishedAt: null })
  t.strictSame(viewAt(success, start + 2000), { ...whole, state: 'running', unknownStatus: undefined, progress: 25, output: null, error: null, updatedAt: iso(1000), finishedAt: null })
  t.strictSame(viewAt(success, start + 9000), { ...whole, state: 'succeeded', unknownStatus: undefined, progress: 100, output: { n: 1 }, error: null, updatedAt: iso(5000), finishedAt: iso(5000) })
})

t.test('output and error are valid until a later step has others, and success ends the error', async t => {
  const seen = [0, 1000, 3000, 5000, 6000, 7000].map(ms => {
    const { state, output, error } = viewAt(attempts, start + ms)
    return [state, output, error]
  })
  t.strictSame(seen, [
    ['queued', null, null],
    ['running', 'partial', null],
    ['retrying', 'partial', 'first'],
    ['running', 'partial', 'first'],
    ['running', 'partial', 'second'],
    ['succeeded', 'whole', null]
  ])
})

t.test('a success with its own error keeps it', async t => {
  const job = jobOf({ steps: [{ state: 'running', error: 'old' }, { state: 'succeeded', error: 'a warning' }] })
  t.equal(viewAt(job, start).error, 'a warning')
})

t.test('progress rises evenly while the job works, and does not change while it does not', async t => {
  const table: Array<[steps: Script['steps'], progress: Array<[ms: number, progress: number]>]> = [
    [[{ state: 'queued' }, { state: 'running', after: 1000 }, { state: 'succeeded', after: 4000 }], [[0, 0], [999, 0], [1000, 0], [1039, 0], [1040, 1], [3000, 50], [4999, 99], [5000, 100], [9000, 100]]],
    [[{ state: 'running', progress: 10 }, { state: 'running', after: 1000, progress: 20 }, { state: 'failed', after: 1000 }], [[0, 10], [500, 15], [1000, 20], [1500, 20], [2000, 20]]],
    [[{ state: 'running' }, { state: 'retrying', after: 1000, progress: 80 }, { state: 'running', after: 1000, progress: 0 }, { state: 'succeeded', after: 1000, progress: 99.9 }], [[500, 40], [1000, 80], [1500, 40], [2000, 0], [3000, 99]]],
    [[{ state: 'running' }, { state: 'waiting', after: 1000, progress: 50 }, { state: 'running', after: 1000, progress: 70 }, { state: 'cancelled', after: 1000 }], [[500, 25], [1000, 50], [1999, 50], [2000, 70], [2999, 70]]],
    [[{ state: 'running', progress: 33.4 }], [[0, 33], [1000, 33]]],
    [[{ state: 'running' }, { state: 'running', after: '3000000d', progress: 90 }], [[0, 0], [10 ** 9, 0]]],
    [[{ state: 'queued', progress: 5 }, { state: 'running', after: 1000, progress: 7 }], [[999, 5], [1000, 7]]]
  ]
  for (const [steps, progress] of table) {
    const job = jobOf({ steps })
    t.strictSame(progress.map(([ms]) => [ms, viewAt(job, start + ms).progress]), progress, timelineOf(job))
  }
})

t.test('a step after the end of the clock never comes, nor does a step after it', async t => {
  const toEnd = lastMoment - start
  const steps = (after: number) => jobOf({ illegal: true, steps: [{ state: 'running' }, { state: 'waiting', after }, { state: 'failed', after: 0 }, { state: 'failed', after: 1 }] })
  t.equal(timelineOf(steps(toEnd)), `running@0 waiting@${toEnd} failed@${toEnd} failed@Infinity`)
  t.equal(timelineOf(steps(toEnd + 1)), 'running@0 waiting@Infinity failed@Infinity failed@Infinity')
  t.strictSame(steps(toEnd).steps.map(({ moment }) => moment), [iso(0), '9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z', null])
})

t.test('a provider knows a job from visibleFrom until just before visibleUntil', async t => {
  const job = jobOf({ visibleAfter: 1000, vanishAfter: 2000, steps: [{ state: 'running' }] })
  t.strictSame([-1, 999, 1000, 1999, 2000, 10 ** 12].map(ms => isVisible(job, start + ms)), [false, false, true, true, false, false])
})

t.test('a client waits until the end of a job, or until its provider does not know it', async t => {
  const late = jobThrough('running succeeded', { visibleFrom: start + 500 })
  const gone = jobThrough('running succeeded', { visibleUntil: start + 500 })
  const unending = jobThrough('queued running')
  const again = jobThrough('running succeeded running failed')
  const table: Array<[job: Job, ms: number, until: number]> = [
    [success, -1, -1],
    [success, 0, 5000],
    [success, 4999, 5000],
    [success, 5000, 5000],
    [success, 6000, 6000],
    [unending, 0, Infinity],
    [unending, 9000, Infinity],
    [held, 0, Infinity],
    [late, 499, 499],
    [late, 500, 1000],
    [gone, 0, 500],
    [gone, 499, 500],
    [gone, 500, 500],
    [gone, 700, 700],
    [again, 0, 1000],
    [again, 1500, 1500],
    [again, 2000, 3000],
    [jobOf({ illegal: true, steps: [{ state: 'running' }, { state: 'failed', after: 9 }, { state: 'running' }, { state: 'failed', after: 9 }] }), 9, 18]
  ]
  for (const [job, ms, until] of table) t.equal(unfinishedUntil(job, start + ms) - start, until, `${timelineOf(job)} at ${ms}`)
})

t.test('a job has ended when it is in a final state without further steps', async t => {
  const again = jobThrough('running succeeded running failed')
  const table: Array<[job: Job, ms: number, ended: boolean]> = [[success, 4999, false], [success, 5000, true], [held, 10 ** 12, false], [again, 1000, false], [again, 2999, false], [again, 3000, true]]
  for (const [job, ms, ended] of table) t.equal(hasEnded(job, start + ms), ended, `${timelineOf(job)} at ${ms}`)
})

t.test('the moment of a state is now, the next one at which it comes by itself, or undefined', async t => {
  const table: Array<[job: Job, ms: number, state: State, moment: number | undefined]> = [
    [success, 0, 'queued', 0],
    [success, 500, 'queued', 500],
    [success, 500, 'running', 1000],
    [success, 500, 'succeeded', 5000],
    [success, 5000, 'running', undefined],
    [success, 0, 'failed', undefined],
    [attempts, 0, 'running', 1000],
    [attempts, 3000, 'running', 5000],
    [attempts, 5500, 'running', 5500],
    [held, 0, 'waiting', 2000],
    [held, 2000, 'running', undefined],
    [held, 2000, 'succeeded', undefined],
    [jobOf({ steps: [{ state: 'queued' }, { state: 'running', after: 9 }, { state: 'failed' }] }), 0, 'running', 9]
  ]
  for (const [job, ms, state, moment] of table) {
    t.equal(momentOf(job, state, start + ms), moment === undefined ? undefined : start + moment, `${state} of ${timelineOf(job)} at ${ms}`)
  }
})

t.test('every state can be viewed', async t => {
  for (const state of states) t.equal(viewAt(jobThrough(state), start).state, state)
})

t.test('the unknown status of a step is shown during that step only', async t => {
  const job = jobOf({ steps: [{ state: 'running' }, { state: 'running', after: 1, unknownStatus: 'ARCHIVED' }, { state: 'succeeded', after: 1 }] })
  t.strictSame([0, 1, 2].map(ms => viewAt(job, start + ms).unknownStatus), [undefined, 'ARCHIVED', undefined])
})

t.test('a job has reached a state once its step has begun', async t => {
  const job = jobOf({ steps: [{ state: 'queued' }, { state: 'running', after: 1000 }, { state: 'retrying', after: 1000 }, { state: 'running', after: 1000 }] })
  const at = (ms: number, state: State) => reachedAt(viewAt(job, start + ms), state)
  t.same([at(999, 'running'), at(1000, 'running'), at(3000, 'running')], [null, iso(1000), iso(1000)])
  t.same([at(3000, 'queued'), at(3000, 'succeeded')], [iso(0), null])
})

t.test('an id is a text of 1 to 200 characters without half of a surrogate pair', async t => {
  const isId = (value: unknown) => checker(JobIdSchema)(value).length === 0
  const cases = { a: true, ['x'.repeat(200)]: true, ['x'.repeat(201)]: false, '': false, '😀': true, '\ud83d': false }
  for (const [id, isValid] of Object.entries(cases)) t.equal(isId(id), isValid, id)
  t.equal(isId(5), false)
})
