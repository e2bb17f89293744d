import t from 'tap'
import { viewAt, type JobView } from '../../src/jobs/job.ts'
import { MemoryStore } from '../../src/jobs/store.ts'
import { InvalidField } from '../../src/validation.ts'
import { iso, start, turn, world } from './world.ts'

const unknown = { code: 'JOB_UNKNOWN', statusCode: 404 }
const says = ({ id, state, progress }: JobView) => `${id} ${state} ${progress}`

t.test('a job is made of a lifecycle, and answered as it stands', async t => {
  const { jobs, clock } = world()
  clock.advance(start + 500)
  const view = await jobs.create({ id: 'x', provider: 'julep', kind: 'task', lifecycle: 'success' })
  const { job, ...rest } = view
  t.strictSame(rest, { id: 'x', provider: 'julep', kind: 'task', input: null, state: 'queued', unknownStatus: undefined, progress: 0, output: null, error: null, createdAt: iso(500), updatedAt: iso(500), finishedAt: null })
  t.equal(job.lifecycle, 'success')
  t.strictSame(await jobs.get('julep', 'x'), view)
  t.strictSame(await jobs.find('x'), view)
})

t.test('a job is made of a script of its own', async t => {
  const { jobs } = world()
  const lifecycle = { name: 'mine', steps: [{ state: 'failed' as const, error: 'boom' }] }
  const view = await jobs.create({ id: 'x', provider: 'julep', kind: 'task', lifecycle, input: [1] })
  t.strictSame([view.job.lifecycle, view.state, view.error, view.input], ['mine', 'failed', 'boom', [1]])
})

t.test('what a job yields comes with its success, why it fails with each failure, whatever the script says', async t => {
  const { jobs, make } = world()
  await make('retries-exhausted', { id: 'failing', output: 'never seen', error: 'mine' })
  await make('retry-then-success', { id: 'succeeding', output: { n: 1 }, error: 'mine' })
  await make({ steps: [{ state: 'running', error: 'a warning', output: 'half' }, { state: 'cancelled', after: 2000 }] }, { id: 'cancelled', output: 'never seen', error: 'never seen' })
  const seen = []
  for (const ms of [2000, 3000, 11_000]) {
    jobs.advance.to(start + ms)
    seen.push((await jobs.many('immuta', ['failing', 'succeeding', 'cancelled'])).map(({ state, output, error }) => [state, output, error]))
  }
  t.strictSame(seen, [
    [['running', null, null], ['running', null, null], ['cancelled', 'half', 'a warning']],
    [['retrying', null, 'mine'], ['retrying', null, 'mine'], ['cancelled', 'half', 'a warning']],
    [['failed', null, 'mine'], ['succeeded', { n: 1 }, null], ['cancelled', 'half', 'a warning']]
  ])
})

t.test('a job that cannot be made is not there', async t => {
  const { jobs, make, announced } = world()
  await make('instant')
  await t.rejects(make('instant'), { code: 'JOB_EXISTS', message: 'There is a job a already' })
  await t.rejects(make('nothing', { id: 'b' }), { code: 'INVALID_FIELD', field: 'lifecycle' })
  await t.rejects(make({ steps: [] }, { id: 'b' }), new InvalidField('lifecycle.steps', 'must not be empty'))
  t.equal((await jobs.list({ limit: 9 })).total, 1)
  t.strictSame(announced, ['a queued→running @0', 'a running→succeeded @0'])
})

t.test('to whom an unknown job is no mistake is told of none, but of a store that fails', async t => {
  class Broken extends MemoryStore {
    override get (): never { throw new Error('the store is gone') }
  }
  const { jobs, make } = world()
  await make('success', { id: 'a' })
  t.strictSame(await jobs.seek('immuta', 'a'), await jobs.get('immuta', 'a'))
  t.equal(await jobs.seek('julep', 'a'), undefined)
  t.equal(await jobs.seek('immuta', 'x'), undefined)
  await t.rejects(world(undefined, new Broken()).jobs.seek('immuta', 'a'), { message: 'the store is gone' })
})

