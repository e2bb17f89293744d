import t from 'tap'
import { double } from '../support/double.ts'

t.test('the oldest job that has ended makes room, one that has not never does', async t => {
  const { ask, make, advance } = await double(t, { maxJobs: 3 })
  const stuck = await make({ provider: 'immuta', lifecycle: 'stuck' })
  const done = await make({ provider: 'immuta' })
  const later = await make({ provider: 'immuta' })
  await advance('5s')
  const fourth = await make({ provider: 'immuta' })
  const ids = async () => (await ask('GET /__admin/jobs')).body.items.map(({ id }: { id: string }) => id)
  t.same(await ids(), [fourth.id, later.id, stuck.id])
  t.equal((await ask(`GET /__admin/jobs/${done.id}`)).status, 404)
})

t.test('what cannot be kept is refused with 507 and one sentence, and nothing is lost', async t => {
  const { ask, make } = await double(t, { maxJobs: 2 })
  const first = await make({ provider: 'immuta', lifecycle: 'stuck' })
  const second = await make({ provider: 'julep', lifecycle: 'waiting' })
  const { status, body } = await ask('POST /__admin/jobs', { provider: 'immuta' })
  t.same([status, body], [507, { error: { code: 'JOB_LIMIT', message: 'A sandbox keeps at most 2 jobs and evicts only jobs that have ended; raise the limit with --max-jobs' } }])
  t.same((await ask('GET /__admin/jobs')).body.items.map(({ id }: { id: string }) => id), [second.id, first.id])
  await ask(`POST /__admin/jobs/${first.id}/cancel`)
  await make({ provider: 'immuta' })
})

t.test('who announces JSON and sends nothing has sent no body', async t => {
  const { inject } = await double(t)
  const send = async (method: 'POST' | 'PUT', url: string, payload = '') => await inject({ method, url, payload, headers: { 'content-type': 'application/json' } })
  t.equal((await send('POST', '/__admin/reset')).statusCode, 200)
  t.equal((await send('POST', '/__admin/sandboxes')).statusCode, 201)
  t.match((await send('POST', '/__admin/clock/advance')).json(), { error: { code: 'INVALID_FIELD' } })
  t.match((await send('POST', '/__admin/reset', '{')).json(), { error: { code: 'MALFORMED_BODY' } })
})
