// The code under test in the three examples with a test runner: it waits for a Julep job, and does not depend on jobdouble.
import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves when the job has succeeded; throws if it ends otherwise. */
export async function waitForJob (id, { env = process.env, pause = () => sleep(1000) } = {}) {
  while (true) {
    const response = await fetch(`${env.JULEP_BASE_URL}/jobs/${id}`, { headers: { authorization: `Bearer ${env.JULEP_API_KEY}` } })
    if (!response.ok) throw new Error(`Julep responded ${response.status}`)
    const { state } = await response.json()
    if (state === 'succeeded') return
    if (!['pending', 'in_progress', 'retrying'].includes(state)) throw new Error(`the job has ${state}`)
    await pause()
  }
}
