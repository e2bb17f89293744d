import t from 'tap'
import { double } from '../support/double.ts'

const fault = { id: 'fault-1', match: {}, when: {}, phase: 'before', then: { status: 503 }, enabled: true, seen: 0, fired: 0, held: 0 }

t.test('a fault is made, shown, changed, paused and removed', async t => {
  const { ask } = await double(t)
  t.match(await ask('POST /__admin/faults', { then: { status: 503 } }), { status: 201, body: fault })
  await ask('POST /__admin/faults', { name: 'slow', match: { provider: 'julep' }, then: { delay: { mean: '1s', deviation: 5 } } })
  t.same((await ask('GET /__admin/faults/fault-1')).body, fault)
  t.match((await ask('GET /__admin/faults')).body, { items: [fault, { id: 'fault-2', name: 'slow' }], next: null })
  t.same((await ask('PATCH /__admin/faults/fault-1', { match: { operation: 'julep.getJobStatus' }, enabled: false })).body, { ...fault, match: { operation: 'julep.getJobStatus' }, enabled: false })
  t.match(await ask('DELETE /__admin/faults/fault-1'), { status: 204, text: '' })
  for (const operation of ['GET', 'PATCH', 'DELETE']) {
    t.same((await ask(`${operation} /__admin/faults/fault-1`, operation === 'PATCH' ? {} : undefined)).body, { error: { code: 'FAULT_UNKNOWN', message: 'There is no fault fault-1; GET /__admin/faults lists all' } })
  }
  t.equal((await ask('DELETE /__admin/faults')).status, 204)
  t.same((await ask('GET /__admin/faults')).body.items, [])
})

t.test('profiles are listed with what they do, and stand for faults', async t => {
  const { ask } = await double(t)
  const { items } = (await ask('GET /__admin/faults/profiles')).body
  t.same(items.map(({ name }: { name: string }) => name), ['flaky', 'rate-limited', 'overloaded', 'offline', 'slow', 'lost-reply', 'stuck-queue'])
  for (const { name, description, rules } of items) {
    t.match(description, /^[A-Z].*\.$/)
    const { status, body } = await ask('POST /__admin/faults', { profile: name, match: { provider: 'waveline' } })
    t.equal(status, 201)
    t.match(body.items, rules.map((rule: object) => ({ ...rule, name, match: { provider: 'waveline' } })))
  }
  t.equal((await ask('GET /__admin/faults')).body.items.length, 9)
})

