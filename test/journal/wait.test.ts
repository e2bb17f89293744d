import t from 'tap'
import { RequestWait } from '../../src/journal/index.ts'
import { add, entry, journalOf } from './entries.ts'

const asked = { operation: 'waveline.getJob' }

t.test('who waits counts those that were dropped, as a verification does', async t => {
  const journal = journalOf([{}, {}, {}, {}], { entries: 2 })
  const awaited = new RequestWait(journal, asked, 4)
  t.equal(await awaited.settled, true)
  t.match([awaited.count, awaited.latest?.number], [4, 4])
  const more = new RequestWait(journal, asked, 5)
  t.equal(more.count, 4)
  add(journal)
  t.equal(await more.settled, true)
  t.equal(more.count, 5)
})

t.test('what came before the journal was emptied is not what somebody waits for', async t => {
  const journal = journalOf([{}, {}], { entries: 1 })
  const underway = entry({ outcome: 'pending', status: undefined })
  journal.open(underway)
  const before = new RequestWait(journal, asked, 4)
  journal.clear()
  const behind = new RequestWait(journal, asked, 1)
  journal.close({ ...underway, outcome: 'answered', status: 200 })
  t.match([before.count, before.latest, behind.count, behind.latest], [0, undefined, 0, undefined])
  add(journal)
  t.equal(await behind.settled, true)
  t.match([before.count, before.latest?.number], [1, 4])
  before.end()
  t.equal(await before.settled, false)
})

t.test('who waits for a request that nothing has spoilt, or that had no answer, waits until that is certain', async t => {
  for (const [match, outcome] of [[{ fault: 'none' }, 'answered'], [{ answer: null }, 'broken']] as const) {
    const journal = journalOf([])
    const underway = entry({ outcome: 'pending', status: undefined, answer: undefined, faults: undefined })
    const before = new RequestWait(journal, match, 1)
    journal.open(underway)
    const behind = new RequestWait(journal, match, 1)
    t.same([before.count, behind.count], [0, 0])
    journal.close({ ...underway, outcome, duration: 1 })
    t.same(await Promise.all([before.settled, behind.settled]), [true, true])
  }
})
