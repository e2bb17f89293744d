import t from 'tap'
import type { JobView } from '../../src/jobs/index.ts'
import type { JobOrder, JobTraits, ProviderJob } from '../../src/sandboxes/index.ts'
import { start } from '../support/jobs/world.ts'
import { contents, traitsOf, type Given } from '../support/sandboxes/make.ts'

/** The jobs of Immuta, with those of Julep beside them. */
function jobsIn (given?: Given, traits: Partial<JobTraits> = {}) {
  const all = contents(given)
  const advance = (ms: number) => { all.jobs.advance.to(all.clock.now() + ms) }
  return { all, jobs: all.provider(traitsOf('immuta', traits)), others: all.provider(traitsOf('julep')), advance }
}

const unknown = (id: string) => ({ code: 'JOB_UNKNOWN', statusCode: 404, message: `There is no job ${id} in this sandbox; GET /__admin/jobs lists its jobs` })
const says = ({ id, status, progress }: ProviderJob) => `${id} ${status} ${progress}`

t.test('a provider has one view of its jobs for as long as the contents last', async t => {
  const { all, jobs, others } = jobsIn()
  t.equal(all.provider(traitsOf('immuta')), jobs)
  t.not(others, jobs)
})

t.test('a provider knows only its own jobs, and these only while they are visible', async t => {
  const { all, jobs, others, advance } = jobsIn()
  jobs.start({ id: 'late', lifecycle: 'late' })
  jobs.start({ id: 'forgotten', lifecycle: 'forgotten' })
  others.start({ id: 'other' })
  const ids = ['late', 'forgotten', 'other', 'none']
  const knows = (...known: string[]) => {
    for (const id of ids) {
      if (known.includes(id)) t.equal(jobs.get(id).id, id)
      else t.throws(() => jobs.get(id), unknown(id))
      t.equal(jobs.seek(id)?.id, known.includes(id) ? id : undefined)
    }
    t.strictSame(jobs.many(ids).map(({ id }) => id), known)
    t.strictSame(jobs.list({ limit: 9 }).items.map(({ id }) => id), known.toReversed())
    t.equal(jobs.list({ limit: 9 }).total, known.length)
  }
  knows('forgotten')
  advance(1000)
  knows('late', 'forgotten')
  advance(59_000)
  knows('late')
  t.strictSame(jobs.many(['forgotten'], start + 59_999).map(says), ['forgotten SUCCEEDED 100'], 'at a moment at which it was visible')
  t.equal(all.jobs.find('forgotten').id, 'forgotten')
})

t.test('several jobs are returned in the order of their ids, each once', async t => {
  const { jobs } = jobsIn()
  for (const id of ['a', 'b', 'c']) jobs.start({ id })
  t.strictSame(jobs.many(['c', 'x', 'a', 'c', 'a']).map(({ id }) => id), ['c', 'a'])
  t.strictSame(jobs.many([]), [])
})

t.test('a job is shown in its state at this moment, whichever way it is read', async t => {
  const { jobs, advance } = jobsIn()
  jobs.start({ id: 'a' })
  advance(3000)
  const job = jobs.get('a')
  t.equal(says(job), 'a RUNNING 50')
  t.strictSame([jobs.seek('a'), ...jobs.many(['a']), ...jobs.list({ limit: 1 }).items], [job, job, job])
})

t.test('a list shows the newest first, by kind, group and state, and page by page', async t => {
  const { all, jobs, others } = jobsIn(undefined, { groupOf: input => input as string })
  const orders = { a: { kind: 'x', input: 'g' }, b: { input: 'g' }, c: { kind: 'x' }, d: { input: 'h' } } satisfies Record<string, JobOrder>
  for (const [id, order] of Object.entries(orders)) jobs.start({ id, ...order })
  others.start({ id: 'other', kind: 'x' })
  all.jobs.cancel('b')
  const cases: Array<{ query: Partial<Parameters<typeof jobs.list>[0]>, ids: string, total?: number }> = [
    { query: {}, ids: 'dcba' },
    { query: { kind: 'x' }, ids: 'ca' },
    { query: { kind: 'test' }, ids: 'db' },
    { query: { group: 'g' }, ids: 'ba' },
    { query: { group: 'g', state: 'queued' }, ids: 'a' },
    { query: { limit: 2 }, ids: 'dc', total: 4 },
    { query: { limit: 2, offset: 1 }, ids: 'cb', total: 4 }
  ]
  for (const { query, ids, total = ids.length } of cases) {
    const page = jobs.list({ limit: 9, ...query })
    t.strictSame([page.items.map(({ id }) => id).join(''), page.total], [ids, total], JSON.stringify(query))
  }
})

t.test('a wait ends when its jobs of this provider say so', async t => {
  const { all, jobs, others, advance } = jobsIn()
  jobs.start({ id: 'a' })
  others.start({ id: 'b', lifecycle: 'stuck' })
  const seen: string[][] = []
  const { ended } = jobs.wait({
    ids: ['a', 'b', 'x'],
    until: jobs => {
      const own = [...jobs]
      seen.push(own.map(({ id }) => id))
      return Math.max(...own.map(({ steps }) => steps.at(-1)!.at))
    }
  })
  t.equal(all.jobs.openWaits, 1)
  all.jobs.cancel('b')
  jobs.start({ id: 'x', lifecycle: 'instant' })
  advance(9000)
  t.equal(await ended, start + 5000)
  t.equal(all.jobs.openWaits, 0)
  t.strictSame(seen, [['a'], ['a'], ['a', 'x']])
})