t.test('a provider knows only its own jobs, and these only while they are visible', async t => {
  const { jobs, make, advance } = world()
  await make('late', { id: 'late' })
  await make('forgotten', { id: 'forgotten' })
  await make('success', { id: 'other', provider: 'julep' })
  const known = async () => {
    const got = await Promise.all(['late', 'forgotten', 'other'].map(async id => await jobs.get('immuta', id).then(({ id }) => id, ({ message }: Error) => message)))
    const many = await jobs.many('immuta', ['other', 'late', 'forgotten', 'late'])
    t.strictSame(many.map(({ id }) => id), got.filter(id => !id.startsWith('There')))
    return got
  }
  t.strictSame(await known(), ['There is no job late', 'forgotten', 'There is no job other'])
  advance(1000)
  t.strictSame(await known(), ['late', 'forgotten', 'There is no job other'])
  advance(59_000)
  t.strictSame(await known(), ['late', 'There is no job forgotten', 'There is no job other'])
  t.strictSame(await jobs.many('immuta', ['forgotten'], start + 59_999).then(jobs => jobs.map(says)), ['forgotten succeeded 100'], 'at a moment at which it was known')
  t.equal((await jobs.find('forgotten')).id, 'forgotten', 'whether the provider knows it or not')
  await t.rejects(jobs.get('immuta', 'x'), unknown)
  await t.rejects(jobs.find('x'), { ...unknown, message: 'There is no job x' })
})

t.test('a list shows the jobs as they stand, newest first, and what matches', async t => {
  const { jobs, make, advance } = world()
  for (const id of ['a', 'b', 'c']) await make('success', { id })
  await jobs.cancel('b')
  advance(3000)
  const { items, total, next } = await jobs.list({ limit: 2 })
  t.strictSame([items.map(says), total, next !== null], [['c running 50', 'b cancelled 0'], 3, true])
  const rest = await jobs.list({ limit: 2, cursor: next! })
  t.strictSame([rest.items.map(says), rest.total, rest.next], [['a running 50'], 3, null])
  t.strictSame((await jobs.list({ limit: 9, state: 'running' })).items.map(says), ['c running 50', 'a running 50'])
})

t.test('a command answers the job as it stands, and is announced with all that is past', async t => {
  const { jobs, make, announced, advance } = world()
  await make('waiting')
  t.strictSame(advance(3000), ['a queued→running @1000', 'a running→waiting @3000'])
  t.equal(says(await jobs.resume('a')), 'a running 50')
  t.equal(says(await jobs.force('a', 'retrying', { error: 'again' })), 'a retrying 50')
  const { finishedAt, error } = await jobs.cancel('a')
  t.strictSame([finishedAt, error], [iso(3000), 'again'])
  t.strictSame(announced.slice(2), ['a waiting→running @3000', 'a running→retrying @3000', 'a retrying→cancelled @3000'])
  t.strictSame(advance(10_000), [])
})

t.test('a command that cannot be obeyed is refused, and changes nothing', async t => {
  const { jobs, make, announced } = world()
  await make('instant')
  await make('waiting', { id: 'b' })
  const before = await jobs.find('a')
  await t.rejects(jobs.cancel('a'), { code: 'JOB_FINISHED', message: 'Job a is already succeeded' })
  await t.rejects(jobs.force('a', 'running'), { code: 'JOB_FINISHED' })
  await t.rejects(jobs.resume('b'), { code: 'JOB_NOT_WAITING', message: 'Job b is queued, not held back: there is nothing to resume' })
  for (const command of [jobs.cancel('x'), jobs.resume('x'), jobs.force('x', 'failed')]) await t.rejects(command, unknown)
  t.strictSame(await jobs.find('a'), before)
  t.equal(announced.length, 2)
})

