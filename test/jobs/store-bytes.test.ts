import t from 'tap'
import { cancel, force, hold, release, resume } from '../../src/jobs/commands.ts'
import type { Job } from '../../src/jobs/job.ts'
import { JobStore } from '../../src/jobs/store.ts'
import { Memory, MemoryAccount } from '../../src/memory.ts'
import { jobThrough, start } from '../support/jobs/world.ts'

const MB = 1_000_000
/** A job whose input has a megabyte. */
const large = (id: string, states: string, given: Partial<Job> = {}) => jobThrough(states, { id, input: { text: id.padEnd(MB, 'x') }, ...given })
const ids = (store: JobStore) => store.list({ now: start, limit: 100 }).items.map(({ id }) => id).join('')
const full = {
  code: 'JOB_LIMIT',
  statusCode: 507,
  message: 'A sandbox keeps at most 3500000 bytes of jobs and evicts only jobs that have ended; raise the limit with --max-job-bytes'
}
const storeOf = (bytes = 3.5 * MB) => new JobStore({ bytes }, () => start)

t.test('a job that does not fit into the bytes is rejected, and nothing changes', async t => {
  const store = storeOf()
  for (const id of ['a', 'b', 'c']) store.create(large(id, 'running'))
  t.throws(() => store.create(large('d', 'running')), full)
  t.throws(() => store.create(large('d', 'running', { input: 'x'.repeat(9 * MB) })), full)
  t.equal(ids(store), 'cba')
  store.create(jobThrough('running', { id: 'small' }))
  t.equal(ids(store), 'smallcba')
})

t.test('as many of the oldest ended jobs as needed are evicted, and none if all are not enough', async t => {
  const store = storeOf()
  store.create(large('a', 'running'))
  store.create(large('b', 'failed'))
  store.create(jobThrough('failed', { id: 'c' }))
  store.create(large('d', 'failed'))
  t.throws(() => store.create(large('e', 'running', { input: 'x'.repeat(3 * MB) })), full)
  t.equal(ids(store), 'dcba')
  store.create(large('e', 'running'))
  t.equal(ids(store), 'edca')
  store.create(large('f', 'running', { input: 'x'.repeat(1.1 * MB) }))
  t.equal(ids(store), 'fea')
})

t.test('a value that jobs share counts once, until the last of them is evicted', async t => {
  const store = storeOf()
  const input = 'x'.repeat(2 * MB)
  for (const id of ['a', 'b', 'c']) store.create(jobThrough('failed', { id, input }))
  const output = 'y'.repeat(MB)
  for (const id of ['d', 'e']) store.create(jobThrough('failed', { id, steps: jobThrough('failed').steps.map(step => ({ ...step, output, error: output })) }))
  t.equal(ids(store), 'edcba')
  store.create(large('f', 'running'))
  t.equal(ids(store), 'fed')
})

t.test('steps, pauses and names count', async t => {
  const long = (id: string, given: Partial<Job> = {}) => jobThrough(Array(1000).fill('running').join(' '), { id, ...given })
  const paused = (id: string) => {
    const { steps } = jobThrough('running')
    return jobThrough('running', { id, steps: [{ ...steps[0]!, pauses: Array.from({ length: 2000 }, (_, index) => ({ from: start + 2 * index, to: start + 2 * index + 1 })) }] })
  }
  const many: Array<{ name: string, make: (id: string) => Job }> = [
    { name: 'steps', make: id => long(id) },
    { name: 'pauses', make: paused },
    { name: 'an id', make: id => jobThrough('running', { id: id.padEnd(MB, 'x') }) },
    { name: 'a group', make: id => jobThrough('running', { id, group: id.padEnd(MB, 'x') }) },
    { name: 'an unknown status', make: id => jobThrough('running', { id, steps: jobThrough('running').steps.map(step => ({ ...step, plan: { ...step.plan, unknownStatus: id.padEnd(MB, 'x') } })) }) }
  ]
  for (const { name, make } of many) {
    const store = storeOf()
    t.throws(() => { for (let index = 0; index < 100; index++) store.create(make(`${index} `)) }, full, name)
  }
})

t.test('a command that makes a job too large is rejected, and the job does not change', async t => {
  const store = storeOf(1.5 * MB)
  store.create(large('a', 'running', { input: null }))
  const output = 'x'.repeat(MB)
  const before = store.update('a', job => force(job, start, 'retrying', { output }))
  t.throws(() => store.update('a', job => force(job, start, 'running', { output: 'y'.repeat(MB), error: output })), { code: 'JOB_LIMIT' })
  t.equal(store.get('a'), before)
  store.create(large('b', 'failed', { input: 'z'.repeat(0.3 * MB) }))
  store.update('a', job => force(job, start, 'running', { error: 'y'.repeat(0.3 * MB) }))
  t.equal(ids(store), 'a', 'the one that has ended makes room')
})

t.test('in a full store every job can be cancelled, resumed and released', async t => {
  const jobs = [jobThrough('running', { id: 'a' }), jobThrough('queued running', { id: 'b' }), jobThrough('running', { id: 'c' }), jobThrough('waiting', { id: 'd' })]
  const store = storeOf()
  for (const job of jobs) store.create(job)
  store.update('c', job => hold(job, start))
  const waiting = jobThrough('waiting running succeeded', { id: 'e' })
  store.create({ ...waiting, steps: waiting.steps.map((step, index) => index === 0 ? step : { ...step, at: Infinity, moment: null, plan: { ...step.plan, after: 'resume' as const } }) })
  t.throws(() => { for (let index = 0; index < 10_000; index++) store.create(jobThrough('running', { id: `more ${index}` })) }, full)
  store.update('c', job => release(job, start + 10))
  store.update('e', job => resume(job, start))
  for (const id of 'abcde') t.equal(store.update(id, job => cancel(job, start)).steps.at(-1)!.state, 'cancelled')
})

t.test('a store loads at most as many bytes as it keeps', async t => {
  const items = ['a', 'b', 'c', 'd'].map((id, index) => ({ number: index + 1, job: large(id, 'failed') }))
  const store = storeOf()
  t.throws(() => storeOf().load({ made: 4, items, dueOrder: [] }), full)
  store.load({ made: 4, items: items.slice(1), dueOrder: [] })
  store.create(large('e', 'running'))
  t.equal(ids(store), 'edc')
})

t.test('the memory of all sandboxes counts what the jobs of a store take: a new job must fit, and a job that shrinks makes room', async t => {
  const memory = new Memory(3.5 * MB)
  const store = new JobStore({}, () => start, new MemoryAccount(memory))
  for (const id of ['a', 'b', 'c']) store.create(large(id, 'running'))
  t.throws(() => store.create(large('d', 'running')), { code: 'MEMORY_FULL' })
  const used = memory.used
  store.update('a', job => ({ ...job, input: null }))
  t.ok(used - memory.used > 0.9 * MB)
  store.create(large('d', 'running'))
  t.equal(ids(store), 'dcba')
})

t.test('an evicted job is reported, and the rest of its group stays', async t => {
  const store = new JobStore({ jobs: 2 }, () => start)
  const evicted: string[] = []
  store.onEvict(({ id }) => evicted.push(id))
  for (const id of ['a', 'b', 'c']) store.create(jobThrough('failed', { id, provider: 'starfish', group: 'g' }))
  t.strictSame(evicted, ['a'])
  t.equal(store.list({ now: start, limit: 100, provider: 'starfish', group: 'g' }).total, 2)
})
