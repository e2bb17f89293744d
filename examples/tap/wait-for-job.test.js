// A sandbox per test, with tap: npx tap
import { start } from 'jobdouble'
import t from 'tap'
import { waitForJob } from '../wait-for-job.js'

const double = await start({ clock: 'frozen' })
t.teardown(() => double.close())

/** A sandbox for one test, and the options that direct the code under test to it: a pause advances the sandbox's clock by one second instead of waiting. */
async function enter (t) {
  const sandbox = await double.sandbox()
  t.teardown(() => sandbox.delete())
  return { sandbox, options: { env: sandbox.env, pause: () => sandbox.clock.advance('1s') } }
}

t.jobs = 2

t.test('it waits until the job has succeeded', async t => {
  const { sandbox, options } = await enter(t)
  const { id } = await sandbox.jobs.create({ provider: 'julep', lifecycle: 'retry-then-success' })
  await waitForJob(id, options)
  t.equal((await sandbox.jobs.get(id)).state, 'succeeded')
})

t.test('it throws when the job fails', async t => {
  const { sandbox, options } = await enter(t)
  const { id } = await sandbox.jobs.create({ provider: 'julep', lifecycle: 'failure' })
  await t.rejects(waitForJob(id, options), { message: 'the job has failed' })
})

t.test('it stops polling when Julep is down', async t => {
  const { sandbox, options } = await enter(t)
  const { id } = await sandbox.jobs.create({ provider: 'julep' })
  await sandbox.faults.create({ match: { provider: 'julep' }, when: { after: 1 }, then: { status: 503 } })
  await t.rejects(waitForJob(id, options), { message: 'Julep responded 503' })
  await sandbox.requests.verify({ job: id, status: 503 }, { exactly: 1 })
})