t.test('on a running clock a command comes behind what is due', async t => {
  const { jobs, clock, make, announced } = world({ mode: 'scaled', rate: 1000, now: start })
  for (const id of ['a', 'b']) await make({ steps: [{ state: 'running' }, { state: 'retrying', after: 200_000 }, { state: 'running', after: '10000d' }] }, { id })
  const [a, b] = (await jobs.many('immuta', ['a', 'b'])).map(({ job }) => job.steps[1]!.at)
  while (clock.now() < b!);
  t.strictSame(announced, [])
  const { finishedAt } = await jobs.cancel('b')
  t.strictSame(announced, [`a running→retrying @${a! - start}`, `b running→retrying @${b! - start}`, `b retrying→cancelled @${Date.parse(finishedAt!) - start}`])
})

t.test('a wait ends for the jobs of its provider', async t => {
  const { jobs, make, advance } = world()
  await make('success', { id: 'a' })
  await make('stuck', { id: 'b', provider: 'julep' })
  const until = (jobs: Iterable<{ id: string, steps: ReadonlyArray<{ at: number }> }>) => Math.max(...Array.from(jobs, job => job.steps.at(-1)!.at))
  const { ended } = await jobs.wait('immuta', { ids: ['a', 'b', 'x'], until })
  t.equal(jobs.openWaits, 1)
  advance(9000)
  t.equal(await ended, start + 5000)
  t.equal(jobs.openWaits, 0)
})

t.test('a wait is computed anew when its job is made or rewritten, and ended with all others', async t => {
  const { jobs, make } = world()
  const told: string[][] = []
  const until = (jobs: Iterable<JobView['job']>) => {
    told.push(Array.from(jobs, job => viewAt(job, start).state))
    return Infinity
  }
  const { ended } = await jobs.wait('immuta', { ids: ['a'], until })
  await make('success')
  await jobs.cancel('a')
  t.strictSame(told, [[], ['queued'], ['cancelled']])
  jobs.endWaits()
  t.equal(await ended, start)
  t.equal(jobs.openWaits, 0)
})

t.test('whoever listens is told every transition until it has enough', async t => {
  const { jobs, make, advance } = world()
  const told: string[][] = [[], []]
  const stop = jobs.onTransition(({ to }) => told[0]!.push(to))
  jobs.onTransition(({ to }) => told[1]!.push(to))
  await make('success')
  advance(1000)
  stop()
  advance(9000)
  t.strictSame(told, [['running'], ['running', 'succeeded']])
})

t.test('reading does not begin anything: the clock can still be set to any moment', async t => {
  const { jobs, clock, make } = world()
  await jobs.list({ limit: 9 })
  await t.rejects(jobs.find('a'))
  clock.set({ now: start - 5 })
  const other = world()
  await other.make('instant')
  t.throws(() => other.clock.set({ now: start - 5 }), { code: 'INVALID_FIELD' })
  await make('success')
  t.equal((await jobs.find('a')).createdAt, iso(-5))
})

t.test('jobs are as good in a store that takes its time', async t => {
  const memory = new MemoryStore()
  const { jobs, make, advance } = world({ mode: 'frozen' }, Object.assign(Object.create(memory), {
    create: async (job: JobView['job']) => { memory.create(await turn().then(() => job)) },
    get: async (id: string) => await turn().then(() => memory.get(id)),
    many: async (ids: string[]) => await turn().then(() => memory.many(ids)),
    onWrite: memory.onWrite.bind(memory)
  }))
  await make('instant')
  await make('success', { id: 'b' })
  const { ended } = await jobs.wait('immuta', { ids: ['a', 'b'], until: jobs => [...jobs].length * 1000 + start })
  t.strictSame(advance(5000), ['b queued→running @1000', 'b running→succeeded @5000'])
  t.equal(await ended, start + 2000)
  t.strictSame((await jobs.many('immuta', ['a', 'b'])).map(says), ['a succeeded 100', 'b succeeded 100'])
})
