import t from 'tap'
import { force, JobFinished, JobNotWaiting, resume } from '../../src/jobs/commands.ts'
import { viewAt, type Job } from '../../src/jobs/job.ts'
import { isFinal, states, type State } from '../../src/jobs/state.ts'
import { builtIn, iso, jobOf, jobThrough, start, timelineOf } from '../support/jobs/world.ts'

/** A job of a built-in lifecycle. */
const job = (name: string) => jobOf(builtIn.get(name).script)
const shown = (job: Job, ms: number) => {
  const { state, progress, output, error, updatedAt } = viewAt(job, start + ms)
  return { state, progress, output, error, updatedAt }
}

const forced: Array<{ lifecycle: string, ms: number, state: State, timeline: string }> = [
  { lifecycle: 'success', ms: 0, state: 'running', timeline: 'queued@0 running@0 succeeded@4000' },
  { lifecycle: 'success', ms: 500, state: 'running', timeline: 'queued@0 running@500 succeeded@4500' },
  { lifecycle: 'success', ms: 500, state: 'succeeded', timeline: 'queued@0 succeeded@500' },
  { lifecycle: 'success', ms: 2000, state: 'failed', timeline: 'queued@0 running@1000 failed@2000' },
  { lifecycle: 'success', ms: 2000, state: 'cancelled', timeline: 'queued@0 running@1000 cancelled@2000' },
  { lifecycle: 'success', ms: 2000, state: 'queued', timeline: 'queued@0 running@1000 queued@2000' },
  { lifecycle: 'success', ms: 2000, state: 'running', timeline: 'queued@0 running@1000 running@2000' },
  { lifecycle: 'retry-then-success', ms: 500, state: 'running', timeline: 'queued@0 running@500 retrying@2500 running@4500 succeeded@8500' },
  { lifecycle: 'retry-then-success', ms: 1500, state: 'running', timeline: 'queued@0 running@1000 running@1500 succeeded@5500' },
  { lifecycle: 'retry-then-success', ms: 500, state: 'retrying', timeline: 'queued@0 retrying@500 running@2500 succeeded@6500' },
  { lifecycle: 'waiting', ms: 500, state: 'waiting', timeline: 'queued@0 waiting@500 running@Infinity succeeded@Infinity' },
  { lifecycle: 'waiting', ms: 3500, state: 'running', timeline: 'queued@0 running@1000 waiting@3000 running@3500 succeeded@5500' },
  { lifecycle: 'waiting', ms: 3500, state: 'succeeded', timeline: 'queued@0 running@1000 waiting@3000 succeeded@3500' },
  { lifecycle: 'stuck', ms: 9000, state: 'expired', timeline: 'queued@0 running@1000 running@6000 expired@9000' }
]

t.test('a forced state begins now, and the steps after the next step of that state follow', async t => {
  for (const { lifecycle, ms, state, timeline } of forced) {
    const before = job(lifecycle)
    const after = force(before, start + ms, state)
    t.equal(timelineOf(after), timeline)
    t.strictSame({ ...after, steps: [] }, { ...before, steps: [] }, 'nothing but the steps is rewritten')
    t.strictSame(before, job(lifecycle), 'the job itself does not change')
  }
})

t.test('a forced state has the progress of its step, else the progress so far', async t => {
  t.strictSame(shown(force(job('failure'), start + 2000, 'failed'), 2000), { state: 'failed', progress: 60, output: null, error: { message: 'The job failed' }, updatedAt: iso(2000) })
  t.strictSame(shown(force(job('success'), start + 2000, 'cancelled'), 3000), { state: 'cancelled', progress: 25, output: null, error: null, updatedAt: iso(2000) })
  t.strictSame(shown(force(job('failure'), start + 2000, 'succeeded'), 2000), { state: 'succeeded', progress: 100, output: null, error: null, updatedAt: iso(2000) })
})

