import t, { type Test } from 'tap'
import { start, type Double, type Finding, type Provider } from '../../src/index.ts'
import { providers } from '../../src/providers/index.ts'
import { rules } from '../../src/report/index.ts'
import { badClients } from '../support/report/clients/index.ts'
import { goodClients } from '../support/report/clients/good.ts'
import { sdkSituations } from '../support/report/clients/julep-sdk.ts'
import { endingAfter, World, type BadClient } from '../support/report/clients/world.ts'

// over real sockets: connections, resets and the times between requests are what the report judges
let double: Double
t.before(async () => { double = await start({ clock: 'frozen', seed: 1 }) })
t.teardown(async () => await double.close())

/** Runs a client in a sandbox of its own, and returns what the report finds. */
async function findingsOf (t: Test, { client, lifecycle, faults = [], jobs = [] }: Omit<BadClient, 'rule'>): Promise<Finding[]> {
  const sandbox = await double.sandbox()
  const controller = new AbortController()
  t.teardown(async () => {
    controller.abort()
    await sandbox.delete()
  })
  if (lifecycle !== undefined) await sandbox.lifecycles.rules.create({ lifecycle })
  for (const fault of faults) await sandbox.faults.create(fault)
  for (const id of jobs) await sandbox.jobs.create({ provider: 'waveline', id, lifecycle })
  await client(new World(sandbox, controller.signal))
  return (await sandbox.report.get()).findings
}

const violatedIn = (findings: readonly Finding[]) => [...new Set(findings.filter(({ verdict }) => verdict === 'violated').map(({ rule }) => rule))]

t.test('every rule has a client that violates it', async t => {
  t.same(badClients.map(({ rule }) => rule), rules.map(({ id }) => id))
})

for (const { rule, ...situation } of badClients) {
  t.test(`${situation.client.name} violates ${rule}, and no other rule`, async t => {
    t.same(violatedIn(await findingsOf(t, situation)), [rule])
  })
}

for (const { name } of providers) {
  t.test(`a well-behaved client of ${name} has no finding`, async t => {
    t.same(await findingsOf(t, { client: goodClients[name as Provider], lifecycle: endingAfter(30) }), [])
  })
}

t.test('the findings of the official client of Julep are known', async t => {
  // together, because its pauses are real
  await Promise.all(sdkSituations.map(async ({ name, expected, ...situation }) => t.same(violatedIn(await findingsOf(t, situation)), expected, name)))
})
