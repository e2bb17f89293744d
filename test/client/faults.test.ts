import t from 'tap'
import { profiles } from '../../src/faults/index.ts'
import type { FaultProfile } from '../../src/index.ts'
import { startDouble } from '../support/client.ts'

t.test('a fault is created, read, updated, paused, resumed and deleted', async t => {
  const { faults, jobs, env } = await (await startDouble(t)).sandbox()
  const job = await jobs.create({ provider: 'julep' })
  const ask = async () => (await fetch(`${env.JULEP_BASE_URL}/jobs/${job.id}`, { headers: { authorization: `Bearer ${env.JULEP_API_KEY}` } })).status

  const fault = await faults.create({ name: 'tired', match: { provider: 'julep', job }, when: { after: 1 }, then: { status: 503, retryAfter: '5s' } })
  t.match(fault, { name: 'tired', match: { provider: 'julep', job: job.id }, when: { after: 1 }, phase: 'before', then: { status: 503 }, enabled: true, seen: 0, fired: 0, held: 0 })
  t.same([await ask(), await ask()], [200, 503])
  t.match(await faults.get(fault), { seen: 2, fired: 1 })
  t.match((await faults.pause(fault.id)).enabled, false)
  t.equal(await ask(), 200)
  t.match((await faults.resume(fault)).enabled, true)
  t.match(await faults.update(fault, { then: { status: 500 }, when: {} }), { id: fault.id, name: 'tired', match: { job: job.id }, then: { status: 500 } })
  t.equal(await ask(), 500)
  await faults.delete(fault)
  t.equal(await ask(), 200)
  await t.rejects(faults.get(fault), { code: 'FAULT_UNKNOWN', status: 404 })
  await t.rejects(faults.create({ then: { status: 99 } }), { code: 'INVALID_FIELD', field: 'then.status' })
})

t.test('the rules of a profile are added at once, for the requests that match, and all are cleared', async t => {
  const { faults, jobs } = await (await startDouble(t)).sandbox()
  const job = await jobs.create({ provider: 'julep' })
  const names: Record<FaultProfile, true> = { flaky: true, 'rate-limited': true, overloaded: true, offline: true, slow: true, 'lost-reply': true, 'stuck-queue': true }
  t.same(Object.keys(names), profiles.map(({ name }) => name))
  for (const name of Object.keys(names) as FaultProfile[]) t.equal((await faults.create({ profile: name }))[0]!.name, name)
  await faults.reset()
  t.same((await faults.list()).items, [])
  t.match(await faults.create({ profile: 'flaky', match: { provider: 'julep', job } }), [{ match: { provider: 'julep', job: job.id } }, { match: { job: job.id } }])
  const seen: string[] = []
  for await (const { name } of faults.list()) seen.push(name!)
  t.same(seen, ['flaky', 'flaky'])
})

t.test('a fault that is injected is an event', async t => {
  const sandbox = await (await startDouble(t)).sandbox()
  const { id } = await sandbox.faults.create({ match: { operation: 'waveline.getJob' }, then: { status: 500 } })
  const events = await sandbox.events({ kinds: ['fault'] })
  await fetch(`${sandbox.env.WAVELINE_BASE_URL}/api/v1/jobs/x`)
  const { value } = await events.next()
  t.match(value, { kind: 'fault', id: 1, data: { fault: id, phase: 'before', provider: 'waveline', operations: ['waveline.getJob'], method: 'GET', at: '2025-01-01T00:00:00.000Z' } })
  await events.return()
})
