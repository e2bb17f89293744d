import fc from 'fast-check'
import t from 'tap'
import { countMatches, verify, verifyOrder, type Match } from '../../../src/journal/index.ts'
import { start } from '../../support/double.ts'
import { journalOf, text } from '../../support/exchanges.ts'

const polls = (...statuses: number[]) => statuses.map((status, index) => ({ status, at: start + index, url: `/api/v1/jobs/${index}` }))

t.test('a verification counts what matches', async t => {
  const journal = journalOf(polls(200, 200, 404))
  const cases: Array<[Match, object, string, number]> = [
    [{ status: 200 }, { exactly: 2 }, 'ok', 2], [{ status: 200 }, { exactly: 1 }, 'failed', 2], [{ status: 200 }, { exactly: 3 }, 'failed', 2],
    [{ status: 200 }, { atLeast: 2 }, 'ok', 2], [{ status: 200 }, { atLeast: 3 }, 'failed', 2],
    [{ status: 200 }, { atMost: 2 }, 'ok', 2], [{ status: 200 }, { atMost: 1 }, 'failed', 2], [{ status: 200 }, { atLeast: 1, atMost: 2 }, 'ok', 2],
    [{ status: 500 }, {}, 'failed', 0], [{}, {}, 'ok', 3], [{ status: 500 }, { exactly: 0 }, 'ok', 0]
  ]
  for (const [match, expectation, verdict, count] of cases) {
    const verification = verify(journal, match, expectation)
    t.match(verification, { verdict, count, possible: count, ok: verdict === 'ok' }, JSON.stringify([match, expectation]))
    t.equal(verification.nearest.length > 0, verdict === 'failed')
  }
})

t.test('too few: the requests that come nearest, the latest first; too many: the latest of them', async t => {
  const journal = journalOf([...polls(200, 404, 200, 503, 503), { method: 'POST', status: 500 }])
  const near = (match: Match, expectation: object) => verify(journal, match, expectation).nearest.map(({ exchange, why }) => [exchange.number, ...why])
  t.strictSame(near({ status: 201, method: 'GET' }, { atLeast: 1 }), [[5, 'status is 503, not 201'], [4, 'status is 503, not 201'], [3, 'status is 200, not 201']])
  t.strictSame(near({ status: 503 }, { exactly: 0 }), [[4], [5]])
  t.strictSame(near({ method: 'POST', status: 503 }, { atLeast: 1 }), [[6, 'status is 500, not 503'], [5, 'method is "GET", not "POST"'], [4, 'method is "GET", not "POST"']])
  t.strictSame(near({}, { atMost: 1 }), [[4], [5], [6]])
})

t.test('what dropped requests would decide is evicted, and what they cannot change is not', async t => {
  const journal = journalOf(polls(200, 404, 200, 200, 404, 200), { exchanges: 3 })
  const cases: Array<[Match, object, string, number, number]> = [
    // three are dropped: 200, 404, 200; the path is on no counter
    [{ path: '/api/v1/jobs/5' }, { atLeast: 1 }, 'ok', 1, 4],
    [{ path: '/api/v1/jobs/5' }, { exactly: 1 }, 'evicted', 1, 4],
    [{ path: '/api/v1/jobs/5' }, { atMost: 3 }, 'evicted', 1, 4],
    [{ path: '/api/v1/jobs/5' }, { atMost: 4 }, 'ok', 1, 4],
    [{ path: '/api/v1/jobs/5' }, { atMost: 0 }, 'failed', 1, 4],
    [{ path: '/api/v1/jobs/5' }, { atLeast: 5 }, 'failed', 1, 4],
    [{ path: '/api/v1/jobs/0' }, { atLeast: 1 }, 'evicted', 0, 3],
    // only one 404 is among the dropped
    [{ path: '/api/v1/jobs/4', status: 404 }, { atMost: 2 }, 'ok', 1, 2],
    [{ path: '/api/v1/jobs/4', status: 500 }, { exactly: 0 }, 'ok', 0, 0],
    [{ path: '/a', operation: 'waveline.listJobs' }, { exactly: 0 }, 'ok', 0, 0],
    [{ path: '/a', provider: 'julep' }, { exactly: 0 }, 'ok', 0, 0],
    // a request can be for both
    [{ operation: ['waveline.getJob', 'waveline.listJobs'] }, { atLeast: 3, atMost: 6 }, 'ok', 3, 6],
    // counters know of the dropped ones
    [{ status: 404 }, { exactly: 2 }, 'ok', 2, 2], [{ status: 404 }, { exactly: 1 }, 'failed', 2, 2], [{}, { exactly: 6 }, 'ok', 6, 6],
    [{ operation: 'waveline.getJob' }, { exactly: 6 }, 'ok', 6, 6], [{ provider: 'waveline' }, { exactly: 6 }, 'ok', 6, 6],
    // none of them came as late
    [{ path: '/api/v1/jobs/5', from: start + 3 }, { exactly: 1 }, 'ok', 1, 1],
    [{ path: '/api/v1/jobs/5', from: start + 2 }, { exactly: 1 }, 'evicted', 1, 4]
  ]
  for (const [match, expectation, verdict, count, possible] of cases) t.match(verify(journal, match, expectation), { verdict, count, possible }, JSON.stringify([match, expectation]))
  t.ok(verify(journal, { path: '/api/v1/jobs/0' }, {}).nearest.length > 0)
})

