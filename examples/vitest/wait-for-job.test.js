// A sandbox per test, with vitest: npx vitest run
import { start } from 'jobdouble'
import { afterAll, describe, it } from 'vitest'
import { waitForJob } from '../wait-for-job.js'

const double = await start({ clock: { mode: 'frozen' } })
afterAll(() => double.close())

/** A world of the test's own, and how the code under test reaches it; each pause of its takes one second there, and none here. */
async function enter (onTestFinished) {
  const sandbox = await double.sandbox()
  onTestFinished(() => sandbox.delete())
  return { sandbox, options: { env: sandbox.env, pause: () => sandbox.clock.advance('1s') } }
}

describe.concurrent('waitForJob', () => {
  it('waits until the job has succeeded', async ({ expect, onTestFinished }) => {
    const { sandbox, options } = await enter(onTestFinished)
    const { id } = await sandbox.jobs.create({ provider: 'julep', lifecycle: 'retry-then-success' })
    await waitForJob(id, options)
    expect((await sandbox.jobs.get(id)).state).toBe('succeeded')
  })

  it('says so when the job fails', async ({ expect, onTestFinished }) => {
    const { sandbox, options } = await enter(onTestFinished)
    const { id } = await sandbox.jobs.create({ provider: 'julep', lifecycle: 'failure' })
    await expect(waitForJob(id, options)).rejects.toThrow('the job has failed')
  })

  it('asks no more when Julep is down', async ({ expect, onTestFinished }) => {
    const { sandbox, options } = await enter(onTestFinished)
    const { id } = await sandbox.jobs.create({ provider: 'julep' })
    await sandbox.faults.add({ match: { provider: 'julep' }, when: { after: 1 }, then: { status: 503 } })
    await expect(waitForJob(id, options)).rejects.toThrow('Julep answered 503')
    await sandbox.requests.verify({ job: id, status: 503 }, { exactly: 1 })
  })
})
