import t from 'tap'
import { RequestWait } from '../../../src/journal/index.ts'
import { add, exchange, journalOf } from '../../support/exchanges.ts'

const asked = { operation: 'waveline.getJob' }

t.test('who waits counts those that were dropped, as a verification does', async t => {
  const journal = journalOf([{}, {}, {}, {}], { exchanges: 2 })
  const awaited = new RequestWait(journal, asked, 4)
  t.equal(await awaited.settled, true)
  t.match([awaited.count, awaited.latest?.number], [4, 4])
  const more = new RequestWait(journal, asked, 5)
  t.equal(more.count, 4)
  add(journal)
  t.equal(await more.settled, true)
  t.equal(more.count, 5)
})

t.test('a wait does not count requests from before the journal was emptied', async t => {
  const journal = journalOf([{}, {}], { exchanges: 1 })
  const underway = exchange({ outcome: 'pending', status: undefined })
  journal.open(underway)
  const before = new RequestWait(journal, asked, 4)
  journal.clear()
  const after = new RequestWait(journal, asked, 1)
  journal.close({ ...underway, outcome: 'responded', status: 200 })
  t.match([before.count, before.latest, after.count, after.latest], [0, undefined, 0, undefined])
  add(journal)
  t.equal(await after.settled, true)
  t.match([before.count, before.latest?.number], [1, 4])
  before.end()
  t.equal(await before.settled, false)
})

t.test('a wait for a request without a fault or without a response body ends only when the exchange is closed', async t => {
  for (const [match, outcome] of [[{ fault: 'none' }, 'responded'], [{ response: null }, 'broken']] as const) {
    const journal = journalOf([])
    const underway = exchange({ outcome: 'pending', status: undefined, responseBody: undefined, faults: undefined })
    const before = new RequestWait(journal, match, 1)
    journal.open(underway)
    const after = new RequestWait(journal, match, 1)
    t.same([before.count, after.count], [0, 0])
    journal.close({ ...underway, outcome, duration: 1 })
    t.same(await Promise.all([before.settled, after.settled]), [true, true])
  }
})
