import t from 'tap'
import { setImmediate as turn } from 'node:timers/promises'
import { double, type Answer, type Double } from '../helper.ts'

const key = { authorization: 'any' }

/** Asks and lets the request reach its wait; `answered` tells whether the answer has come. */
async function waitFor ({ ask }: Double, body: object): Promise<{ answer: Promise<Answer>, answered: () => boolean }> {
  let done = false
  const answer = ask('POST /jobs/statuses', body, key).then(answer => {
    done = true
    return answer
  })
  for (let turns = 0; turns < 20; turns++) await turn()
  return { answer, answered: () => done }
}

t.test('a wait ends when the last of its jobs is done, with the states of that moment', async t => {
  const it = await double(t)
  const quick = await it.make({ provider: 'immuta', lifecycle: { steps: [{ state: 'running' }, { state: 'failed', after: '2s' }] } })
  const slow = await it.make({ provider: 'immuta', lifecycle: 'success' })
  const { answer, answered } = await waitFor(it, { jobIds: [quick.id, slow.id, 'nobody'], wait: 60 })
  await it.advance('4999ms')
  t.equal(answered(), false)
  await it.advance('1h')
  const { body } = await answer
  t.same([body[quick.id].state, body[slow.id].state, Object.keys(body).length], ['failed', 'completed', 2])
})

t.test('a wait ends on a look, not between two', async t => {
  const it = await double(t)
  const { id } = await it.make({ provider: 'immuta', lifecycle: 'success' })
  const { answer, answered } = await waitFor(it, { jobIds: [id], wait: 60, pollInterval: 3 })
  await it.advance('5999ms')
  await turn()
  t.equal(answered(), false)
  await it.advance('1ms')
  t.equal((await answer).body[id].state, 'completed')
})

t.test('a wait ends at its deadline with whatever is then, even if a look would come later', async t => {
  const it = await double(t)
  const { id } = await it.make({ provider: 'immuta', lifecycle: 'success' })
  const { answer } = await waitFor(it, { jobIds: [id], wait: 3, pollInterval: 10 })
  await it.advance('1d')
  t.equal((await answer).body[id].state, 'active')
})

t.test('an endless wait outlasts a year, and ends when the job is cancelled', async t => {
  const it = await double(t)
  const { id } = await it.make({ provider: 'immuta', lifecycle: 'stuck' })
  const { answer, answered } = await waitFor(it, { jobIds: [id], wait: -1 })
  await it.advance('365d')
  await turn()
  t.equal(answered(), false)
  await it.ask(`POST /__admin/jobs/${id}/cancel`)
  t.equal((await answer).body[id].state, 'cancelled')
})

t.test('a retry does not end a wait, an end that a job has by now does at once', async t => {
  const it = await double(t)
  const retried = await it.make({ provider: 'immuta', lifecycle: 'retry-then-success' })
  const { answer, answered } = await waitFor(it, { jobIds: [retried.id], wait: 100 })
  await it.advance('3s')
  await turn()
  t.equal(answered(), false)
  await it.advance('6s')
  t.equal((await answer).body[retried.id].state, 'completed')
  t.equal((await it.ask('POST /jobs/statuses', { jobIds: [retried.id], wait: -1 }, key)).body[retried.id].state, 'completed')
})

t.test('a job that is made while somebody waits for its id is waited for', async t => {
  const it = await double(t)
  const known = await it.make({ provider: 'immuta', lifecycle: 'success' })
  const { answer, answered } = await waitFor(it, { jobIds: [known.id, 'later'], wait: 60 })
  await it.advance('4s')
  await it.make({ provider: 'immuta', id: 'later', lifecycle: 'success' })
  await it.advance('2s')
  await turn()
  t.equal(answered(), false)
  await it.advance('3s')
  t.same(Object.keys((await answer).body), [known.id, 'later'])
})

t.test('a reset and a close answer those who wait, with the states of that moment', async t => {
  const it = await double(t)
  const { id } = await it.make({ provider: 'immuta', lifecycle: 'stuck' })
  const before = await waitFor(it, { jobIds: [id], wait: -1 })
  await it.advance('1s')
  await it.ask('POST /__admin/reset')
  t.equal((await before.answer).body[id].state, 'active')
  t.same((await it.ask('POST /jobs/statuses', { jobIds: [id] }, key)).body, {})

  const again = await it.make({ provider: 'immuta', lifecycle: 'stuck' })
  const { answer } = await waitFor(it, { jobIds: [again.id], wait: -1 })
  await it.app.close()
  t.equal((await answer).body[again.id].state, 'created')
})
