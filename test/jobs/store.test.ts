import t from 'tap'
import { force } from '../../src/jobs/commands.ts'
import { type Job } from '../../src/jobs/job.ts'
import type { JobQuery } from '../../src/jobs/query.ts'
import { JobStore, type StoreLimit } from '../../src/jobs/store.ts'
import { jobThrough, start } from '../support/jobs/world.ts'

/** A store with jobs, created in the order of their ids. */
function storeOf (ids: string, given: (id: string, index: number) => Partial<Job> = () => ({}), limit?: Partial<StoreLimit>): JobStore {
  const store = new JobStore(limit)
  for (const [index, id] of [...ids].entries()) store.create(jobThrough('queued running succeeded', { id, ...given(id, index) }))
  return store
}

/** The ids of a page, the number of matching jobs, and the next cursor. */
function page (store: JobStore, query: Partial<JobQuery>): [ids: string, total: number, next: string | null] {
  const { items, total, next } = store.list({ now: start, limit: 100, ...query })
  return [items.map(({ id }) => id).join(''), total, next]
}

/** All pages, one after the other; `between` is called after each. */
function pages (store: JobStore, query: Partial<JobQuery>, between = (_page: number) => {}): string[] {
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const [ids, , next] = page(store, { ...query, cursor })
    seen.push(ids)
    cursor = next ?? undefined
    between(seen.length)
  } while (cursor !== undefined && seen.length < 20)
  return seen
}

t.test('a job is found by its id', async t => {
  const store = storeOf('abc')
  t.strictSame(store.get('b'), jobThrough('queued running succeeded', { id: 'b' }))
  t.throws(() => store.get('d'), { code: 'JOB_UNKNOWN', statusCode: 404, message: 'There is no job d in this sandbox; GET /__admin/jobs lists its jobs' })
  t.throws(() => store.get('__proto__'), { code: 'JOB_UNKNOWN' })
})

t.test('an id that is taken is rejected, and the first job stays', async t => {
  const store = storeOf('ab')
  t.throws(() => { store.create(jobThrough('failed', { id: 'a' })) }, { code: 'JOB_EXISTS', statusCode: 409, message: 'There is already a job a; choose another id, or omit the id to have one drawn' })
  t.strictSame(store.get('a'), jobThrough('queued running succeeded', { id: 'a' }))
  t.strictSame(page(store, {}), ['ba', 2, null])
})

t.test('several jobs are returned in the order of their ids, each once, without the unknown ones', async t => {
  const store = storeOf('abcd')
  const many = (ids: Iterable<string>) => store.many(ids).map(({ id }) => id).join('')
  t.equal(many(['c', 'x', 'a', 'c', 'd', 'a']), 'cad')
  t.equal(many(new Set(['b'])), 'b')
  t.equal(many([]), '')
})

t.test('a list shows the newest first', async t => {
  t.strictSame(page(storeOf('abcde'), {}), ['edcba', 5, null])
  t.strictSame(page(new JobStore(), {}), ['', 0, null])
})

t.test('a list has the matching jobs, and their number', async t => {
  const store = storeOf('abcdef', (id, index) => ({
    provider: index % 2 === 0 ? 'julep' : 'immuta',
    kind: 'abc'.includes(id) ? 'early' : 'late',
    visibleFrom: id === 'e' ? start + 500 : start,
    visibleUntil: id === 'f' ? start + 1500 : Infinity
  }))
  store.update('c', job => force(job, start, 'failed'))
  const table: Array<[query: Partial<JobQuery>, ids: string]> = [
    [{ provider: 'julep' }, 'eca'],
    [{ provider: 'starfish' }, ''],
    [{ kind: 'early' }, 'cba'],
    [{ provider: 'immuta', kind: 'late' }, 'fd'],
    [{ state: 'failed' }, 'c'],
    [{ state: 'running' }, ''],
    [{ state: 'running', now: start + 1000 }, 'fedba'],
    [{ state: 'succeeded', now: start + 2000, provider: 'julep' }, 'ea'],
    [{ visible: true }, 'fdcba'],
    [{ visible: true, now: start + 500 }, 'fedcba'],
    [{ visible: true, now: start + 1500 }, 'edcba'],
    [{ visible: false, now: start + 1500 }, 'fedcba']
  ]
  for (const [query, ids] of table) {
    t.strictSame(page(store, query), [ids, ids.length, null], JSON.stringify(query))
    t.equal(pages(store, { ...query, limit: 2 }).join(''), ids, `${JSON.stringify(query)} by pages`)
  }
})

