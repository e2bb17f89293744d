import t from 'tap'
import { profiles, type NewFault } from '../../src/faults/index.ts'
import { factsOf, faultsOf, fired } from '../support/faults/rules.ts'

const contradictions: Array<[NewFault, string]> = [
  [{ then: {} }, 'then: must have at least one of status, delay, connection, payload, drip, rateLimit, credentials, graphql or lifecycle'],
  [{ then: { status: 500, credentials: 'expired' } }, 'then.credentials: cannot be combined with status: a request has one response; use two rules'],
  [{ then: { status: 500, connection: 'reset' } }, 'then.status: cannot be combined with connection "reset", which sends no response'],
  [{ then: { connection: 'hang', drip: 1 } }, 'then.drip: cannot be combined with connection "hang", which sends no response'],
  [{ then: { retryAfter: '5s' } }, 'then.retryAfter: requires a status; add one'],
  [{ then: { body: 'x' } }, 'then.body: requires a status; add one'],
  [{ then: { delay: 5, headers: {} } }, 'then.headers: requires a status; add one'],
  [{ then: { status: 204, body: 'x' } }, 'then.body: cannot be combined with status 204, which has no body'],
  [{ match: { provider: 'datasaur' }, then: { graphql: { message: 'x' }, body: 'x' } }, 'then.body: cannot be combined with graphql, which has a body of its own'],
  [{ then: { status: 500, body: 'x'.repeat(262_144) } }, 'then.body: must have at most 262144 characters'],
  [{ then: { status: 500, headers: { 'Content-Length': '1' } } }, 'then.headers.Content-Length: is set by the server; a fault with connection or payload breaks a response'],
  [{ then: { status: 500, headers: { 'a b': '1' } } }, 'then.headers.a b: is not a valid HTTP header'],
  [{ then: { status: 500, headers: { a: 'ä\n' } } }, 'then.headers.a: is not a valid HTTP header'],
  [{ phase: 'before', then: { connection: 'truncate' } }, 'phase: must be "after": there is no response to corrupt before; or give a status, to corrupt that response'],
  [{ phase: 'after', then: { rateLimit: { limit: 1, window: 1 } } }, 'phase: must be "before": a rate limit rejects a request before it is handled'],
  [{ phase: 'after', then: { lifecycle: 'stuck' } }, 'phase: must be "before": the lifecycle of a job is chosen when it is started'],
  [{ then: { lifecycle: 'stuck', delay: 1 } }, 'then.lifecycle: cannot be combined with other effects: it applies to jobs, not to responses; use two rules'],
  [{ then: { graphql: { message: 'x' } } }, 'then.graphql: is for GraphQL providers (datasaur); match {provider: "datasaur"}'],
  [{ match: { operation: 'julep.getJobStatus' }, then: { graphql: { message: 'x' } } }, 'then.graphql: is for GraphQL providers (datasaur); match {provider: "datasaur"}, not julep'],
  [{ match: { operation: 'getJob' }, then: { status: 500 } }, 'match.operation: must be the name of a provider, a dot and the name of an operation'],
  [{ match: { provider: 'julep', operation: 'waveline.getJob' }, then: { status: 500 } }, 'match.operation: is an operation of waveline, but match.provider is julep'],
  [{ match: { operation: ['julep.getJobStatus', 'getJob'] }, then: { status: 500 } }, 'match.operation[1]: must be the name of a provider, a dot and the name of an operation'],
  [{ match: { provider: 'julep', operation: ['julep.getJobStatus', 'waveline.getJob'] }, then: { status: 500 } }, 'match.operation[1]: is an operation of waveline, but match.provider is julep'],
  [{ match: { operation: ['datasaur.getJob', 'julep.getJobStatus'] }, then: { graphql: { message: 'x' } } }, 'then.graphql: is for GraphQL providers (datasaur); match {provider: "datasaur"}, not julep'],
  [{ when: { from: '2025-01-02T00:00:00Z', until: '2025-01-02T00:00:00Z' }, then: { status: 500 } }, 'when.until: must be later than from'],
  [{ then: { status: 429, retryAfter: 5 } }, 'then.retryAfter: must be whole seconds like "5s" (a number counts milliseconds), or {date: "5s"} to show them as a date'],
  [{ then: { status: 429, retryAfter: { in: 5 } as never } }, 'then.retryAfter.date: is required'],
  [{ then: { drip: 'slowly' } }, 'then.drip: must be a duration like "5s", or {bytes, every}'],
  [{ then: { drip: 0 } }, 'then.drip: must be greater than 0'],
  [{ then: { drip: { bytes: 0, every: 1 } } }, 'then.drip.bytes: must be at least 1'],
  [{ then: { drip: { bytes: 1, every: 0 } } }, 'then.drip.every: must be greater than 0'],
  [{ then: { rateLimit: { limit: 1, window: 0 } } }, 'then.rateLimit.window: must be greater than 0'],
  [{ then: { rateLimit: { limit: 1, window: '25000d' } } }, 'then.rateLimit.window: must be at most 2147483647 seconds'],
  [{ then: { status: 429, retryAfter: { date: '1000000000d' } } }, 'then.retryAfter: must be at most 2147483647 seconds'],
  [{ then: { delay: { min: '2s', max: '1s' } } }, 'then.delay.max: must not be less than min'],
  [{ then: { delay: { about: '2s' } as never } }, 'then.delay: must be a duration ("1500ms", "30s", "5m", "2h", "1d" or a number of milliseconds), {min, max}, {mean, deviation} or {mean, distribution: "exponential"}']
]
for (const [order, message] of contradictions) {
  t.test(`a rule is refused: ${message}`, async t => {
    const faults = faultsOf()
    t.throws(() => faults.add(order), { message, field: message.slice(0, message.indexOf(':')), statusCode: 400 })
    t.same(faults.list(), [])
  })
}

