import t from 'tap'
import { setImmediate as turn } from 'node:timers/promises'
import type { ParsedResponse, Double } from '../../support/double.ts'
import { immuta as double } from '../../support/providers/double.ts'

const key = { authorization: 'any' }

/** Sends a request and lets it reach its wait. `isDone` returns whether it has been responded to. */
async function waitFor ({ ask }: Double, body: object): Promise<{ response: Promise<ParsedResponse>, isDone: () => boolean }> {
  let done = false
  const response = ask('POST /jobs/statuses', body, key).then(response => {
    done = true
    return response
  })
  for (let turns = 0; turns < 20; turns++) await turn()
  return { response, isDone: () => done }
}

t.test('a wait ends when the last of its jobs has finished, with the states of that moment', async t => {
  const it = await double(t)
  const quick = await it.make({ provider: 'immuta', lifecycle: { steps: [{ state: 'running' }, { state: 'failed', after: '2s' }] } })
  const slow = await it.make({ provider: 'immuta', lifecycle: 'success' })
  const { response, isDone } = await waitFor(it, { jobIds: [quick.id, slow.id, 'unknown'], wait: 60 })
  await it.advance('4999ms')
  t.equal(isDone(), false)
  await it.advance('1h')
  const { body } = await response
  t.same([body[quick.id].state, body[slow.id].state, Object.keys(body).length], ['failed', 'completed', 2])
})

t.test('a wait ends at a check, not between two checks', async t => {
  const it = await double(t)
  const { id } = await it.make({ provider: 'immuta', lifecycle: 'success' })
  const { response, isDone } = await waitFor(it, { jobIds: [id], wait: 60, pollInterval: 3 })
  await it.advance('5999ms')
  await turn()
  t.equal(isDone(), false)
  await it.advance('1ms')
  t.equal((await response).body[id].state, 'completed')
})

t.test('a wait ends at its deadline with the states of that moment, even if the next check is later', async t => {
  const it = await double(t)
  const { id } = await it.make({ provider: 'immuta', lifecycle: 'success' })
  const { response } = await waitFor(it, { jobIds: [id], wait: 3, pollInterval: 10 })
  await it.advance('1d')
  t.equal((await response).body[id].state, 'active')
})

t.test('a wait without a limit lasts longer than a year, and ends when the job is cancelled', async t => {
  const it = await double(t)
  const { id } = await it.make({ provider: 'immuta', lifecycle: 'stuck' })
  const { response, isDone } = await waitFor(it, { jobIds: [id], wait: -1 })
  await it.advance('365d')
  await turn()
  t.equal(isDone(), false)
  await it.ask(`POST /__admin/jobs/${id}/cancel`)
  t.equal((await response).body[id].state, 'cancelled')
})

t.test('a retry does not end a wait, and a wait for a job that has ended returns at once', async t => {
  const it = await double(t)
  const retried = await it.make({ provider: 'immuta', lifecycle: 'retry-then-success' })
  const { response, isDone } = await waitFor(it, { jobIds: [retried.id], wait: 100 })
  await it.advance('3s')
  await turn()
  t.equal(isDone(), false)
  await it.advance('6s')
  t.equal((await response).body[retried.id].state, 'completed')
  t.equal((await it.ask('POST /jobs/statuses', { jobIds: [retried.id], wait: -1 }, key)).body[retried.id].state, 'completed')
})

t.test('a wait includes a job that is created during the wait', async t => {
  const it = await double(t)
  const known = await it.make({ provider: 'immuta', lifecycle: 'success' })
  const { response, isDone } = await waitFor(it, { jobIds: [known.id, 'later'], wait: 60 })
  await it.advance('4s')
  await it.make({ provider: 'immuta', id: 'later', lifecycle: 'success' })
  await it.advance('2s')
  await turn()
  t.equal(isDone(), false)
  await it.advance('3s')
  t.same(Object.keys((await response).body), [known.id, 'later'])
})

t.test('a reset and a close end open waits with the states of that moment', async t => {
  const it = await double(t)
  const { id } = await it.make({ provider: 'immuta', lifecycle: 'stuck' })
  const before = await waitFor(it, { jobIds: [id], wait: -1 })
  await it.advance('1s')
  await it.ask('POST /__admin/reset')
  t.equal((await before.response).body[id].state, 'active')
  t.same((await it.ask('POST /jobs/statuses', { jobIds: [id] }, key)).body, {})

  const again = await it.make({ provider: 'immuta', lifecycle: 'stuck' })
  const { response } = await waitFor(it, { jobIds: [again.id], wait: -1 })
  await it.app.close()
  t.equal((await response).body[again.id].state, 'created')
})
