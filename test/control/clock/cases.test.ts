import t from 'tap'
import { credentials as key } from '../../support/credentials.ts'
import { double, moment } from '../../support/double.ts'

t.test('an advance by 120 s fires a transition of 60 s at its exact time, for every way of asking', async t => {
  const { ask, make } = await double(t)
  const { id } = await make({ provider: 'immuta', lifecycle: { steps: [{ state: 'running' }, { state: 'succeeded', after: '60s' }] } })
  const waiting = ask('POST /jobs/statuses', { jobIds: [id], wait: -1, pollInterval: 7 }, key)
  while ((await ask('GET /__admin/sandbox')).body.waits === 0) await new Promise(resolve => { setImmediate(resolve) })
  t.same((await ask('POST /__admin/clock/advance', { by: '120s' })).body, {
    now: moment(120),
    transitions: [{ job: id, provider: 'immuta', from: 'running', to: 'succeeded', at: moment(60) }]
  })
  t.equal((await ask(`GET /__admin/jobs/${id}`)).body.finishedAt, moment(60))
  t.equal((await waiting).body[id].state, 'completed')
})

t.test('advances at the same time add up, and each transition is in the response to one of them', async t => {
  const { ask, make } = await double(t)
  for (let index = 0; index < 10; index++) await make({ provider: 'immuta', lifecycle: { steps: [{ state: 'running' }, { state: 'succeeded', after: index * 100 + 50 }] } })
  const responses = await Promise.all(Array.from({ length: 16 }, () => ask('POST /__admin/clock/advance', { by: 100 })))
  t.same(responses.map(({ body }) => body.now).sort(), Array.from({ length: 16 }, (_, index) => moment((index + 1) / 10)))
  const all = responses.flatMap(({ body }) => body.transitions).map(({ at }) => at).sort()
  t.same(all, Array.from({ length: 10 }, (_, index) => moment(index / 10 + 0.05)))
})

t.test('a reset restores the initial clock after it was frozen, advanced and scaled', async t => {
  const { ask } = await double(t, { clock: { mode: 'scaled', rate: 0.001, now: moment(0) } })
  for (const change of [{ mode: 'frozen' }, { now: moment(600) }, { mode: 'real' }, { mode: 'frozen' }]) await ask('PUT /__admin/clock', change)
  t.match((await ask('POST /__admin/reset')).body.clock, { mode: 'scaled', rate: 0.001, now: /^2025-01-01T00:00:00/ })
})

t.test('a time that the clock cannot show is rejected, and the clock does not change', async t => {
  const { ask } = await double(t)
  for (const [operation, body, field] of [['PUT /__admin/clock', { now: '0000-01-01T00:00:00+01:00' }, 'now'], ['PUT /__admin/clock', { mode: 'real', now: '9999-12-31T23:59:59-01:00' }, 'now']] as const) {
    const { status, body: { error } } = await ask(operation, body)
    t.match([status, error], [400, { code: 'INVALID_FIELD', field }])
  }
  t.same((await ask('GET /__admin/clock')).body, { mode: 'frozen', rate: 0, now: moment(0) })
})