t.test('a rule shows what it was told, when it is tried, and what it has done', async t => {
  const faults = faultsOf()
  const order = { name: 'mine', match: { provider: 'waveline' }, when: { first: 1 }, then: { status: 503, retryAfter: '5s' } }
  t.same(faults.add(order), { ...order, id: 'fault-1', phase: 'before', enabled: true, seen: 0, fired: 0, held: 0 })
  for (const then of [{ connection: 'truncate' }, { payload: 'malformed' }, { drip: '1s' }] as const) t.equal(faults.add({ then }).phase, 'after')
  for (const then of [{ connection: 'reset' }, { delay: 1 }, { status: 500, payload: 'wrong-type' }] as const) t.equal(faults.add({ then }).phase, 'before')
})

t.test('a rule that is disabled neither fires nor counts, and then goes on where it stopped', async t => {
  const faults = faultsOf()
  faults.add({ when: { first: 2 }, then: { status: 500 } })
  t.equal(fired(faults).length, 1)
  t.match(faults.change('fault-1', { enabled: false }), { enabled: false, seen: 1 })
  t.equal(faults.active.concern('before', factsOf()), false)
  t.same(fired(faults), [])
  faults.change('fault-1', { enabled: true })
  t.same([fired(faults).length, fired(faults).length], [1, 0])
})

t.test('a rule for several operations counts the requests to all of them together', async t => {
  const faults = faultsOf()
  faults.add({ match: { operation: ['waveline.getJob', 'waveline.listJobs'] }, when: { first: 2 }, then: { status: 500 } })
  t.same(fired(faults, { operations: ['waveline.extractDocument'] }), [])
  t.same(fired(faults, { operations: ['waveline.listJobs'] }), ['fault-1'])
  t.same(fired(faults, { operations: ['waveline.getJob'] }), ['fault-1'])
  t.same(fired(faults, { operations: ['waveline.getJob'] }), [])
  t.match(faults.get('fault-1'), { match: { operation: ['waveline.getJob', 'waveline.listJobs'] }, seen: 3, fired: 2 })
})

