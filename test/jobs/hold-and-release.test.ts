import t from 'tap'
import { lastMoment } from '../../src/time/clock.ts'
import { cancel, force, hold, JobFinished, JobHeld, JobNotHeld, release, resume } from '../../src/jobs/commands.ts'
import { viewAt, type Job } from '../../src/jobs/job.ts'
import { builtIn, iso, jobOf, start, timelineOf, unfinishedUntil, world } from '../support/jobs/world.ts'

/** A job of a built-in lifecycle. */
const job = (name: string) => jobOf(builtIn.get(name).script)
const says = (job: Job, ms: number) => {
  const { state, progress } = viewAt(job, start + ms)
  return `${state} ${progress}`
}

t.test('a held job does not change, and continues with the time that was left of its step', async t => {
  const held = hold(job('success'), start + 3000)
  t.equal(timelineOf(held), 'queued@0 running@1000 succeeded@Infinity')
  t.strictSame([3000, 5000, 1e9].map(ms => says(held, ms)), ['running 50', 'running 50', 'running 50'])
  t.equal(unfinishedUntil(held, start + 9000), Infinity, 'a wait for its end stays open')
  const released = release(held, start + 10_000)
  t.equal(timelineOf(released), 'queued@0 running@1000 succeeded@12000')
  t.strictSame([10_000, 11_000, 11_999, 12_000].map(ms => says(released, ms)), ['running 50', 'running 75', 'running 99', 'succeeded 100'])
  t.equal('held' in released, false)
  t.equal(viewAt(released, start + 11_000).updatedAt, iso(1000), 'it did not come to its state anew')
})

t.test('a job that is released too late for its next step before the end of the clock keeps its state', async t => {
  const late = lastMoment - 1000
  const released = release(hold(job('success'), start + 3000), late)
  t.equal(timelineOf(released), 'queued@0 running@1000 succeeded@Infinity')
  t.equal(viewAt(released, lastMoment).progress, 75)
})

t.test('holding and releasing does not change the past', async t => {
  let subject = job('success')
  const past = [0, 500, 1000, 1500, 2000]
  const before = past.map(ms => says(subject, ms))
  for (const ms of [2000, 3000, 4000, 5000]) subject = release(hold(subject, start + ms), start + ms + 500)
  t.strictSame(past.map(ms => says(subject, ms)), before)
  t.strictSame([2250, 2500, 2750, 3250, 3500, 4250, 5250, 6999, 7000].map(ms => says(subject, ms)),
    ['running 25', 'running 25', 'running 31', 'running 37', 'running 37', 'running 50', 'running 62', 'running 99', 'succeeded 100'])
})

t.test('a job that waits for the resume command, or has no further step, can be held', async t => {
  const waiting = hold(job('waiting'), start + 4000)
  t.equal(timelineOf(release(waiting, start + 5000)), 'queued@0 running@1000 waiting@3000 running@Infinity succeeded@Infinity')
  const resumed = resume(waiting, start + 5000)
  t.equal(timelineOf(resumed), 'queued@0 running@1000 waiting@3000 running@5000 succeeded@Infinity', 'it comes to its next step, and is held there')
  t.equal(timelineOf(release(resumed, start + 9000)), 'queued@0 running@1000 waiting@3000 running@5000 succeeded@11000')
  const stuck = release(hold(job('stuck'), start + 7000), start + 8000)
  t.equal(timelineOf(stuck), timelineOf(job('stuck')))
})

t.test('a held job that is forced is held in the new state, unless that is its end', async t => {
  const held = hold(job('retry-then-success'), start + 500)
  const forced = force(held, start + 1000, 'retrying')
  t.equal(timelineOf(forced), 'queued@0 retrying@1000 running@Infinity succeeded@Infinity')
  t.equal(timelineOf(release(forced, start + 2000)), 'queued@0 retrying@1000 running@4000 succeeded@8000')
  t.equal(timelineOf(force(forced, start + 1500, 'succeeded')), 'queued@0 retrying@1000 succeeded@1500')
  t.equal(force(forced, start + 1500, 'succeeded').held, undefined)
  t.equal(timelineOf(cancel(held, start + 700)), 'queued@0 cancelled@700')
})

