// A sandbox per test, with vitest: npx vitest run
import { start } from 'jobdouble'
import { afterAll, describe, it } from 'vitest'
import { waitForJob } from '../wait-for-job.js'

const double = await start({ clock: 'frozen' })
afterAll(() => double.close())

/** A sandbox for one test, and the options that direct the code under test to it: a pause advances the sandbox's clock by one second instead of waiting. */
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

  it('throws when the job fails', async ({ expect, onTestFinished }) => {
    const { sandbox, options } = await enter(onTestFinished)
    const { id } = await sandbox.jobs.create({ provider: 'julep', lifecycle: 'failure' })
    await expect(waitForJob(id, options)).rejects.toThrow('the job has failed')
  })

  it('stops polling when Julep is down', async ({ expect, onTestFinished }) => {
    const { sandbox, options } = await enter(onTestFinished)
    const { id } = await sandbox.jobs.create({ provider: 'julep' })
    await sandbox.faults.create({ match: { provider: 'julep' }, when: { after: 1 }, then: { status: 503 } })
    await expect(waitForJob(id, options)).rejects.toThrow('Julep responded 503')
    await sandbox.requests.verify({ job: id, status: 503 }, { exactly: 1 })
  })
})