t.test('a forced state has the given output and error, else those of its step', async t => {
  const failed = { state: 'failed', progress: 60, output: null, updatedAt: iso(0) }
  t.strictSame(shown(force(job('failure'), start, 'failed', { error: 'mine' }), 0), { ...failed, error: 'mine' })
  t.strictSame(shown(force(job('failure'), start, 'failed', { output: 'half' }), 0), { ...failed, output: 'half', error: { message: 'The job failed' } })
  const succeeded = force(job('retry-then-success'), start + 3000, 'succeeded', { output: [1] })
  t.strictSame(shown(succeeded, 3000), { state: 'succeeded', progress: 100, output: [1], error: null, updatedAt: iso(3000) })
})

t.test('a job that has ended cannot be forced into any state', async t => {
  for (const end of states.filter(isFinal)) {
    for (const state of states) t.throws(() => force(jobThrough(`running ${end}`), start + 1000, state), new JobFinished('a', end))
  }
  t.throws(() => force(job('success'), start + 5000, 'cancelled'), { code: 'JOB_FINISHED', statusCode: 409, message: 'Job a has already ended: it is succeeded; no command can change it' })
  t.throws(() => force(jobThrough('succeeded running'), start, 'failed'), { message: 'Job a has already ended: it is succeeded; no command can change it' })
})

t.test('a job that waits for the resume command continues when it is resumed', async t => {
  const resumed = resume(job('waiting'), start + 10_000)
  t.equal(timelineOf(resumed), 'queued@0 running@1000 waiting@3000 running@10000 succeeded@12000')
  t.strictSame(shown(resumed, 11_000), { state: 'running', progress: 75, output: null, error: null, updatedAt: iso(10_000) })
  t.strictSame(resumed.steps.map(({ moment }) => moment), [0, 1000, 3000, 10_000, 12_000].map(iso))
})

t.test('a job can wait for the resume command more than once', async t => {
  const twice = jobOf({ steps: [{ state: 'waiting' }, { state: 'waiting', after: 'resume' }, { state: 'running', after: 'resume' }] })
  const once = resume(twice, start + 1)
  t.equal(timelineOf(once), 'waiting@0 waiting@1 running@Infinity')
  t.equal(timelineOf(resume(once, start + 2)), 'waiting@0 waiting@1 running@2')
})

t.test('a job that does not wait for the resume command cannot be resumed', async t => {
  const table: Array<{ job: Job, ms: number, state: State }> = [
    { job: job('success'), ms: 0, state: 'queued' },
    { job: job('waiting'), ms: 2999, state: 'running' },
    { job: resume(job('waiting'), start + 3000), ms: 3000, state: 'running' },
    { job: job('success'), ms: 5000, state: 'succeeded' },
    { job: jobOf({ steps: [{ state: 'waiting' }] }), ms: 0, state: 'waiting' }
  ]
  for (const { job, ms, state } of table) t.throws(() => resume(job, start + ms), new JobNotWaiting('a', state), timelineOf(job))
  t.throws(() => resume(job('success'), start), { code: 'JOB_NOT_WAITING', statusCode: 409, message: 'Job a is queued and does not wait for the resume command' })
})

t.test('an illegal script may wait for the resume command in any state', async t => {
  const held = jobOf({ illegal: true, steps: [{ state: 'succeeded', after: 'resume' }, { state: 'running', after: 'resume' }] })
  t.equal(timelineOf(held), 'queued@0 succeeded@Infinity running@Infinity')
  const ended = resume(held, start + 5)
  t.equal(timelineOf(ended), 'queued@0 succeeded@5 running@Infinity')
  t.equal(timelineOf(resume(ended, start + 7)), 'queued@0 succeeded@5 running@7')
})

t.test('a command does not change the past, not even past progress', async t => {
  const script = { steps: [{ state: 'running' as const }, { state: 'retrying' as const, after: '10s', progress: 20 }, { state: 'failed' as const, after: '10s', progress: 90 }] }
  const before = jobOf(script)
  const after = force(before, start + 8000, 'failed')
  for (const ms of [0, 1000, 5000, 7999]) t.same(shown(after, ms), shown(before, ms))
  t.equal(shown(after, 8000).progress, 90)
})
