import type { Test } from 'tap'
import { force } from '../../src/jobs/commands.ts'
import { type Job } from '../../src/jobs/job.ts'
import type { JobQuery, JobStore, StoreLimit } from '../../src/jobs/store.ts'
import { jobThrough, start } from './world.ts'

/** What holds for every store of jobs, whether its methods return promises or not. */
export function storeSuite (t: Test, name: string, makeStore: (limit?: Partial<StoreLimit>) => JobStore): void {
  /** A store with jobs, made in the order of their ids. */
  async function storeOf (ids: string, given: (id: string, index: number) => Partial<Job> = () => ({}), limit?: Partial<StoreLimit>): Promise<JobStore> {
    const store = makeStore(limit)
    for (const [index, id] of [...ids].entries()) await store.create(jobThrough('queued running succeeded', { id, ...given(id, index) }))
    return store
  }

  /** The ids of a page, how many match, and where it goes on. */
  async function page (store: JobStore, query: Partial<JobQuery>): Promise<[ids: string, total: number, next: string | null]> {
    const { items, total, next } = await store.list({ now: start, limit: 100, ...query })
    return [items.map(({ id }) => id).join(''), total, next]
  }

  /** All pages, one behind the other; `between` is called after each. */
  async function pages (store: JobStore, query: Partial<JobQuery>, between = async (_page: number) => {}): Promise<string[]> {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const [ids, , next] = await page(store, { ...query, cursor })
      seen.push(ids)
      cursor = next ?? undefined
      await between(seen.length)
    } while (cursor !== undefined && seen.length < 20)
    return seen
  }

  t.test(`${name}: a job is found by its id`, async t => {
    const store = await storeOf('abc')
    t.strictSame(await store.get('b'), jobThrough('queued running succeeded', { id: 'b' }))
    await t.rejects(async () => await store.get('d'), { code: 'JOB_UNKNOWN', statusCode: 404, message: 'There is no job d' })
    await t.rejects(async () => await store.get('__proto__'), { code: 'JOB_UNKNOWN' })
  })

  t.test(`${name}: no id is given twice, and the first job stays`, async t => {
    const store = await storeOf('ab')
    await t.rejects(async () => { await store.create(jobThrough('failed', { id: 'a' })) }, { code: 'JOB_EXISTS', statusCode: 409, message: 'There is a job a already' })
    t.strictSame(await store.get('a'), jobThrough('queued running succeeded', { id: 'a' }))
    t.strictSame(await page(store, {}), ['ba', 2, null])
  })

  t.test(`${name}: many jobs come in the order of the ids, each once, without the unknown ones`, async t => {
    const store = await storeOf('abcd')
    const many = async (ids: Iterable<string>) => (await store.many(ids)).map(({ id }) => id).join('')
    t.equal(await many(['c', 'x', 'a', 'c', 'd', 'a']), 'cad')
    t.equal(await many(new Set(['b'])), 'b')
    t.equal(await many([]), '')
  })

  t.test(`${name}: a list shows the newest first`, async t => {
    t.strictSame(await page(await storeOf('abcde'), {}), ['edcba', 5, null])
    t.strictSame(await page(makeStore(), {}), ['', 0, null])
  })

  t.test(`${name}: a list shows what matches, and counts it`, async t => {
    const store = await storeOf('abcdef', (id, index) => ({
      provider: index % 2 === 0 ? 'julep' : 'immuta',
      kind: 'abc'.includes(id) ? 'early' : 'late',
      visibleFrom: id === 'e' ? start + 500 : start,
      visibleUntil: id === 'f' ? start + 1500 : Infinity
    }))
    await store.update('c', job => force(job, start, 'failed'))
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
      t.strictSame(await page(store, query), [ids, ids.length, null], JSON.stringify(query))
      t.equal((await pages(store, { ...query, limit: 2 })).join(''), ids, `${JSON.stringify(query)} by pages`)
    }
  })

  t.test(`${name}: the jobs of a group are found without those of another provider's group of the same name`, async t => {
    const [a, b] = [{ provider: 'a', group: 'g' }, { provider: 'b', group: 'g' }]
    const groups: Array<Partial<Job>> = [a, b, {}, a, { provider: 'a', group: 'h' }]
    const store = await storeOf('12345', (_, index) => groups[index]!)
    t.strictSame(await page(store, a), ['41', 2, null])
    t.strictSame(await page(store, b), ['2', 1, null])
    t.strictSame(await page(store, { provider: 'a', group: 'none' }), ['', 0, null])
    await store.update('1', job => ({ ...job, lifecycle: 'changed' }))
    t.equal((await store.list({ ...a, now: start, limit: 5 })).items[1]?.lifecycle, 'changed')
  })

  t.test(`${name}: a job that makes room leaves its group too`, async t => {
    const store = makeStore({ jobs: 2 })
    for (const id of ['1', '2', '3', '4']) await store.create(jobThrough('failed', { id, provider: 'a', ...id !== '3' && { group: id < '3' ? 'g' : 'h' } }))
    t.strictSame(await page(store, { provider: 'a', group: 'g' }), ['', 0, null])
    t.strictSame(await page(store, { provider: 'a', group: 'h' }), ['4', 1, null])
    t.strictSame(await page(store, {}), ['43', 2, null])
  })

  t.test(`${name}: a list is cut to its limit, and says where it goes on`, async t => {
    const store = await storeOf('abcdefg')
    for (const [limit, seen] of [[3, 'gfe dcb a'], [7, 'gfedcba'], [8, 'gfedcba'], [1, 'g f e d c b a']] as const) {
      t.strictSame(await pages(store, { limit }), seen.split(' '), `limit ${limit}`)
    }
    const [, total, next] = await page(store, { limit: 3 })
    t.equal(total, 7)
    t.strictSame(await page(store, { limit: 2, cursor: next! }).then(([ids, total]) => [ids, total]), ['dc', 7], 'the total counts all pages')
  })

  t.test(`${name}: a limit of nothing only counts`, async t => {
    t.strictSame(await page(await storeOf('abc'), { limit: 0 }), ['', 3, null])
  })

  t.test(`${name}: a list passes over as many as it is told`, async t => {
    const store = await storeOf('abcdefg')
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
      const [seen, total, next] = await page(store, query)
      t.strictSame([seen, total, next !== null], [ids, 7, more], JSON.stringify(query))
    }
    const [, , next] = await page(store, { limit: 2 })
    t.strictSame((await page(store, { offset: 1, limit: 2, cursor: next! }))[0], 'dc', 'counted from the cursor')
  })

  t.test(`${name}: jobs that are made between two pages do not shift them`, async t => {
    const store = await storeOf('abcdefg')
    const seen = await pages(store, { limit: 3 }, async page => { await store.create(jobThrough('queued', { id: `new ${page}` })) })
    t.strictSame(seen, ['gfe', 'dcb', 'a'])
  })

  t.test(`${name}: jobs that are rewritten between two pages keep their places`, async t => {
    const store = await storeOf('abcdefg')
    const seen = await pages(store, { limit: 3 }, async () => { await store.update('b', job => ({ ...job, input: 'new' })) })
    t.strictSame(seen, ['gfe', 'dcb', 'a'])
  })

  t.test(`${name}: a job that matches no more between two pages is left out, and no other one`, async t => {
    const store = await storeOf('abcdefg')
    const seen = await pages(store, { limit: 3, state: 'queued' }, async page => {
      if (page === 1) for (const id of 'db') await store.update(id, job => force(job, start, 'cancelled'))
    })
    t.strictSame(seen, ['gfe', 'ca'])
  })

  t.test(`${name}: the oldest job that has ended makes room, and shifts no page`, async t => {
    const store = await storeOf('abcdef', id => ({ steps: jobThrough('ace'.includes(id) ? 'running' : 'failed').steps }), { jobs: 6 })
    const [ids, , next] = await page(store, { limit: 2 })
    t.equal(ids, 'fe')
    await store.create(jobThrough('queued', { id: 'g' }))
    t.strictSame(await page(store, {}), ['gfedca', 6, null])
    t.strictSame(await page(store, { cursor: next! }), ['dca', 6, null])
    await store.create(jobThrough('queued', { id: 'h' }))
    t.strictSame(await page(store, { cursor: next! }), ['ca', 6, null])
    await t.rejects(async () => await store.get('b'), { code: 'JOB_UNKNOWN' })
    await store.create(jobThrough('failed', { id: 'b' }))
    t.strictSame(await page(store, {}), ['bhgeca', 6, null], 'an id that was forgotten may be given again')
  })

  t.test(`${name}: a job that has not ended never makes room`, async t => {
    const store = await storeOf('ab', id => ({ steps: jobThrough(id === 'a' ? 'failed running' : 'running failed').steps }), { jobs: 2 })
    const full = { code: 'JOB_LIMIT', statusCode: 507, message: 'A sandbox keeps at most 2 jobs, and too few of its jobs have ended to make room; --max-jobs allows more' }
    await t.rejects(async () => { await store.create(jobThrough('queued', { id: 'c' })) }, full)
    await t.rejects(async () => { await store.create(jobThrough('queued', { id: 'a' })) }, { code: 'JOB_EXISTS' })
    t.strictSame(await page(store, {}), ['ba', 2, null])
    const later = jobThrough('queued', { id: 'c' })
    await store.create({ ...later, steps: later.steps.map(step => ({ ...step, at: start + 1000 })) })
    t.strictSame(await page(store, {}), ['ca', 2, null], 'at its moment b has ended')
  })

  t.test(`${name}: a cursor that no list gave out is refused`, async t => {
    const store = await storeOf('abc')
    for (const cursor of ['', 'x', '-1', '1.5', '1 ', '9'.repeat(16)]) {
      await t.rejects(async () => { await page(store, { cursor }) }, { code: 'CURSOR_UNKNOWN', statusCode: 400, message: `cursor: ${cursor} is not one that this list gave out` })
    }
  })

  t.test(`${name}: an update replaces a job by what it makes of it`, async t => {
    const store = await storeOf('ab')
    const before = await store.get('a')
    const after = await store.update('a', job => ({ ...job, input: [job.input, 'new'] }))
    t.strictSame(after, { ...before, input: [null, 'new'] })
    t.equal(await store.get('a'), after)
    t.strictSame(before.input, null)
    await t.rejects(async () => await store.update('x', job => job), { code: 'JOB_UNKNOWN', message: 'There is no job x' })
  })

  t.test(`${name}: an update that throws changes nothing and tells nobody`, async t => {
    const store = await storeOf('a')
    const before = await store.get('a')
    store.onWrite(() => t.fail('nothing was written'))
    await t.rejects(async () => await store.update('a', () => { throw new Error('boom') }), { message: 'boom' })
    t.equal(await store.get('a'), before)
  })

  t.test(`${name}: updates at the same time lose nothing`, async t => {
    const store = await storeOf('a', () => ({ input: [] }))
    await Promise.all([1, 2, 3].map(async n => await store.update('a', job => ({ ...job, input: [...job.input as number[], n] }))))
    t.strictSame((await store.get('a')).input, [1, 2, 3])
  })

  t.test(`${name}: everybody who listens is told of each job that is written, when it can be read`, async t => {
    const store = makeStore()
    const told: string[] = []
    for (const listener of ['x', 'y']) store.onWrite(({ id, input }) => told.push(`${listener} ${id} ${String(input)}`))
    await store.create(jobThrough('queued', { id: 'a' }))
    await store.update('a', job => ({ ...job, input: 'new' }))
    await t.rejects(async () => { await store.create(jobThrough('queued', { id: 'a' })) })
    await store.get('a')
    await store.list({ now: start, limit: 1 })
    t.strictSame(told, ['x a null', 'y a null', 'x a new', 'y a new'])
  })
}
