import fc from 'fast-check'
import t from 'tap'
import { Journal, type Exchange, type NewExchange } from '../../src/journal/index.ts'
import { start } from '../support/double.ts'
import { add, exchange, journalOf, text } from '../support/exchanges.ts'

const numbers = (journal: Journal) => [...journal.exchanges()].map(({ number }) => number)

t.test('what was written is read back as it was', async t => {
  const cases: Array<Partial<NewExchange>> = [
    {},
    { provider: undefined, operations: [], method: 'POST', url: '/nowhere?ä=ü' },
    { operations: ['datasaur.getJob', 'datasaur.getJobs'], provider: 'datasaur', connection: 70_000 },
    { head: { text: 'a\n1\nB\n2', key: 'abcdef' }, faults: ['fault-1', 'fault-2'] },
    { body: text('{"a":"ünï ☃"}'), responseBody: { text: undefined, bytes: 12_345, truncated: false } },
    { body: { text: undefined, bytes: 7, truncated: false }, responseBody: undefined },
    { body: { text: 'abc', bytes: undefined, truncated: true }, responseBody: { text: 'x'.repeat(16_384), bytes: 50_000_000, truncated: true } },
    { body: { text: '', bytes: 0, truncated: false } },
    { outcome: 'broken', status: undefined, responseHead: undefined, responseBody: undefined, duration: 0.001 },
    { at: start + 0.25, realAt: 4_102_444_800_123 }
  ]
  const journal = journalOf(cases)
  for (const [index, given] of cases.entries()) t.strictSame(journal.get(index + 1), { ...exchange(given), number: index + 1 })
  t.equal(journal.get(0), undefined)
  t.equal(journal.get(cases.length + 1), undefined)
})

t.test('any text is read back as it was, but for halves of characters', async t => {
  // made once: fast-check reads all of Unicode for it
  const readable = fc.string({ unit: 'grapheme' })
  const halves = fc.string({ unit: fc.nat(0xffff).map(code => String.fromCharCode(code)) })
  const words = fc.record({ url: readable, body: halves, response: readable })
  fc.assert(fc.property(words, ({ url, body, response }) => {
    const journal = journalOf([{ url, body: text(body), responseBody: text(response) }])
    const kept = journal.get(1)!
    return kept.url === url && kept.body!.text === Buffer.from(body).toString() && kept.responseBody!.text === response
  }))
})

t.test('exchanges are in the order in which the requests arrived, however late they are closed', async t => {
  const journal = new Journal()
  const [first, second, third] = [1, 2, 3].map(() => exchange({ outcome: 'pending', status: undefined })) as [NewExchange, NewExchange, NewExchange]
  for (const made of [first, second, third]) journal.open(made)
  for (const made of [second, first]) journal.close(Object.assign(made, { outcome: 'responded', status: 200 }))
  t.same([...journal.exchanges()].map(({ number, outcome }) => [number, outcome]), [[1, 'responded'], [2, 'responded'], [3, 'pending']])
  t.same([...journal.exchanges(3)].map(({ number }) => number), [3])
})

t.test('the oldest make room when there are too many, and the counters stay exact', async t => {
  const journal = new Journal({ exchanges: 3 })
  for (let count = 0; count < 10; count++) add(journal, { at: start + count, status: count < 4 ? 200 : 404, operations: count % 2 === 0 ? ['waveline.getJob'] : [] })
  t.same(numbers(journal), [8, 9, 10])
  t.match(journal, { size: 3, dropped: 7, first: 8, droppedUntil: start + 6 })
  t.strictSame(journal.counts, { total: 10, pending: 0, broken: 0, unmatched: 5, providers: { waveline: 10 }, operations: { 'waveline.getJob': 5 }, statuses: { 200: 4, 404: 6 } })
})

t.test('the oldest make room when they take too many bytes, down to none', async t => {
  const journal = new Journal({ bytes: 10_000 })
  for (let count = 0; count < 100; count++) {
    add(journal, { body: text('x'.repeat(count * 40)) })
    t.ok(journal.bytes <= 10_000)
  }
  t.ok(journal.size < 10)
  add(journal, { body: text('x'.repeat(10_000)) })
  t.match(journal, { size: 0, bytes: 0, dropped: 101 })
  add(journal)
  t.same(numbers(journal), [102])
})