t.test('reads change nothing', async t => {
  const { all, jobs, advance } = jobsIn()
  jobs.start({ id: 'a' })
  advance(500)
  const before = JSON.stringify(all.store.all)
  for (const read of [() => jobs.get('a'), () => jobs.seek('x'), () => jobs.many(['a'], start), () => jobs.list({ limit: 1 }), () => jobs.wait({ ids: ['a'], until: () => Infinity })]) read()
  t.equal(JSON.stringify(all.store.all), before)
  t.equal(all.clock.now(), start + 500)
})

t.test('a job that is started without id, kind, input and group has those of its provider', async t => {
  const seen: unknown[][] = []
  const { all, jobs, advance } = jobsIn(undefined, {
    newId: (ids, kind, now) => {
      seen.push(['id', kind, now - start])
      return ids.uuid4()
    },
    toInput: (input, _, kind) => {
      seen.push(['input', input, kind])
      return { given: input }
    },
    groupOf: (input, kind) => {
      seen.push(['group', input, kind])
      return 'g'
    }
  })
  advance(7)
  const job = jobs.start({})
  t.match(job.id, /^[0-9a-f-]{36}$/)
  t.match(job, { provider: 'immuta', kind: 'test', input: { given: undefined }, status: 'QUEUED', job: { group: 'g', lifecycle: 'success' } })
  t.strictSame(seen, [['id', 'test', 7], ['input', undefined, 'test'], ['group', { given: undefined }, 'test']])
  t.strictSame(jobs.start({ id: 'mine', kind: 'own', input: 1, output: 2, lifecycle: 'instant' }), jobs.get('mine'))
  t.match(jobs.get('mine'), { kind: 'own', input: { given: 1 }, output: 2, status: 'SUCCEEDED' })
  t.equal(all.jobs.list({ limit: 1 }).total, 2)
})

t.test('an input that its provider does not complete stays as it was', async t => {
  const { jobs } = jobsIn(undefined, { toInput: () => undefined })
  t.equal(jobs.start({ input: 'mine' }).input, 'mine')
  t.equal(jobsIn().jobs.start({ input: 'mine' }).input, 'mine')
})

t.test('a job that cannot be started throws, and is not there', async t => {
  const { jobs } = jobsIn({ limits: { jobs: 1 } })
  t.throws(() => jobs.start({ lifecycle: 'sucess' }), { code: 'INVALID_FIELD', field: 'lifecycle' })
  jobs.start({ id: 'a' })
  t.throws(() => jobs.start({ id: 'a' }), { code: 'JOB_EXISTS' })
  t.throws(() => jobs.start({ id: 'b' }), { code: 'JOB_LIMIT' })
  t.equal(jobs.list({ limit: 9 }).total, 1)
})

t.test('a job has the lifecycle of its order, else of a fault or a rule for its request, else of its provider, else of the sandbox', async t => {
  const { all, jobs, others } = jobsIn({ lifecycle: 'stuck', lifecycleOf: { julep: 'failure' } })
  all.rules.add({ provider: 'immuta', lifecycle: 'instant', times: 2 })
  all.faults.add({ match: { operation: 'immuta.slow' }, then: { lifecycle: 'late' } })
  const by = (operation: string, body: unknown = {}) => ({ operation, body })
  const lifecycleOf = ({ job }: JobView) => job.lifecycle
  t.equal(lifecycleOf(jobs.start({})), 'stuck', 'rules are for the requests of clients')
  t.equal(lifecycleOf(others.start({})), 'failure')
  t.equal(lifecycleOf(others.start({}, by('start'))), 'failure')
  t.equal(lifecycleOf(jobs.start({ lifecycle: 'forgotten' }, by('start'))), 'forgotten')
  t.equal(lifecycleOf(jobs.start({}, by('start'))), 'instant')
  t.equal(lifecycleOf(jobs.start({}, by('slow'))), 'late')
  t.equal(lifecycleOf(jobs.start({}, by('start'))), 'instant')
  t.equal(lifecycleOf(jobs.start({}, by('start'))), 'stuck', 'the rule has served both of its jobs')
})

t.test('a rule does not count a job that cannot be created', async t => {
  const { all, jobs } = jobsIn()
  const request = { operation: 'start', body: {} }
  all.rules.add({ lifecycle: 'instant', times: 1 })
  jobs.start({ id: 'a' })
  t.throws(() => jobs.start({ id: 'a' }, request), { code: 'JOB_EXISTS' })
  t.equal(all.rules.all[0]!.matched, 0)
  t.equal(jobs.start({ id: 'b' }, request).job.lifecycle, 'instant')
  t.equal(all.rules.all[0]!.matched, 1)
})

t.test('the status of a job is the word of its provider for its state in the dialect of the sandbox', async t => {
  const { all, jobs } = jobsIn({ dialects: { immuta: 'observed' } })
  t.equal(jobs.start({ id: 'a' }).status, 'queued')
  all.dialects = {}
  t.equal(jobs.get('a').status, 'QUEUED')
  t.equal(jobs.statusOf(all.jobs.cancel('a')), 'CANCELLED')
})

t.test('a provider can work out the status from more than the state', async t => {
  const { jobs } = jobsIn(undefined, { toStatus: ({ kind, state }, dialect) => `${kind} ${state} ${dialect}` })
  t.equal(jobs.start({ kind: 'odd' }).status, 'odd queued documented')
})

t.test('a step with an unknown status shows that', async t => {
  const lifecycle = { steps: [{ state: 'running' as const, unknownStatus: 'HALF' }] }
  for (const traits of [{}, { toStatus: () => 'never seen' }]) t.equal(jobsIn(undefined, traits).jobs.start({ lifecycle }).status, 'HALF')
})
