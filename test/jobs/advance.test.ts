import t from 'tap'
import { InvalidField } from '../../src/validation/index.ts'
import { iso, sayTransition, start, world } from '../support/jobs/world.ts'

t.test('an advance returns its transitions in order, through every state', async t => {
  const { jobs, clock, make } = world()
  make('retry-then-success')
  make('waiting', { id: 'b' })
  t.strictSame(jobs.advance.to(start + 1000), [
    { job: 'a', provider: 'immuta', from: 'queued', to: 'running', at: iso(1000) },
    { job: 'b', provider: 'immuta', from: 'queued', to: 'running', at: iso(1000) }
  ])
  t.strictSame(jobs.advance.to(start + 60_000).map(sayTransition), [
    'a running→retrying @3000',
    'b running→waiting @3000',
    'a retrying→running @5000',
    'a running→succeeded @9000'
  ])
  t.strictSame(jobs.advance.to(start + 60_000), [])
  t.equal(clock.now(), start + 60_000)
})

t.test('an advance to an earlier moment is rejected with the name of its field', async t => {
  const { jobs } = world()
  t.throws(() => jobs.advance.to(start - 1), new InvalidField('to', `${iso(-1)} is before ${iso(0)}, and the clock never goes back`))
  t.throws(() => jobs.advance.to(start - 1, 'by'), new InvalidField('by', `${iso(-1)} is before ${iso(0)}, and the clock never goes back`))
})

t.test('the result of an advance does not change with the next one', async t => {
  const { jobs, make } = world()
  make('success')
  const first = jobs.advance.to(start + 1000)
  t.equal(jobs.advance.to(start + 9000).length, 1)
  t.equal(first.length, 1)
})

t.test('until idle advances until no job has a step that comes by itself', async t => {
  const { jobs, clock, make } = world()
  t.strictSame(jobs.advance.untilIdle(), [])
  t.equal(clock.now(), start)
  for (const [id, lifecycle] of Object.entries({ a: 'success', b: 'stuck', c: 'waiting', d: 'retry-then-success' })) make(lifecycle, { id })
  clock.at(start + 7000, () => {})
  clock.at(start + 90_000, () => {})
  t.equal(jobs.advance.untilIdle().length, 9)
  t.equal(clock.now(), start + 9000)
  t.strictSame(jobs.list({ limit: 9 }).items.map(({ state }) => state), ['succeeded', 'waiting', 'running', 'succeeded'])
})

t.test('until a state advances to the moment at which the job reaches it', async t => {
  const { jobs, clock, make } = world()
  make('retry-then-success')
  t.strictSame(jobs.advance.until('a', 'retrying').map(sayTransition), ['a queued→running @1000', 'a running→retrying @3000'])
  t.equal(clock.now(), start + 3000)
  t.strictSame(jobs.advance.until('a', 'retrying'), [], 'where it is already, nothing happens')
  t.strictSame(jobs.advance.until('a', 'running').map(sayTransition), ['a retrying→running @5000'])
  t.equal(clock.now(), start + 5000)
})

t.test('until a state that the job does not reach by itself is rejected, and the clock does not move', async t => {
  const { jobs, clock, make } = world()
  make('waiting')
  for (const state of ['succeeded', 'failed', 'retrying'] as const) {
    t.throws(() => jobs.advance.until('a', state), new InvalidField('until.state', `job a will not reach ${state} by itself`))
  }
  t.throws(() => jobs.advance.until('x', 'failed'), { code: 'JOB_UNKNOWN', message: 'There is no job x in this sandbox; GET /__admin/jobs lists its jobs' })
  t.equal(clock.now(), start)
})

t.test('both also work on a clock that runs meanwhile', async t => {
  const { jobs, make } = world({ mode: 'scaled', rate: 1_000_000, now: start })
  const steps = Array.from({ length: 500 }, (_, index) => ({ state: index % 2 === 0 ? 'running' as const : 'retrying' as const, after: index === 0 ? '30d' : '10s' }))
  for (const id of ['a', 'b']) make({ steps: [...steps, { state: 'running', after: '10s' }] }, { id })
  const begun = jobs.advance.until('a', 'running')
  t.equal(begun.filter(({ job }) => job === 'a').length, 1)
  for (let again = 0; again < 100; again++) jobs.advance.until('a', jobs.find('a').state)
  jobs.advance.untilIdle()
  const took = jobs.list({ limit: 9 }).items.map(({ state, createdAt, updatedAt }) => [state, Date.parse(updatedAt) - Date.parse(createdAt)])
  t.strictSame(took, Array(2).fill(['running', 30 * 86_400_000 + 5_000_000]))
})
