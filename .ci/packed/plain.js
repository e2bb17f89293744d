// The package in plain JavaScript.
import { connect, start } from 'jobdouble'

/** The states of a job on the server at `url`, and on one that is started here. */
export async function follow (url) {
  const started = await start({ clock: 'frozen', seed: 1 })
  try {
    return [await followIn(connect(url)), await followIn(started)]
  } finally {
    await started.close()
  }
}

async function followIn (double) {
  const sandbox = await double.sandbox({ clock: { mode: 'frozen' } })
  const job = await sandbox.jobs.create({ provider: 'julep', lifecycle: 'failure' })
  const states = [job.state]
  for (const { to } of (await sandbox.clock.advanceUntilIdle()).transitions) states.push(to)
  await sandbox.faults.create({ then: { status: 503 } })
  await fetch(`${sandbox.env.JULEP_BASE_URL}/jobs/${job.id}`)
  await sandbox.requests.verify({ job, status: 503 }, { exactly: 1 })
  await sandbox.delete()
  return states
}