t.test('a job in a final state with further steps can be held', async t => {
  const held = hold(job('regression'), start + 6000)
  t.equal(says(held, 1e6), 'succeeded 100')
  t.equal(timelineOf(release(held, start + 9000)), 'queued@0 running@1000 succeeded@5000 running@10000 succeeded@14000')
})

t.test('a job cannot be held twice, released twice, or held when it has ended', async t => {
  const held = hold(job('success'), start)
  t.throws(() => hold(held, start + 1), new JobHeld('a'))
  t.throws(() => release(job('success'), start), new JobNotHeld('a'))
  t.throws(() => hold(job('success'), start + 5000), new JobFinished('a', 'succeeded'))
  t.throws(() => hold(held, start), { code: 'JOB_HELD', statusCode: 409, message: 'Job a is already held; release it first' })
  t.throws(() => release(job('success'), start), { code: 'JOB_NOT_HELD', statusCode: 409, message: 'Job a is not held; hold it first' })
})

t.test('a job with cancelTooLate ends as its script says when it is cancelled', async t => {
  t.equal(timelineOf(cancel(job('cancel-race'), start + 3000)), 'queued@0 running@1000 succeeded@3000')
  const late = (...steps: object[]) => jobOf({ cancelTooLate: true, steps: steps as never })
  t.equal(timelineOf(cancel(late({ state: 'running' }, { state: 'failed', after: '1s' }), start + 5)), 'running@0 failed@5')
  t.equal(timelineOf(cancel(late({ state: 'running' }), start + 5)), 'running@0 succeeded@5', 'one that would never end succeeds')
  t.throws(() => cancel(job('cancel-race'), start + 11_000), new JobFinished('a', 'succeeded'))
})

t.test('a late cancel is rejected, and the success is announced', async t => {
  const { jobs, make, advance, announced } = world()
  make('cancel-race')
  advance(2000)
  t.throws(() => jobs.cancel('a'), new JobFinished('a', 'succeeded'))
  t.strictSame(announced, ['a queued→running @1000', 'a running→succeeded @2000'])
  t.equal(jobs.find('a').state, 'succeeded')
})

t.test('no transition comes and no wait ends while a job is held', async t => {
  const { jobs, clock, make, advance, announced } = world()
  make('success')
  make('success', { id: 'b' })
  const wait = jobs.wait({ ids: ['a'], until: ([a]) => unfinishedUntil(a!, clock.now()) })
  advance(2000)
  jobs.hold('a')
  t.strictSame(jobs.advance.untilIdle().map(({ job }) => job), ['b'], 'idle does not ask for it')
  t.strictSame(advance(60_000), [])
  t.equal(jobs.openWaits, 1)
  t.throws(() => jobs.advance.until('a', 'succeeded'), { message: 'until.state: job a will not reach succeeded by itself: it is held; release it first' })
  jobs.release('a')
  t.strictSame(advance(3000), ['a running→succeeded @68000'])
  t.equal(await wait.ended, start + 68_000)
  t.equal(announced.length, 4)
  for (const command of ['hold', 'release'] as const) t.throws(() => jobs[command]('x'), { code: 'JOB_UNKNOWN' })
})

t.test('durations depend on the seed and the id of the job, not on other jobs', async t => {
  const script = { steps: [{ state: 'running' as const, after: { min: '1s', max: '1h' } }, { times: 3, steps: [{ state: 'retrying' as const, after: { mean: '1m', deviation: '5s' } }, { state: 'running' as const }] }] }
  const timeline = (seed: number, others: number) => {
    const { jobs, make } = world(undefined, undefined, seed)
    for (let other = 0; other < others; other++) make(script, { id: `other${other}` })
    make(script)
    return timelineOf(jobs.find('a').job)
  }
  const alone = timeline(1, 0)
  t.equal(timeline(1, 5), alone)
  t.not(timeline(2, 0), alone)
  const { jobs, make } = world()
  for (const id of ['a', 'b']) make(script, { id })
  const [b, a] = jobs.list({ limit: 2 }).items.map(({ job }) => timelineOf(job))
  t.equal(a, alone)
  t.not(b, a)
})