t.test('the jobs of a group are found without those of a group of another provider with the same name', async t => {
  const [a, b] = [{ provider: 'a', group: 'g' }, { provider: 'b', group: 'g' }]
  const groups: Array<Partial<Job>> = [a, b, {}, a, { provider: 'a', group: 'h' }]
  const store = storeOf('12345', (_, index) => groups[index]!)
  t.strictSame(page(store, a), ['41', 2, null])
  t.strictSame(page(store, b), ['2', 1, null])
  t.strictSame(page(store, { provider: 'a', group: 'none' }), ['', 0, null])
  store.update('1', job => ({ ...job, lifecycle: 'changed' }))
  t.equal(store.list({ ...a, now: start, limit: 5 }).items[1]?.lifecycle, 'changed')
})

t.test('a job that is evicted leaves its group too', async t => {
  const store = new JobStore({ jobs: 2 })
  for (const id of ['1', '2', '3', '4']) store.create(jobThrough('failed', { id, provider: 'a', ...id !== '3' && { group: id < '3' ? 'g' : 'h' } }))
  t.strictSame(page(store, { provider: 'a', group: 'g' }), ['', 0, null])
  t.strictSame(page(store, { provider: 'a', group: 'h' }), ['4', 1, null])
  t.strictSame(page(store, {}), ['43', 2, null])
})

t.test('a page has at most as many jobs as its limit, and a cursor to the next page', async t => {
  const store = storeOf('abcdefg')
  for (const [limit, seen] of [[3, 'gfe dcb a'], [7, 'gfedcba'], [8, 'gfedcba'], [1, 'g f e d c b a']] as const) {
    t.strictSame(pages(store, { limit }), seen.split(' '), `limit ${limit}`)
  }
  const [, total, next] = page(store, { limit: 3 })
  t.equal(total, 7)
  t.strictSame(page(store, { limit: 2, cursor: next! }).slice(0, 2), ['dc', 7], 'the total counts all pages')
})

t.test('with the limit 0 a list only counts', async t => {
  t.strictSame(page(storeOf('abc'), { limit: 0 }), ['', 3, null])
})

t.test('a list skips as many jobs as its offset says', async t => {
  const store = storeOf('abcdefg')
  const table: Array<[query: Partial<JobQuery>, ids: string, more: boolean]> = [
    [{ offset: 0 }, 'gfedcba', false],
    [{ offset: 2 }, 'edcba', false],
    [{ offset: 2, limit: 3 }, 'edc', true],
    [{ offset: 4, limit: 3 }, 'cba', false],
    [{ offset: 6, limit: 3 }, 'a', false],
    [{ offset: 7, limit: 3 }, '', false],
    [{ offset: 99 }, '', false]
  ]
  for (const [query, ids, more] of table) {
    const [seen, total, next] = page(store, query)
    t.strictSame([seen, total, next !== null], [ids, 7, more], JSON.stringify(query))
  }
  const [, , next] = page(store, { limit: 2 })
  t.strictSame(page(store, { offset: 1, limit: 2, cursor: next! })[0], 'dc', 'counted from the cursor')
})

t.test('jobs that are created between two pages do not shift them', async t => {
  const store = storeOf('abcdefg')
  const seen = pages(store, { limit: 3 }, page => { store.create(jobThrough('queued', { id: `new ${page}` })) })
  t.strictSame(seen, ['gfe', 'dcb', 'a'])
})

t.test('jobs that change between two pages do not shift them', async t => {
  const store = storeOf('abcdefg')
  const seen = pages(store, { limit: 3 }, () => { store.update('b', job => ({ ...job, input: 'new' })) })
  t.strictSame(seen, ['gfe', 'dcb', 'a'])
})

