import t from 'tap'
import { viewAt, type JobView } from '../../src/jobs/job.ts'
import { InvalidField } from '../../src/validation/index.ts'
import { iso, start, world } from '../support/jobs/world.ts'

const unknown = { code: 'JOB_UNKNOWN', statusCode: 404 }
const says = ({ id, state, progress }: JobView) => `${id} ${state} ${progress}`

t.test('a job is created from a lifecycle, and returned in its state at this moment', async t => {
  const { jobs, clock } = world()
  clock.advance(start + 500)
  const view = jobs.create({ id: 'x', provider: 'julep', kind: 'task', lifecycle: 'success' })
  const { job, ...rest } = view
  t.strictSame(rest, { id: 'x', provider: 'julep', kind: 'task', input: null, state: 'queued', unknownStatus: undefined, progress: 0, output: null, error: null, createdAt: iso(500), updatedAt: iso(500), finishedAt: null })
  t.equal(job.lifecycle, 'success')
  t.strictSame(jobs.find('x'), view)
})

t.test('a job is created from its own script', async t => {
  const { jobs } = world()
  const lifecycle = { name: 'mine', steps: [{ state: 'failed' as const, error: 'boom' }] }
  const view = jobs.create({ id: 'x', provider: 'julep', kind: 'task', lifecycle, input: [1] })
  t.strictSame([view.job.lifecycle, view.state, view.error, view.input], ['mine', 'failed', 'boom', [1]])
})

t.test('the given output is shown with success and the given error with each failure, in place of those of the script', async t => {
  const { jobs, make } = world()
  make('retries-exhausted', { id: 'failing', output: 'never seen', error: 'mine' })
  make('retry-then-success', { id: 'succeeding', output: { n: 1 }, error: 'mine' })
  make({ steps: [{ state: 'running', error: 'a warning', output: 'half' }, { state: 'cancelled', after: 2000 }] }, { id: 'cancelled', output: 'never seen', error: 'never seen' })
  const seen = []
  for (const ms of [2000, 3000, 11_000]) {
    jobs.advance.to(start + ms)
    seen.push(['failing', 'succeeding', 'cancelled'].map(id => jobs.find(id)).map(({ state, output, error }) => [state, output, error]))
  }
  t.strictSame(seen, [
    [['running', null, null], ['running', null, null], ['cancelled', 'half', 'a warning']],
    [['retrying', null, 'mine'], ['retrying', null, 'mine'], ['cancelled', 'half', 'a warning']],
    [['failed', null, 'mine'], ['succeeded', { n: 1 }, null], ['cancelled', 'half', 'a warning']]
  ])
})

t.test('a job that cannot be created changes nothing', async t => {
  const { jobs, make, announced } = world()
  make('instant')
  t.throws(() => make('instant'), { code: 'JOB_EXISTS', message: 'There is already a job a; choose another id, or omit the id to have one drawn' })
  t.throws(() => make('nothing', { id: 'b' }), { code: 'INVALID_FIELD', field: 'lifecycle' })
  t.throws(() => make({ steps: [] }, { id: 'b' }), new InvalidField('lifecycle.steps', 'must not be empty'))
  t.equal(jobs.list({ limit: 9 }).total, 1)
  t.strictSame(announced, ['a queued→running @0', 'a running→succeeded @0'])
})

t.test('a job is found by its id even while its provider does not know it', async t => {
  const { jobs, make, advance } = world()
  make('late')
  make('forgotten', { id: 'b' })
  t.equal(says(jobs.find('a')), 'a queued 0')
  advance(60_000)
  t.equal(says(jobs.find('b')), 'b succeeded 100')
  t.throws(() => jobs.find('x'), { ...unknown, message: 'There is no job x in this sandbox; GET /__admin/jobs lists its jobs' })
})

t.test('a list has the matching jobs in their current states, newest first', async t => {
  const { jobs, make, advance } = world()
  for (const id of ['a', 'b', 'c']) make('success', { id })
  jobs.cancel('b')
  advance(3000)
  const { items, total, next } = jobs.list({ limit: 2 })
  t.strictSame([items.map(says), total, next !== null], [['c running 50', 'b cancelled 0'], 3, true])
  const rest = jobs.list({ limit: 2, cursor: next! })
  t.strictSame([rest.items.map(says), rest.total, rest.next], [['a running 50'], 3, null])
  t.strictSame(jobs.list({ limit: 9, state: 'running' }).items.map(says), ['c running 50', 'a running 50'])
})

