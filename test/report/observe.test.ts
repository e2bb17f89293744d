import t from 'tap'
import type { Job, Jobs } from '../../src/jobs/index.ts'
import type { NewExchange } from '../../src/journal/index.ts'
import { hasSucceeded } from '../../src/report/call.ts'
import { CallReader, expiryOf, toJobFacts } from '../../src/report/observe.ts'
import { makeReport } from '../../src/report/report.ts'
import { Turns } from '../../src/report/turns.ts'
import { exchange, journalOf, text } from '../support/exchanges.ts'
import { jobThrough } from '../support/jobs/world.ts'
import { start } from '../support/double.ts'
import { toCalls } from '../support/report/conversations.ts'

const traits = { roles: { getJob: 'status', listJobs: 'list', authenticate: 'sign-in' } } as const
/** Running for 1 s, and then succeeded. */
const job = jobThrough('running succeeded', { id: 'j1', provider: 'waveline' })
const stored = (...jobs: Job[]) => ({ stored: (ids: Iterable<string>) => { const known = new Set(ids); return jobs.filter(({ id }) => known.has(id)) } }) as unknown as Jobs
const read = (given: Partial<NewExchange>, ...jobs: Job[]) => new CallReader(stored(...jobs)).read(exchange(given), traits)

t.test('a response shows the state in which its job was when it was made', async t => {
  const shownBy = (given: Partial<NewExchange>, jobs = [job]) => read(given, ...jobs).asked.get('j1')
  t.same(shownBy({}), { state: 'running', unknownStatus: false, missing: false })
  t.same(shownBy({ endedAt: start + 1000 }), { state: 'succeeded', unknownStatus: false, missing: false })
  t.same(shownBy({ status: 404 }), { state: 'running', unknownStatus: false, missing: true })
  t.same(shownBy({ status: 400 }, [{ ...job, visibleFrom: start + 1 }]), { state: 'running', unknownStatus: false, missing: true }, 'a job that is not there yet')
  t.equal(shownBy({ status: 503 }, [{ ...job, visibleFrom: start + 1 }]), undefined, 'a failure says nothing of it')
  t.equal(shownBy({ status: 503 }), undefined)
  t.equal(shownBy({ faults: ['f'], responseBody: text('{"id":') }), undefined, 'a broken body')
  t.same(shownBy({ faults: ['f'], responseBody: { text: '{"id":', bytes: 99, truncated: true } })?.state, 'running', 'a long body that the journal cut')
  t.equal(shownBy({ outcome: 'broken', status: undefined, responseBody: undefined }), undefined)
  t.equal(shownBy({ operations: ['waveline.other'] }), undefined, 'an operation that reads no job')
  t.equal(read({}, { ...job, provider: 'julep' }).asked.size, 0, 'a job of another provider')
})

t.test('only a response of GraphQL shows nothing because of its errors', async t => {
  const withErrors = exchange({ responseBody: text({ errors: [{}] }) })
  const readAs = (graphql: boolean) => new CallReader(stored(job)).read(withErrors, { ...traits, graphql })
  t.match(readAs(true), { hasErrors: true, asked: new Map([['j1', undefined]]) })
  t.match(readAs(false), { hasErrors: false, asked: new Map([['j1', { state: 'running' }]]) })
})

t.test('the connection ended by a fault or by the client, or the request is pending', async t => {
  const outcomeOf = (given: Partial<NewExchange>) => read(given).outcome
  t.equal(outcomeOf({}), 'responded')
  t.equal(outcomeOf({ outcome: 'broken' }), 'left')
  t.equal(outcomeOf({ outcome: 'broken', faults: ['f'] }), 'cut')
  t.equal(outcomeOf({ outcome: 'pending' }), 'pending')
  t.equal(read({ outcome: 'pending' }).ended, undefined)
  t.same(read({ duration: 1.9 }).ended, { real: start + 1, sandbox: start })
})

