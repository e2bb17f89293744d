import t from 'tap'
import { Clock } from '../../src/time/clock.ts'
import { force, resume } from '../../src/jobs/commands.ts'
import { type Job } from '../../src/jobs/job.ts'
import { Scheduler, type Transition } from '../../src/jobs/scheduler.ts'
import { heapUsed } from '../support/heap.ts'
import { iso, jobOf, jobThrough, sayTransition, start, turn } from '../support/jobs/world.ts'

function scheduler () {
  const clock = new Clock({ mode: 'frozen' })
  const announced: string[] = []
  const scheduler = new Scheduler(clock, transition => announced.push(`${sayTransition(transition)}, shown at ${clock.now() - start}`))
  const advance = (ms: number) => {
    clock.advance(start + ms)
    return announced.splice(0)
  }
  return { clock, scheduler, announced, advance }
}

t.test('a transition has the job, its states and the moment', async t => {
  const clock = new Clock({ mode: 'frozen' })
  const announced: Transition[] = []
  new Scheduler(clock, transition => announced.push(transition)).follow(jobThrough('queued running'))
  clock.advance(start + 1000)
  t.strictSame(announced, [{ job: 'a', provider: 'immuta', from: 'queued', to: 'running', at: iso(1000) }])
})

t.test('each transition is announced at its moment, once', async t => {
  const { scheduler: follower, advance } = scheduler()
  follower.follow(jobThrough('queued running succeeded'))
  t.strictSame(advance(999), [])
  t.strictSame(advance(1000), ['a queued→running @1000, shown at 1000'])
  t.strictSame(advance(1999), [])
  t.strictSame(advance(9000), ['a running→succeeded @2000, shown at 2000'])
  t.strictSame(advance(99_000), [])
})

t.test('the transitions of several jobs are announced in order', async t => {
  const { scheduler: follower, advance } = scheduler()
  for (const [id, after] of [['a', 300], ['b', 100], ['c', 200]] as const) {
    follower.follow(jobOf({ steps: [{ state: 'queued' }, { state: 'running', after }, { state: 'failed', after: 150 }] }, { id }))
  }
  t.strictSame(advance(1000).map(said => said.split(',')[0]), [
    'b queued→running @100',
    'c queued→running @200',
    'b running→failed @250',
    'a queued→running @300',
    'c running→failed @350',
    'a running→failed @450'
  ])
})

t.test('the transitions of several jobs are announced in order even if the timer is late', async t => {
  const clock = new Clock({ mode: 'scaled', rate: 1000, now: start })
  const announced: string[] = []
  const follower = new Scheduler(clock, transition => announced.push(sayTransition(transition)))
  for (const id of ['a', 'b']) {
    const after = id === 'a' ? 10_000 : 11_000
    follower.follow(jobOf({ steps: [{ state: 'queued' }, { state: 'running', after }, { state: 'retrying', after: 3000 }, { state: 'failed', after: 3000 }] }, { id }))
  }
  while (clock.now() < start + 17_000);
  clock.settle()
  t.strictSame(announced, [
    'a queued→running @10000',
    'b queued→running @11000',
    'a running→retrying @13000',
    'b running→retrying @14000',
    'a retrying→failed @16000',
    'b retrying→failed @17000'
  ])
})

t.test('steps that have begun before a job is followed are announced at once', async t => {
  const { clock, scheduler: follower, announced } = scheduler()
  clock.advance(start + 500)
  follower.follow(jobOf({ steps: [{ state: 'queued' }, { state: 'running' }, { state: 'waiting', after: 100 }, { state: 'failed', after: 1000 }] }))
  t.strictSame(announced, ['a queued→running @0, shown at 500', 'a running→waiting @100, shown at 500'])
})

t.test('a step without a new state is not announced', async t => {
  const { scheduler: follower, advance } = scheduler()
  follower.follow(jobOf({ steps: [{ state: 'running' }, { state: 'running', after: 10, progress: 50 }, { state: 'running', after: 10, output: 1 }, { state: 'succeeded', after: 10 }] }))
  t.strictSame(advance(100), ['a running→succeeded @30, shown at 30'])
})

t.test('the new timeline of a job replaces the old one', async t => {
  const { clock, scheduler: follower, advance } = scheduler()
  const job = jobThrough('queued running succeeded')
  follower.follow(job)
  advance(1500)
  follower.follow(force(job, clock.now(), 'retrying'))
  t.strictSame(advance(9000), ['a running→retrying @1500, shown at 1500'])
  t.equal(follower.pending, 0)
})

t.test('the transitions of two commands at one moment are both announced', async t => {
  const { clock, scheduler: follower, advance } = scheduler()
  let job: Job = jobThrough('queued running succeeded')
  follower.follow(job)
  for (const state of ['waiting', 'running', 'cancelled'] as const) follower.follow(job = force(job, clock.now(), state))
  t.strictSame(advance(0), ['a queued→waiting @0, shown at 0', 'a waiting→running @0, shown at 0', 'a running→cancelled @0, shown at 0'])
})

t.test('a job that waits for the resume command continues when it is resumed', async t => {
  const { clock, scheduler: follower, advance } = scheduler()
  const job = jobOf({ steps: [{ state: 'waiting' }, { state: 'running', after: 'resume' }, { state: 'failed', after: 100 }] })
  follower.follow(job)
  t.equal(follower.pending, 0)
  t.strictSame(advance(500), [])
  follower.follow(resume(job, clock.now()))
  t.equal(follower.pending, 1)
  t.strictSame(advance(1000), ['a waiting→running @500, shown at 500', 'a running→failed @600, shown at 600'])
})

t.test('pending counts the jobs with a step that comes by itself, and only these have a callback on the clock', async t => {
  const { clock, scheduler: follower, advance } = scheduler()
  const counts = [follower.pending]
  for (const [id, states] of Object.entries({ a: 'queued running succeeded', b: 'running', c: 'failed', d: 'succeeded running' })) {
    follower.follow(jobThrough(states, { id }))
    counts.push(follower.pending)
  }
  for (const ms of [1000, 2000]) {
    advance(ms)
    counts.push(follower.pending)
  }
  t.strictSame(counts, [0, 1, 1, 1, 2, 1, 0])
  t.equal(clock.next, Infinity)
})

t.test('the transitions of an illegal job after its final state are announced', async t => {
  const { scheduler: follower, advance } = scheduler()
  follower.follow(jobThrough('running succeeded running failed'))
  t.strictSame(advance(9000).map(said => said.split(',')[0]), ['a running→succeeded @1000', 'a succeeded→running @2000', 'a running→failed @3000'])
})

t.test('jobs that have ended take no memory', async t => {
  const { scheduler: follower, advance } = scheduler()
  const follow = () => Array.from({ length: 100 }, (_, index) => {
    // an object in place of an id: the garbage collection of a string cannot be observed
    const id = { index }
    follower.follow(jobThrough(index % 2 === 0 ? 'queued failed' : 'cancelled', { id: id as unknown as string }))
    return new WeakRef(id)
  })
  const ids = follow()
  advance(1000)
  await turn()
  heapUsed()
  t.equal(ids.filter(id => id.deref() !== undefined).length, 0)
  t.equal(follower.pending, 0)
})