t.test('a command returns the job in its new state, and its transition is announced', async t => {
  const { jobs, make, announced, advance } = world()
  make('waiting')
  t.strictSame(advance(3000), ['a queued→running @1000', 'a running→waiting @3000'])
  t.equal(says(jobs.resume('a')), 'a running 50')
  t.equal(says(jobs.force('a', 'retrying', { error: 'again' })), 'a retrying 50')
  const { finishedAt, error } = jobs.cancel('a')
  t.strictSame([finishedAt, error], [iso(3000), 'again'])
  t.strictSame(announced.slice(2), ['a waiting→running @3000', 'a running→retrying @3000', 'a retrying→cancelled @3000'])
  t.strictSame(advance(10_000), [])
})

t.test('a command that is not possible throws and changes nothing', async t => {
  const { jobs, make, announced } = world()
  make('instant')
  make('waiting', { id: 'b' })
  const before = jobs.find('a')
  t.throws(() => jobs.cancel('a'), { code: 'JOB_FINISHED', message: 'Job a has already ended: it is succeeded; no command can change it' })
  t.throws(() => jobs.force('a', 'running'), { code: 'JOB_FINISHED' })
  t.throws(() => jobs.resume('b'), { code: 'JOB_NOT_WAITING', message: 'Job b is queued and does not wait for the resume command' })
  for (const command of [() => jobs.cancel('x'), () => jobs.resume('x'), () => jobs.force('x', 'failed'), () => jobs.find('x')]) t.throws(command, unknown)
  t.strictSame(jobs.find('a'), before)
  t.equal(announced.length, 2)
})

t.test('on a running clock, transitions that are due are announced before that of a command', async t => {
  const { jobs, clock, make, announced } = world({ mode: 'scaled', rate: 1000, now: start })
  for (const id of ['a', 'b']) make({ steps: [{ state: 'running' }, { state: 'retrying', after: 200_000 }, { state: 'running', after: '10000d' }] }, { id })
  const [a, b] = ['a', 'b'].map(id => jobs.find(id)).map(({ job }) => job.steps[1]!.at)
  while (clock.now() < b!);
  t.strictSame(announced, [])
  const { finishedAt } = jobs.cancel('b')
  t.strictSame(announced, [`a running→retrying @${a! - start}`, `b running→retrying @${b! - start}`, `b retrying→cancelled @${Date.parse(finishedAt!) - start}`])
})

t.test('the end of a wait is computed again when its job is created or changes, and endWaits() ends it', async t => {
  const { jobs, make } = world()
  const told: string[][] = []
  const until = (jobs: Iterable<JobView['job']>) => {
    told.push(Array.from(jobs, job => viewAt(job, start).state))
    return Infinity
  }
  const { ended } = jobs.wait({ ids: ['a'], until })
  make('success')
  jobs.cancel('a')
  t.strictSame(told, [[], ['queued'], ['cancelled']])
  jobs.endWaits()
  t.equal(await ended, start)
  t.equal(jobs.openWaits, 0)
})

t.test('a listener is called with every transition until it is removed', async t => {
  const { jobs, make, advance } = world()
  const told: string[][] = [[], []]
  const stop = jobs.onTransition(({ to }) => told[0]!.push(to))
  jobs.onTransition(({ to }) => told[1]!.push(to))
  make('success')
  advance(1000)
  stop()
  advance(9000)
  t.strictSame(told, [['running'], ['running', 'succeeded']])
})

t.test('after reads only, the clock can still be set to any moment', async t => {
  const { jobs, clock, make } = world()
  jobs.list({ limit: 9 })
  t.throws(() => jobs.find('a'), unknown)
  clock.set({ now: start - 5 })
  const other = world()
  other.make('instant')
  t.throws(() => other.clock.set({ now: start - 5 }), { code: 'INVALID_FIELD' })
  make('success')
  t.equal(jobs.find('a').createdAt, iso(-5))
})