t.test('a job is created by the request after which it exists', async t => {
  const created = { ...job, createdRevision: 5 }
  const post = { operations: ['waveline.guessShape'], url: '/api/v1/guess-shape', revision: 4, endedRevision: 5 }
  t.same(read(post, created).created, ['j1'])
  t.same(read({ ...post, revision: 5 }, created).created, [], 'it was there before')
  t.same(read({ ...post, endedRevision: 4 }, created).created, [], 'it came later')
  t.same(read({ ...post, responseBody: undefined, lost: ['j1'] }, created).lost, ['j1'])
  t.same(read({ ...post, responseBody: undefined }, created).created, [])
  t.same(read({ lost: ['j1'] }, created).lost, [], 'a poll creates nothing')
})

t.test('a new id in the response that starts a job stands for the job', async t => {
  const id = '11111111-1111-4111-8111-111111111111'
  const reader = new CallReader(stored({ ...job, createdRevision: 5 }))
  reader.read(exchange({ operations: ['waveline.guessShape'], url: '/x', revision: 4, endedRevision: 5, responseBody: text({ id, job: 'j1' }) }), traits)
  t.same([...reader.read(exchange({ url: `/api/v1/jobs/${id}`, revision: 5, endedRevision: 5 }), traits).asked.keys()], ['j1'])
})

t.test('two requests are the same if their method, URL and body are', async t => {
  const of = (given: Partial<NewExchange>) => read(given).fingerprint
  t.equal(of({}), of({ number: 7, at: start + 1 }))
  t.equal(of({ body: text('x') }), of({ body: text('x') }))
  t.not(of({ body: text('x') }), of({ body: text('y') }))
  t.not(of({ url: '/a' }), of({}))
})

t.test('what is expected of a client depends on how its job ends', async t => {
  t.same(toJobFacts(job, start), { endsAt: start + 1000, cancelled: false })
  t.equal(toJobFacts(jobThrough('running'), start).endsAt, Infinity)
  t.equal(toJobFacts(jobThrough('running cancelled'), start).cancelled, false)
  t.equal(toJobFacts(jobThrough('running cancelled'), start + 1000).cancelled, true)
  t.same(toJobFacts(undefined, start), { endsAt: start, cancelled: true }, 'nothing, once it is evicted')
})

t.test('a sign-in says when its token expires', async t => {
  const expiry = (response: unknown, given: Partial<NewExchange> = {}) =>
    expiryOf(read({ operations: ['waveline.authenticate'], responseBody: text(response), ...given }))
  const token = '[fingerprint abc123]'
  t.same(expiry({ access_token: token, expires_in: 60 }), { token: 'abc123', at: start + 60_000 })
  t.same(expiry({ token, tokenExpiration: '2025-01-01T01:00:00.000Z' }), { token: 'abc123', at: start + 3_600_000 })
  t.equal(expiry({ token }), undefined)
  t.equal(expiry({ token: 'plain', expires_in: 60 }), undefined)
  t.equal(expiry(null), undefined)
  t.equal(expiry({ token, expires_in: 60 }, { outcome: 'pending' }), undefined)
  t.equal(expiry({ token, expires_in: 60 }, { operations: ['waveline.getJob'] }), undefined)
})

t.test('a response without a status is not a success', async t => {
  const [call] = toCalls([{ at: 0 }])
  t.equal(hasSucceeded(call!), true)
  t.equal(hasSucceeded({ ...call!, response: null }), true)
  t.equal(hasSucceeded({ ...call!, status: undefined }), false)
})

t.test('requests to no provider are not judged, nor those that the journal drops meanwhile', async t => {
  const journal = journalOf([{ provider: undefined, operations: [] }, ...Array.from({ length: 250 }, () => ({}))])
  const source = { name: 'main', journal, jobs: stored(job), clock: { now: () => start }, faults: { list: () => [{ id: 'f' }] } }
  const providers = [{ provider: 'waveline', traits, operations: [] }]
  const requestsIn = async (turns: Turns) => (await makeReport(source, providers, { rules: {} }, start, turns)).covered.requests
  t.equal(await requestsIn(new Turns(() => 0, async () => {})), 250)
  let time = 0
  // each look at the time takes 0.1 ms
  t.equal(await requestsIn(new Turns(() => time++ / 10, async () => { journal.clear() })), 48)
})