t.test('memory is used again when what lay there is dropped, and what lies there now is right', async t => {
  const journal = new Journal({ bytes: 1024 * 1024 })
  for (let count = 1; count <= 1000; count++) {
    add(journal, { url: `/${count}`, body: text(`${count} ${'x'.repeat(count * 31 % 16_000)}`) })
    if (count % 100 === 0) t.ok([...journal.exchanges()].every(({ number, url, body }) => url === `/${number}` && body!.text!.startsWith(`${number} x`)))
  }
  add(journal, { body: text('x'.repeat(400_000)) })
  add(journal, { body: text('y'.repeat(400_000)) })
  t.equal(journal.get(1002)!.body!.text, 'y'.repeat(400_000))
})

t.test('a pending exchange that is dropped is counted when it is closed, and is not kept', async t => {
  const journal = new Journal({ exchanges: 1 })
  const slow = exchange({ outcome: 'pending', status: undefined, at: start + 5 })
  journal.open(slow)
  add(journal)
  t.match(journal.counts, { total: 2, pending: 1 })
  t.equal(journal.droppedUntil, start + 5)
  journal.close(Object.assign(slow, { outcome: 'broken', status: 200 }))
  t.same(numbers(journal), [2])
  t.match(journal.counts, { total: 2, pending: 0, broken: 1, statuses: { 200: 2 } })
})

t.test('for any order of requests and responses the journal keeps the latest exchanges, within its limits', async t => {
  const order = fc.array(fc.record({ closes: fc.boolean(), which: fc.nat(), size: fc.nat(3000) }), { maxLength: 200 })
  fc.assert(fc.property(order, fc.integer({ min: 1, max: 40 }), (steps, exchanges) => {
    const journal = new Journal({ exchanges, bytes: 60_000 })
    const open: NewExchange[] = []
    let total = 0
    for (const { closes, which, size } of steps) {
      if (closes && open.length > 0) {
        const [made] = open.splice(which % open.length, 1) as [NewExchange]
        journal.close(Object.assign(made, { outcome: 'responded', status: 200, body: text('x'.repeat(size)) }))
      } else {
        const made = exchange({ outcome: 'pending', status: undefined, url: `/${++total}` })
        journal.open(made)
        open.push(made)
      }
      if (journal.bytes > 60_000 || journal.size > exchanges || journal.size + journal.dropped !== total || journal.counts.pending !== open.length) return false
      if ([...journal.exchanges()].some(({ number, url }) => url !== `/${number}`)) return false
    }
    return true
  }))
})

t.test('an emptied journal has no past: its counters begin again, and numbers go on rising', async t => {
  const journal = journalOf([{}, {}])
  const open = exchange({ outcome: 'pending' })
  journal.open(open)
  journal.clear()
  t.match(journal, { size: 0, bytes: 0, dropped: 0 })
  journal.name(open, ['waveline.listJobs'])
  journal.close(Object.assign(open, { outcome: 'responded' }))
  t.strictSame(journal.counts, { total: 0, pending: 0, broken: 0, unmatched: 0, providers: {}, operations: {}, statuses: {} })
  add(journal)
  t.same(numbers(journal), [4])
})

t.test('the operations of an exchange can be set later', async t => {
  const journal = new Journal()
  const made = exchange({ operations: ['datasaur.graphql'], outcome: 'pending' })
  journal.open(made)
  journal.name(made, ['datasaur.getJob', 'datasaur.getJobs'])
  t.strictSame(journal.counts.operations, { 'datasaur.getJob': 1, 'datasaur.getJobs': 1 })
})

t.test('a listener is called when an exchange is opened and closed, until it is removed', async t => {
  const journal = new Journal()
  const heard: Array<[number, Exchange['outcome']]> = []
  const stop = journal.listen(({ number, outcome }) => heard.push([number, outcome]))
  const made = exchange({ outcome: 'pending' })
  journal.open(made)
  journal.close(Object.assign(made, { outcome: 'responded' }))
  stop()
  add(journal)
  t.same(heard, [[1, 'pending'], [1, 'responded']])
})
