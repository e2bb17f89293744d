// A sandbox per test, with node:test: node --test
import { start } from 'jobdouble'
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { waitForJob } from '../wait-for-job.js'

const double = await start({ clock: 'frozen' })
after(() => double.close())

/** A sandbox for one test, and the options that direct the code under test to it: a pause advances the sandbox's clock by one second instead of waiting. */
async function enter (test) {
  const sandbox = await double.sandbox()
  test.after(() => sandbox.delete())
  return { sandbox, options: { env: sandbox.env, pause: () => sandbox.clock.advance('1s') } }
}

describe('waitForJob', { concurrency: true }, () => {
  it('waits until the job has succeeded', async test => {
    const { sandbox, options } = await enter(test)
    const { id } = await sandbox.jobs.create({ provider: 'julep', lifecycle: 'retry-then-success' })
    await waitForJob(id, options)
    assert.equal((await sandbox.jobs.get(id)).state, 'succeeded')
  })

  it('throws when the job fails', async test => {
    const { sandbox, options } = await enter(test)
    const { id } = await sandbox.jobs.create({ provider: 'julep', lifecycle: 'failure' })
    await assert.rejects(waitForJob(id, options), /the job has failed/)
  })

  it('stops polling when Julep is down', async test => {
    const { sandbox, options } = await enter(test)
    const { id } = await sandbox.jobs.create({ provider: 'julep' })
    await sandbox.faults.create({ match: { provider: 'julep' }, when: { after: 1 }, then: { status: 503 } })
    await assert.rejects(waitForJob(id, options), /Julep responded 503/)
    await sandbox.requests.verify({ job: id, status: 503 }, { exactly: 1 })
  })

  it('treats its job as a good client does', async test => {
    const { sandbox, options } = await enter(test)
    const { id } = await sandbox.jobs.create({ provider: 'julep', lifecycle: 'retry-then-success' })
    await waitForJob(id, options)
    // throws for polls without a pause, a job that is forgotten, an ignored Retry-After and so on: docs/report.md
    await sandbox.report.expectGood()
  })
})