t.test('a change replaces the parts that are given, is checked as a whole, and keeps the counters', async t => {
  const faults = faultsOf()
  faults.add({ name: 'mine', match: { provider: 'waveline' }, when: { first: 1 }, phase: 'after', then: { status: 500 } })
  t.match(faults.change('fault-1', { when: {} }), { name: 'mine', match: { provider: 'waveline' }, when: {}, phase: 'after', then: { status: 500 } })
  t.same(faults.change('fault-1', { then: { delay: 5 } }), { id: 'fault-1', name: 'mine', match: { provider: 'waveline' }, when: {}, phase: 'before', then: { delay: 5 }, enabled: true, seen: 0, fired: 0, held: 0 })
  t.equal(faults.change('fault-1', { phase: 'after', name: 'yours' }).phase, 'after')
  t.throws(() => faults.change('fault-1', { then: { graphql: { message: 'x' } } }), { code: 'INVALID_FIELD', field: 'then.graphql' } as unknown as Error)
  t.match(faults.get('fault-1'), { name: 'yours', then: { delay: 5 } }, 'nothing of what is refused stays')
  t.same(fired(faults, { phase: 'after' }), ['fault-1'])
  t.equal(faults.change('fault-1', { match: {} }).seen, 1)
})

t.test('a limit that is changed begins anew', async t => {
  const faults = faultsOf()
  faults.add({ then: { rateLimit: { limit: 1, window: '1h' } } })
  t.same([fired(faults), fired(faults)], [[], ['fault-1']])
  faults.change('fault-1', { then: { rateLimit: { limit: 1, window: '1h' } } })
  t.same([fired(faults), fired(faults)], [[], ['fault-1']])
})

t.test('a rule that is deleted is gone, and its id is not used again', async t => {
  const faults = faultsOf()
  faults.add({ then: { status: 500 } })
  faults.remove('fault-1')
  t.same([faults.list(), fired(faults), faults.active.concern('before', factsOf())], [[], [], false])
  t.throws(() => faults.remove('fault-1'), { code: 'FAULT_UNKNOWN', statusCode: 404 })
  t.throws(() => faults.get('fault-1'), { code: 'FAULT_UNKNOWN' })
  t.equal(faults.add({ then: { status: 500 } }).id, 'fault-2')
  faults.clear()
  t.same([faults.list(), fired(faults)], [[], []])
})

t.test('there are a thousand rules at most', async t => {
  const faults = faultsOf()
  for (let count = 0; count < 999; count++) faults.add({ then: { delay: 1 } })
  t.throws(() => faults.addProfile('flaky'), { code: 'FAULT_LIMIT', statusCode: 507 })
  faults.add({ then: { delay: 1 } })
  t.throws(() => faults.add({ then: { delay: 1 } }), { code: 'FAULT_LIMIT', message: 'A sandbox has at most 1000 faults; delete some first' })
  t.equal(faults.list().length, 1000)
})

t.test('each profile stands for rules that make sense, under its name and for what it is asked for', async t => {
  t.same(profiles.map(({ name }) => name), ['flaky', 'rate-limited', 'overloaded', 'offline', 'slow', 'lost-reply', 'stuck-queue'])
  for (const { name, rules } of profiles) {
    const added = faultsOf().addProfile(name, { provider: 'waveline' })
    t.same(added.map(({ match, ...fault }) => [fault.name, match, fault.then]), rules.map(({ then }) => [name, { provider: 'waveline' }, then]))
  }
  t.throws(() => faultsOf().addProfile('flakey'), { field: 'profile', message: 'profile: must be one of flaky, rate-limited, overloaded, offline, slow, lost-reply, stuck-queue' })
})

t.test('a job that a matching request starts has the lifecycle of the rule', async t => {
  const faults = faultsOf()
  faults.add({ match: { operation: 'julep.createExecution' }, when: { first: 1, from: '1970-01-01T00:00:01.000Z' }, then: { lifecycle: 'stuck' } })
  t.equal(faults.active.concern('before', factsOf({ provider: 'julep', operations: ['julep.createExecution'] })), false)
  t.same([faults.active.lifecycleOf({ provider: 'julep', operation: 'julep.createExecution' }, 0), faults.active.lifecycleOf({ provider: 'julep', operation: 'julep.createAgentDoc' }, 1000)], [undefined, undefined])
  t.same([faults.active.lifecycleOf({ provider: 'julep', operation: 'julep.createExecution' }, 1000), faults.active.lifecycleOf({ provider: 'julep', operation: 'julep.createExecution' }, 1000)], ['stuck', undefined])
  t.match(faults.get('fault-1'), { seen: 2, fired: 1 })
  t.same([faults.uses('stuck'), faults.uses('failure')], ['fault-1', undefined])
})
