import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { credentials as headers } from '../../support/credentials.ts'
import { violationOf } from '../../support/contract/contract.ts'
import { moment, type Double } from '../../support/double.ts'
import { immuta as double } from '../../support/providers/double.ts'

const extra = { priority: 0, retryCount: 0, singletonKey: null, startedOn: null, completedOn: null }

/** Sends requests without the check against the contract, which has none of these fields. */
const get = async ({ app }: Double, url: string) => (await app.inject({ method: 'GET', url, headers })).json()
const statuses = async ({ app }: Double, jobIds: string[], more = {}) => (await app.inject({ method: 'POST', url: '/jobs/statuses', headers, payload: { jobIds, ...more } })).json()

t.test('the switch adds fields to every job in a response; without these fields the responses fit the contract', async t => {
  const it = await double(t, { immutaExtraFields: true })
  const { id } = await it.make({ provider: 'immuta', input: { bulkId: 'b' }, lifecycle: 'retry-then-success' })
  const job = { id, state: 'created', output: null }
  const found = { ...job, jobType: 'job', createdOn: moment(0) }

  t.same(await statuses(it, [id]), { [id]: { ...job, ...extra } })
  t.same(await get(it, '/jobs?bulkId=b'), { [id]: { ...job, ...extra } })
  t.same(await get(it, '/jobs/search'), { jobs: [{ ...found, ...extra }], next: null })

  const bare: Array<{ method: string, path: string, body: unknown }> = [{ method: 'POST', path: '/jobs/statuses', body: { [id]: job } }, { method: 'GET', path: '/jobs', body: { [id]: job } }, { method: 'GET', path: '/jobs/search', body: { jobs: [found], next: null } }]
  for (const { method, path, body } of bare) t.equal(await violationOf('immuta', method, path, 200, body), undefined)
  t.type(await violationOf('immuta', 'POST', '/jobs/statuses', 200, await statuses(it, [id])), 'string')
})

t.test('the added fields follow the timeline of the job', async t => {
  const it = await double(t, { immutaExtraFields: true })
  const { id } = await it.make({ provider: 'immuta', lifecycle: 'retry-then-success' })
  const rows: Array<{ by: string, state: string, retryCount: number, startedOn: number | null, completedOn: number | null }> = [
    { by: '0s', state: 'created', retryCount: 0, startedOn: null, completedOn: null }, { by: '1s', state: 'active', retryCount: 0, startedOn: 1, completedOn: null }, { by: '2s', state: 'retry', retryCount: 0, startedOn: 1, completedOn: null }, { by: '2s', state: 'active', retryCount: 1, startedOn: 5, completedOn: null }, { by: '4s', state: 'completed', retryCount: 1, startedOn: 5, completedOn: 9 }
  ]
  for (const { by, state, retryCount, startedOn, completedOn } of rows) {
    await it.advance(by)
    t.match((await statuses(it, [id]))[id], { state, retryCount, startedOn: startedOn === null ? null : moment(startedOn), completedOn: completedOn === null ? null : moment(completedOn) })
  }
})

t.test('a job that was resumed was started once, and a response after a wait shows the job at the end of the wait', async t => {
  const it = await double(t, { immutaExtraFields: true })
  const waiting = await it.make({ provider: 'immuta', lifecycle: 'waiting' })
  await it.advance('3s')
  await it.ask(`POST /__admin/jobs/${waiting.id}/resume`)
  t.match((await statuses(it, [waiting.id]))[waiting.id], { state: 'active', retryCount: 0, startedOn: moment(1), completedOn: null })

  const { id } = await it.make({ provider: 'immuta', lifecycle: 'retry-then-success' })
  const response = statuses(it, [id], { wait: 3 })
  do await turn()
  while ((await it.ask('GET /__admin/sandbox')).body.waits === 0)
  await it.advance('1h')
  t.match((await response)[id], { state: 'retry', retryCount: 0, startedOn: moment(4), completedOn: null })
})

t.test('without the switch the fields are missing', async t => {
  const it = await double(t)
  const { id } = await it.make({ provider: 'immuta' })
  t.same(await statuses(it, [id]), { [id]: { id, state: 'created', output: null } })
})