t.test('what cut bodies would decide is evicted too', async t => {
  const cut = { text: '{"jobIds":["a', bytes: 99_999, truncated: true }
  const journal = journalOf([{ body: cut }, { body: text({ jobIds: ['b'] }) }])
  t.match(verify(journal, { body: { jobIds: ['b'] } }, { exactly: 1 }), { verdict: 'evicted', count: 1, possible: 2 })
  t.match(verify(journal, { body: { jobIds: ['b'] } }, { atLeast: 1 }), { verdict: 'ok' })
  t.match(countMatches(journal, { job: 'z' }), { items: [], unclear: 1, count: 0, possible: 1 })
})

t.test('an order is kept when its requests came one after the other, with others between them', async t => {
  const journal = journalOf(polls(201, 200, 404, 200, 500))
  const cases: Array<[number[], string, number]> = [
    [[201, 200, 500], 'ok', 3], [[200, 200], 'ok', 2], [[200, 200, 200], 'failed', 2], [[500, 201], 'failed', 1], [[404, 200, 404], 'failed', 2], [[302], 'failed', 0]
  ]
  for (const [statuses, verdict, count] of cases) t.match(verifyOrder(journal, statuses.map(status => ({ status }))), { verdict, count }, String(statuses))
  t.strictSame(verifyOrder(journal, [{ status: 500 }, { status: 201 }]).nearest, [])
  t.match(verifyOrder(journal, [{ status: 404 }, { status: 202 }]).nearest.map(({ exchange }) => exchange.number), [5, 4])
})

t.test('an order whose beginning may have been dropped is evicted, unless its end is missing', async t => {
  const journal = journalOf(polls(201, 200, 404, 200, 500), { exchanges: 2 })
  const at = (index: number): Match => ({ path: `/api/v1/jobs/${index}` })
  const cases: Array<[Match[], string]> = [
    [[at(3), at(4)], 'ok'], [[at(0), at(4)], 'evicted'], [[at(4), at(3)], 'evicted'], [[at(3), { status: 500 }, { status: 500 }], 'failed'], [[{ status: 500 }, at(3)], 'failed'], [[at(0), at(1), at(2)], 'evicted']
  ]
  for (const [order, verdict] of cases) t.equal(verifyOrder(journal, order).verdict, verdict, JSON.stringify(order))
})

t.test('whatever came and whatever was dropped, a verdict is that of a journal that keeps all, or evicted', async t => {
  const request = fc.record({
    status: fc.constantFrom(200, 404, 500),
    operations: fc.constantFrom(['waveline.getJob'], ['waveline.listJobs'], ['waveline.getJob', 'waveline.listJobs'], []),
    url: fc.constantFrom('/a', '/b'),
    body: fc.constantFrom(text({ a: 1 }), text({ a: 2 }))
  })
  const match = fc.record({
    status: fc.constantFrom(200, 404, 500),
    operation: fc.constantFrom('waveline.getJob', 'waveline.listJobs', ['waveline.getJob', 'waveline.listJobs']),
    path: fc.constantFrom('/a', '/b'),
    body: fc.constantFrom({ a: 1 }, {}),
    from: fc.integer({ min: start, max: start + 15 })
  }, { requiredKeys: [] })
  const number = fc.nat(6)
  const expectation = fc.oneof(fc.record({ exactly: number }), fc.record({ atLeast: number }), fc.record({ atMost: number }), fc.constant({}))
  const scene = fc.record({ requests: fc.array(request, { maxLength: 15 }), kept: fc.nat(15), match, expectation, order: fc.array(match, { minLength: 1, maxLength: 3 }) })
  fc.assert(fc.property(scene, ({ requests, kept, match, expectation, order }) => {
    const timed = requests.map((given, index) => ({ ...given, at: start + index }))
    const [whole, short] = [journalOf(timed), journalOf(timed, { exchanges: kept })]
    const pairs = [[verify(whole, match, expectation), verify(short, match, expectation)], [verifyOrder(whole, order), verifyOrder(short, order)]] as const
    return pairs.every(([truth, said]) => truth.verdict !== 'evicted' && (said.verdict === 'evicted' || said.verdict === truth.verdict) && said.count <= truth.count && said.possible >= truth.count)
  }), { numRuns: 2000 })
})

t.test('a clock that was set back leaves dropped requests that are later than the last of them', async t => {
  const journal = journalOf([{ at: start + 10 }, { at: start }, { at: start }], { exchanges: 1 })
  t.match(verify(journal, { from: start + 5, path: '/x' }, { exactly: 0 }), { verdict: 'evicted', possible: 2 })
  t.match(verify(journal, { from: start + 11, path: '/x' }, { exactly: 0 }), { verdict: 'ok', possible: 0 })
})

t.test('an order needs as many dropped requests as it has that are kept no longer', async t => {
  const journal = journalOf(polls(200, 200, 404), { exchanges: 1 })
  const verdictOf = (...statuses: number[]) => verifyOrder(journal, statuses.map(status => ({ status }))).verdict
  t.same([verdictOf(200, 200, 404), verdictOf(200, 200, 200), verdictOf(200, 404), verdictOf(404, 404)], ['evicted', 'failed', 'evicted', 'failed'])
  const paths = (count: number) => verifyOrder(journal, Array.from({ length: count }, (_, index) => ({ path: `/${index}` }))).verdict
  t.same([paths(2), paths(3)], ['evicted', 'failed'])
})
