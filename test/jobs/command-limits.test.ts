import t from 'tap'
import { cancel, force, hold, JobStepLimit, release } from '../../src/jobs/commands.ts'
import { stateAtRevision, viewAt, type Job } from '../../src/jobs/job.ts'
import { jobThrough, start, world } from '../support/jobs/world.ts'

/** A job that was forced so many times, a second apart. */
function forced (times: number, job: Job = jobThrough('running')): Job {
  for (let time = 1; time <= times; time++) job = force(job, start + 1000 * time, time % 2 === 0 ? 'running' : 'retrying')
  return job
}

t.test('a job takes at most 2,000 steps before its end', async t => {
  const job = forced(1999)
  t.equal(job.steps.length, 2000)
  const now = start + 2_000_000
  t.throws(() => force(job, now, 'waiting'), new JobStepLimit('a', 2000))
  t.match(new JobStepLimit('a', 2000), { code: 'JOB_STEP_LIMIT', statusCode: 409, message: 'Job a has taken 2000 steps, the limit for a job that has not ended; force a final state, or create another job' })
  t.equal(viewAt(force(job, now, 'failed'), now).state, 'failed')
  t.equal(viewAt(cancel(job, now), now).state, 'cancelled')
})

t.test('a job of the longest script can be forced as often as any other', async t => {
  const long = jobThrough(Array(1000).fill('running').join(' '))
  t.equal(force(long, start, 'running').steps.length, 1000, 'it goes on with its script')
  let job = long
  for (let time = 0; time < 1000; time++) job = force(job, start + 1_000_000 + time, 'retrying')
  t.equal(job.steps.length, 2000)
})

t.test('a step keeps its last hundred pauses, and the sum of all', async t => {
  let job = jobThrough('running succeeded', { visibleUntil: Infinity })
  // held for 3 ms after each ms
  for (let time = 0; time < 500; time++) job = release(hold(job, start + 4 * time), start + 4 * time + 3)
  t.equal(job.steps[0]!.pauses!.length, 100)
  t.equal(viewAt(job, start + 2000).progress, 50)
  t.equal(job.steps[1]!.at, start + 2500)
  t.equal(viewAt(job, start + 1800).progress, 45, 'exactly as it was, 50 pauses before')
})

t.test('a pause of 0 ms is not kept', async t => {
  let job = jobThrough('running succeeded')
  for (let time = 0; time < 1000; time++) job = release(hold(job, start + 500), start + 500)
  t.strictSame(job.steps[0]!.pauses, [])
  t.equal(viewAt(job, start + 750).progress, 75)
})

t.test('after several commands at one moment, the state at each revision can be read', async t => {
  const { jobs, make } = world()
  make('stuck')
  const before: Array<{ revision: number, state: string }> = []
  for (let round = 0; round < 300; round++) {
    before.push({ revision: jobs.revision, state: jobs.find('a').state })
    jobs.hold('a')
    jobs.release('a')
    jobs.force('a', round % 2 === 0 ? 'running' : 'waiting')
  }
  const { job } = jobs.find('a')
  t.strictSame(before.map(({ revision }) => stateAtRevision(job, start, revision).state), before.map(({ state }) => state))
  t.equal(job.steps.length, 301)
})
