import t from 'tap'
import { startDouble } from '../support/client.ts'
import { documented } from '../support/double.ts'

const begin = Date.UTC(2025, 0, 1)
const at = (seconds: number) => new Date(begin + seconds * 1000).toISOString()

t.test('jobs are created, read and commanded', async t => {
  const { jobs, clock } = await (await startDouble(t)).sandbox()
  const made = await jobs.create({ provider: 'julep', input: { a: 1 }, output: 'done', lifecycle: 'waiting' })
  t.same(await jobs.get(made), made)
  t.same(await jobs.get(made.id), made)
  await clock.advanceUntil({ job: made, state: 'waiting' })
  t.equal((await jobs.resume(made)).state, 'running')
  const forced = await jobs.force(made, 'succeeded', { output: 'sooner' })
  t.match([forced.state, forced.output], ['succeeded', 'sooner'])
  await t.rejects(jobs.cancel(made), { name: 'JobdoubleError', code: 'JOB_FINISHED', status: 409 })
  await t.rejects(jobs.get('missing'), { code: 'JOB_UNKNOWN', status: 404 })
  await t.rejects(jobs.create({ provider: 'julep', lifecycle: { steps: [{ state: 'running', after: -1 }] } }), { code: 'INVALID_FIELD', field: 'lifecycle.steps[0].after' })
  const failing = await jobs.create({ provider: 'immuta' })
  t.match(await jobs.force(failing.id, 'failed', { error: 'boom' }), { state: 'failed', error: 'boom' })
  t.equal((await jobs.cancel(await jobs.create({ provider: 'immuta' }))).state, 'cancelled')
})

t.test('a job that is held stays where it is until it is released', async t => {
  const { jobs, clock } = await (await startDouble(t)).sandbox()
  const job = await jobs.create({ provider: 'julep' })
  await jobs.hold(job)
  await clock.advance('1d')
  t.equal((await jobs.get(job)).state, 'queued')
  await jobs.release(job)
  await clock.advanceUntilIdle()
  t.equal((await jobs.get(job)).state, 'succeeded')
})

t.test('a list is awaited for its first page, and iterated over for all', async t => {
  const { jobs } = await (await startDouble(t)).sandbox()
  const made: string[] = []
  for (let index = 0; index < 5; index++) made.push((await jobs.create({ provider: index < 4 ? 'julep' : 'immuta' })).id)
  const page = await jobs.list({ provider: 'julep', limit: 3 })
  t.match([page.items.length, page.total, typeof page.next], [3, 4, 'string'])
  t.same((await jobs.list({ provider: 'julep', limit: 3, cursor: page.next! })).items.map(({ id }) => id), made.slice(0, 1))
  const all: string[] = []
  for await (const { id } of jobs.list({ limit: 2 })) all.push(id)
  t.same(all, made.toReversed())
  await t.rejects(jobs.list({ limit: 0 }), { code: 'INVALID_FIELD', field: 'limit' })
})

t.test('the clock is read, updated and advanced', async t => {
  const { clock, jobs } = await (await startDouble(t)).sandbox()
  t.same(await clock.update({ mode: 'scaled', rate: 2 }).then(({ mode, rate }) => [mode, rate]), ['scaled', 2])
  t.equal((await clock.freeze()).mode, 'frozen')
  t.equal((await clock.update({ now: new Date(begin + 60_000) })).now, at(60))
  const { id } = await jobs.create({ provider: 'julep' })
  t.match(await clock.advance(1000), { now: at(61), transitions: [{ job: id, provider: 'julep', from: 'queued', to: 'running', at: at(61) }] })
  t.match(await clock.advanceTo(at(62)), { now: at(62), transitions: [] })
  t.match(await clock.advanceTo(new Date(begin + 63_000)), { now: at(63) })
  t.equal((await clock.advanceUntil({ job: id, state: 'succeeded' })).now, at(65))
  await jobs.create({ provider: 'julep' })
  t.equal((await clock.advanceUntilIdle()).now, at(70))
  t.equal((await clock.get()).now, at(70))
  await t.rejects(clock.advanceTo(at(0)), { code: 'INVALID_FIELD', field: 'to' })
})

