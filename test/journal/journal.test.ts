import fc from 'fast-check'
import t from 'tap'
import { Journal, type Exchange, type NewExchange } from '../../src/journal/index.ts'
import { start } from '../helper.ts'
import { add, entry, journalOf, text } from './entries.ts'

const numbers = (journal: Journal) => [...journal.entries()].map(({ number }) => number)

t.test('what was written is read back as it was', async t => {
  const cases: Array<Partial<NewExchange>> = [
    {},
    { provider: undefined, operations: [], method: 'POST', url: '/nowhere?ä=ü' },
    { operations: ['datasaur.getJob', 'datasaur.getJobs'], provider: 'datasaur', connection: 70_000 },
    { head: { text: 'a\n1\nB\n2', key: 'abcdef' }, faults: ['fault-1', 'fault-2'] },
    { body: text('{"a":"ünï ☃"}'), answer: { text: undefined, bytes: 12_345, truncated: false } },
    { body: { text: undefined, bytes: 7, truncated: false }, answer: undefined },
    { body: { text: 'abc', bytes: undefined, truncated: true }, answer: { text: 'x'.repeat(16_384), bytes: 50_000_000, truncated: true } },
    { body: { text: '', bytes: 0, truncated: false } },
    { outcome: 'broken', status: undefined, responseHead: undefined, answer: undefined, duration: 0.001 },
    { at: start + 0.25, realAt: 4_102_444_800_123 }
  ]
  const journal = journalOf(cases)
  for (const [index, given] of cases.entries()) t.strictSame(journal.get(index + 1), { ...entry(given), number: index + 1 })
  t.equal(journal.get(0), undefined)
  t.equal(journal.get(cases.length + 1), undefined)
})

t.test('any text is read back as it was, but for halves of characters', async t => {
  const words = fc.record({ url: fc.string({ unit: 'grapheme' }), body: fc.string({ unit: 'binary' }), answer: fc.string({ unit: 'grapheme' }) })
  fc.assert(fc.property(words, ({ url, body, answer }) => {
    const journal = journalOf([{ url, body: text(body), answer: text(answer) }])
    const kept = journal.get(1)!
    return kept.url === url && kept.body!.text === Buffer.from(body).toString() && kept.answer!.text === answer
  }))
})

t.test('requests stand in the order in which they came, however late they are answered', async t => {
  const journal = new Journal()
  const [first, second, third] = [1, 2, 3].map(() => entry({ outcome: 'pending', status: undefined })) as [NewExchange, NewExchange, NewExchange]
  for (const made of [first, second, third]) journal.open(made)
  for (const made of [second, first]) journal.close(Object.assign(made, { outcome: 'answered', status: 200 }))
  t.same([...journal.entries()].map(({ number, outcome }) => [number, outcome]), [[1, 'answered'], [2, 'answered'], [3, 'pending']])
  t.same([...journal.entries(3)].map(({ number }) => number), [3])
})

t.test('the oldest make room when there are too many, and the counters stay exact', async t => {
  const journal = new Journal({ entries: 3 })
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
    if (count % 100 === 0) t.ok([...journal.entries()].every(({ number, url, body }) => url === `/${number}` && body!.text!.startsWith(`${number} x`)))
  }
  add(journal, { body: text('x'.repeat(400_000)) })
  add(journal, { body: text('y'.repeat(400_000)) })
  t.equal(journal.get(1002)!.body!.text, 'y'.repeat(400_000))
})

t.test('one that is dropped while it waits for its answer is counted when it has got it, and is not kept', async t => {
  const journal = new Journal({ entries: 1 })
  const slow = entry({ outcome: 'pending', status: undefined, at: start + 5 })
  journal.open(slow)
  add(journal)
  t.match(journal.counts, { total: 2, pending: 1 })
  t.equal(journal.droppedUntil, start + 5)
  journal.close(Object.assign(slow, { outcome: 'broken', status: 200 }))
  t.same(numbers(journal), [2])
  t.match(journal.counts, { total: 2, pending: 0, broken: 1, statuses: { 200: 2 } })
})

t.test('for any order of requests and answers the journal knows the latest, and takes no more than it may', async t => {
  const order = fc.array(fc.record({ answers: fc.boolean(), which: fc.nat(), size: fc.nat(3000) }), { maxLength: 200 })
  fc.assert(fc.property(order, fc.integer({ min: 1, max: 40 }), (steps, entries) => {
    const journal = new Journal({ entries, bytes: 60_000 })
    const open: NewExchange[] = []
    let total = 0
    for (const { answers, which, size } of steps) {
      if (answers && open.length > 0) {
        const [made] = open.splice(which % open.length, 1) as [NewExchange]
        journal.close(Object.assign(made, { outcome: 'answered', status: 200, body: text('x'.repeat(size)) }))
      } else {
        const made = entry({ outcome: 'pending', status: undefined, url: `/${++total}` })
        journal.open(made)
        open.push(made)
      }
      if (journal.bytes > 60_000 || journal.size > entries || journal.size + journal.dropped !== total || journal.counts.pending !== open.length) return false
      if ([...journal.entries()].some(({ number, url }) => url !== `/${number}`)) return false
    }
    return true
  }))
})

t.test('an emptied journal has no past: its counters begin again, and numbers go on rising', async t => {
  const journal = journalOf([{}, {}])
  const open = entry({ outcome: 'pending' })
  journal.open(open)
  journal.clear()
  t.match(journal, { size: 0, bytes: 0, dropped: 0 })
  journal.name(open, ['waveline.listJobs'])
  journal.close(Object.assign(open, { outcome: 'answered' }))
  t.strictSame(journal.counts, { total: 0, pending: 0, broken: 0, unmatched: 0, providers: {}, operations: {}, statuses: {} })
  add(journal)
  t.same(numbers(journal), [4])
})

t.test('a request may come to know later what it is for', async t => {
  const journal = new Journal()
  const made = entry({ operations: ['datasaur.graphql'], outcome: 'pending' })
  journal.open(made)
  journal.name(made, ['datasaur.getJob', 'datasaur.getJobs'])
  t.strictSame(journal.counts.operations, { 'datasaur.getJob': 1, 'datasaur.getJobs': 1 })
})

t.test('whoever listens hears of a request when it comes and when it is over, until he does not listen any more', async t => {
  const journal = new Journal()
  const heard: Array<[number, Exchange['outcome']]> = []
  const stop = journal.listen(({ number, outcome }) => heard.push([number, outcome]))
  const made = entry({ outcome: 'pending' })
  journal.open(made)
  journal.close(Object.assign(made, { outcome: 'answered' }))
  stop()
  add(journal)
  t.same(heard, [[1, 'pending'], [1, 'answered']])
})