const refusals: Array<{ body: unknown, field: string, message: RegExp }> = [
  { body: {}, field: 'then', message: /is required/ },
  { body: [], field: 'body', message: /must be a fault rule, or \{profile/ },
  { body: { then: { status: 503 }, probability: 1 }, field: 'probability', message: /is not a known field/ },
  { body: { then: { status: 99 } }, field: 'then.status', message: /must be at least 200/ },
  { body: { then: { status: 503, retryAfter: 'soon' } }, field: 'then.retryAfter', message: /must be whole seconds like "5s"/ },
  { body: { then: { drip: null } }, field: 'then.drip', message: /must be a duration like "5s", or \{bytes, every\}/ },
  { body: { then: { retryAfter: null } }, field: 'then.retryAfter', message: /must be whole seconds/ },
  { body: { then: { connection: 'slow' } }, field: 'then.connection', message: /must be one of reset, hang, empty, truncate/ },
  { body: { then: { lifecycle: 'sucess' } }, field: 'then.lifecycle', message: /there is no lifecycle sucess; did you mean success/ },
  { body: { then: { lifecycle: { steps: [] } } }, field: 'then.lifecycle.steps', message: /must not be empty/ },
  { body: { then: { lifecycle: 5 } }, field: 'then.lifecycle', message: /must be the name of a lifecycle/ },
  { body: { when: { probability: 2 }, then: { status: 503 } }, field: 'when.probability', message: /must be at most 1/ },
  { body: { when: { from: 'noon' }, then: { status: 503 } }, field: 'when.from', message: /must be a moment like 2025-01-01T00:00:00.000Z/ },
  { body: { when: { from: '2025-01-01T00:00:00' }, then: { status: 503 } }, field: 'when.from', message: /must be a moment like/ },
  { body: { when: { first: 0 }, then: { status: 503 } }, field: 'when.first', message: /must be at least 1/ },
  { body: { match: { provider: 'jules' }, then: { status: 503 } }, field: 'match.provider', message: /must be one of starfish/ },
  { body: { match: { operation: 'julep.getJobstatus' }, then: { status: 503 } }, field: 'match.operation', message: /"julep.getJobstatus" is not an operation that this server provides; the most similar are julep.getJobStatus/ },
  { body: { profile: 'flaky', match: { operation: 'getJob' } }, field: 'match.operation', message: /"getJob" is not an operation/ },
  { body: { profile: 'flakey' }, field: 'profile', message: /must be one of flaky, rate-limited/ },
  { body: { profile: 'flaky', then: {} }, field: 'then', message: /is not a known field/ }
]

t.test('a fault that is not valid is rejected with its field, and nothing of it is kept', async t => {
  const { ask } = await double(t)
  for (const { body, field, message } of refusals) {
    const answer = await ask('POST /__admin/faults', body)
    t.match([answer.status, answer.body.error], [400, { field, message }], JSON.stringify(body))
    t.same((await ask('GET /__admin/faults')).body.items, [], JSON.stringify(body))
  }
})

t.test('a change is checked as a whole, and what is refused changes nothing', async t => {
  const { ask } = await double(t)
  await ask('POST /__admin/faults', { then: { status: 503 } })
  for (const change of [{ then: {} }, { then: { lifecycle: 'sucess' } }, { phase: 'after', then: { rateLimit: { limit: 1, window: '1s' } } }, { seen: 5 }]) {
    t.ok((await ask('PATCH /__admin/faults/fault-1', change)).status >= 400)
    t.same((await ask('GET /__admin/faults/fault-1')).body, fault)
  }
})

t.test('an uploaded lifecycle that a fault gives to jobs stays until the fault goes', async t => {
  const { ask } = await double(t)
  await ask('PUT /__admin/lifecycles/mine', { steps: [{ state: 'queued' }] })
  await ask('POST /__admin/faults', { then: { lifecycle: 'mine' } })
  t.match(await ask('DELETE /__admin/lifecycles/mine'), { status: 409, body: { error: { code: 'LIFECYCLE_IN_USE', message: 'The fault rule fault-1 uses the lifecycle mine for new jobs; delete that rule first' } } })
  await ask('DELETE /__admin/faults')
  t.equal((await ask('DELETE /__admin/lifecycles/mine')).status, 204)
})

t.test('a reset takes the faults away, and another sandbox has its own', async t => {
  const { ask } = await double(t)
  await ask('POST /__admin/faults', { then: { status: 503 } })
  await ask('POST /@x/__admin/faults', { then: { status: 500 } })
  await ask('POST /__admin/reset')
  t.same((await ask('GET /__admin/faults')).body.items, [])
  t.match((await ask('GET /@x/__admin/faults')).body.items, [{ id: 'fault-1', then: { status: 500 } }])
  t.equal((await ask('POST /__admin/faults', { then: { status: 503 } })).body.id, 'fault-1')
})

t.test('there are a thousand faults in a sandbox at most', async t => {
  const { ask, app } = await double(t)
  const { faults } = app.sandboxes.get('main')
  for (let count = 0; count < 999; count++) faults.add({ then: { delay: 1 } })
  t.equal((await ask('POST /__admin/faults', { then: { delay: 1 } })).status, 201)
  t.match(await ask('POST /__admin/faults', { then: { delay: 1 } }), { status: 507, body: { error: { code: 'FAULT_LIMIT' } } })
})