t.test('lifecycles are uploaded as an object or as YAML, used, and deleted', async t => {
  const { lifecycles, jobs } = await (await startDouble(t)).sandbox()
  const names: string[] = []
  for await (const { name } of lifecycles.list()) names.push(name)
  t.ok(names.includes('retry-then-success'))
  t.match(await lifecycles.create('mine', { steps: [{ state: 'running' }, { state: 'failed', after: { min: '1s', max: '2s' }, error: 'mine' }] }), { name: 'mine' })
  t.equal((await jobs.create({ provider: 'julep', lifecycle: 'mine' })).state, 'running')
  await lifecycles.create('mine', 'steps:\n  - state: succeeded\n    output: yes, mine\nillegal: true\n')
  t.match(await jobs.create({ provider: 'julep', lifecycle: 'mine' }), { state: 'succeeded', output: 'yes, mine' })
  t.match(await lifecycles.get('mine'), { name: 'mine', illegal: true })
  await lifecycles.delete('mine')
  await t.rejects(lifecycles.get('mine'), { code: 'LIFECYCLE_UNKNOWN', status: 404 })
  await t.rejects(lifecycles.create('bad', 'steps: [{state: nowhere}]'), { code: 'INVALID_FIELD', field: 'steps[0].state' })
})

t.test('lifecycle rules choose the lifecycles of the jobs that a client creates', async t => {
  const { lifecycles, env } = await (await startDouble(t)).sandbox()
  const launch = async () => await fetch(`${env.JULEP_BASE_URL}/tasks/11111111-2222-4333-8444-555555555555/executions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${env.JULEP_API_KEY}`, 'content-type': 'application/json' },
    body: '{"input":{"topic":"cats"}}'
  })
  const next = await lifecycles.next({ provider: 'julep', lifecycle: 'failure' })
  const rule = await lifecycles.rules.create({ operation: 'julep.createExecution', match: { input: { topic: 'cats' } }, lifecycle: 'stuck', times: 3 })
  await launch()
  await launch()
  t.match((await lifecycles.rules.list()).items, [{ id: next.id, matched: 1 }, { id: rule.id, matched: 1 }])
  await lifecycles.rules.delete(next)
  await lifecycles.rules.delete(rule.id)
  t.same((await lifecycles.rules.list()).items, [])
  await lifecycles.rules.create({ lifecycle: 'stuck' })
  await lifecycles.rules.reset()
  t.same((await lifecycles.rules.list()).items, [])
  await t.rejects(lifecycles.rules.delete(rule), { code: 'RULE_UNKNOWN' })
})

t.test('dialects are read and updated', async t => {
  const { dialects } = await (await startDouble(t)).sandbox()
  t.same(await dialects.get(), documented)
  t.same(await dialects.update({ julep: 'observed' }), { ...documented, julep: 'observed' })
})

t.test('a sandbox is reset to its initial state', async t => {
  const sandbox = await (await startDouble(t)).sandbox()
  await sandbox.jobs.create({ provider: 'julep' })
  await sandbox.clock.advance('2s')
  await sandbox.reset()
  t.same([(await sandbox.jobs.list()).total, (await sandbox.clock.get()).now], [0, at(0)])
})

t.test('the responses about a job are those that its clients would get now', async t => {
  const { jobs, requests } = await (await startDouble(t)).sandbox()
  const job = await jobs.create({ provider: 'waveline' })
  const responses = await jobs.responses(job)
  t.match(responses[0], { operation: 'waveline.getJob', request: { method: 'GET' }, response: { status: 200, body: { id: job.id, status: 'CREATED' } } })
  t.equal((await requests.count()).count, 0, 'the journal does not have them')
})