t.test('a job that no longer matches is missing on the next page, and no other job is', async t => {
  const store = storeOf('abcdefg')
  const seen = pages(store, { limit: 3, state: 'queued' }, page => {
    if (page === 1) for (const id of 'db') store.update(id, job => force(job, start, 'cancelled'))
  })
  t.strictSame(seen, ['gfe', 'ca'])
})

t.test('the oldest job that has ended is evicted, and no page shifts', async t => {
  const store = storeOf('abcdef', id => ({ steps: jobThrough('ace'.includes(id) ? 'running' : 'failed').steps }), { jobs: 6 })
  const [ids, , next] = page(store, { limit: 2 })
  t.equal(ids, 'fe')
  store.create(jobThrough('queued', { id: 'g' }))
  t.strictSame(page(store, {}), ['gfedca', 6, null])
  t.strictSame(page(store, { cursor: next! }), ['dca', 6, null])
  store.create(jobThrough('queued', { id: 'h' }))
  t.strictSame(page(store, { cursor: next! }), ['ca', 6, null])
  t.throws(() => store.get('b'), { code: 'JOB_UNKNOWN' })
  store.create(jobThrough('failed', { id: 'b' }))
  t.strictSame(page(store, {}), ['bhgeca', 6, null], 'the id of an evicted job can be taken again')
})

t.test('a job that has not ended is never evicted', async t => {
  const store = storeOf('ab', id => ({ steps: jobThrough(id === 'a' ? 'failed running' : 'running failed').steps }), { jobs: 2 })
  const full = { code: 'JOB_LIMIT', statusCode: 507, message: 'A sandbox keeps at most 2 jobs and evicts only jobs that have ended; raise the limit with --max-jobs' }
  t.throws(() => { store.create(jobThrough('queued', { id: 'c' })) }, full)
  t.throws(() => { store.create(jobThrough('queued', { id: 'a' })) }, { code: 'JOB_EXISTS' })
  t.strictSame(page(store, {}), ['ba', 2, null])
  const later = jobThrough('queued', { id: 'c' })
  store.create({ ...later, steps: later.steps.map(step => ({ ...step, at: start + 1000 })) })
  t.strictSame(page(store, {}), ['ca', 2, null], 'at its moment b has ended')
})

t.test('a cursor that no list has returned is rejected', async t => {
  const store = storeOf('abc')
  for (const cursor of ['', 'x', '-1', '1.5', '1 ', '9'.repeat(16)]) {
    t.throws(() => { page(store, { cursor }) }, { code: 'CURSOR_UNKNOWN', statusCode: 400, message: `cursor: ${cursor} is not a cursor of this list; use the \`next\` of the previous page` })
  }
})

t.test('an update replaces a job by what its function returns', async t => {
  const store = storeOf('ab')
  const before = store.get('a')
  const after = store.update('a', job => ({ ...job, input: [job.input, 'new'] }))
  t.strictSame(after, { ...before, input: [null, 'new'] })
  t.equal(store.get('a'), after)
  t.strictSame(before.input, null)
  t.throws(() => store.update('x', job => job), { code: 'JOB_UNKNOWN', message: 'There is no job x in this sandbox; GET /__admin/jobs lists its jobs' })
})

t.test('an update that throws changes nothing and calls no listener', async t => {
  const store = storeOf('a')
  const before = store.get('a')
  store.onWrite(() => t.fail('nothing was written'))
  t.throws(() => store.update('a', () => { throw new Error('boom') }), { message: 'boom' })
  t.equal(store.get('a'), before)
})

t.test('every listener is called with each job that is written, which can be read by then', async t => {
  const store = new JobStore()
  const told: string[] = []
  for (const listener of ['x', 'y']) store.onWrite(({ id }) => told.push(`${listener} ${id} ${String(store.get(id).input)}`))
  store.create(jobThrough('queued', { id: 'a' }))
  store.update('a', job => ({ ...job, input: 'new' }))
  t.throws(() => { store.create(jobThrough('queued', { id: 'a' })) })
  store.get('a')
  store.list({ now: start, limit: 1 })
  t.strictSame(told, ['x a null', 'y a null', 'x a new', 'y a new'])
})
