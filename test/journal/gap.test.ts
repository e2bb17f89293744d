import t from 'tap'
import { double } from '../support/double.ts'

t.test('after a gap of unknown size, the journal goes on with new numbers, and what it cannot know is evicted', async t => {
  const { app, ask } = await double(t)
  await ask('GET /api/v1/jobs/before', undefined, { authorization: 'Bearer any' })
  const { journal, clock } = app.sandboxes.get('main')
  journal.beginAfterGap(clock.now(), 2)
  await ask('POST /__admin/clock/advance', { by: '1s' })
  await ask('GET /api/v1/jobs/after', undefined, { authorization: 'Bearer any' })
  const { body: { items, total, dropped } } = await ask('GET /__admin/requests')
  t.match(items, [{ id: 'req-2000000001', path: '/api/v1/jobs/after' }])
  t.same([total, dropped], [1, 1_000_000_000])
  const verify = async (expectation: object) => (await ask('POST /__admin/requests/verify', expectation)).body.verdict
  const match = { operation: 'waveline.getJob' }
  t.equal(await verify({ match, atLeast: 1 }), 'ok')
  t.equal(await verify({ match, exactly: 1 }), 'evicted')
  t.equal(await verify({ match, atLeast: 2 }), 'evicted')
  t.equal(await verify({ match, atMost: 0 }), 'failed')
  t.equal(await verify({ match: { ...match, from: '2025-01-01T00:00:01Z' }, exactly: 1 }), 'ok', 'nothing is missing since then')
  t.equal(await verify({ match: {}, exactly: 1 }), 'evicted')
  journal.clear()
  t.equal(await verify({ match, exactly: 0 }), 'ok', 'an emptied journal has no gap')
})

t.test('the events go on after those that are lost', async t => {
  const { app } = await double(t)
  const { events } = app.sandboxes.get('main')
  events.add('clock', {})
  events.skipTo(20_000)
  events.add('reset', { name: 'main' })
  t.same([events.first, events.last, events.get(20_001).kind], [20_001, 20_001, 'reset'])
})
