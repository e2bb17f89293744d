import t from 'tap'
import type { Job } from '../../../src/jobs/job.ts'
import type { StoredJob } from '../../../src/jobs/store.ts'
import { inDueOrder } from '../../../src/jobs/snapshot/order.ts'
import { jobOf, start } from '../../support/jobs/world.ts'

/** A job that runs after `running` ms and retries after another `retrying` ms, as it was written by the command of that number. */
function stored (id: string, running: number, retrying: number, writeNumber: number, writtenAt = 0): StoredJob {
  const steps = [{ state: 'queued' as const }, { state: 'running' as const, after: running }, { state: 'retrying' as const, after: retrying }]
  const job: Job = jobOf({ steps }, { id })
  return { number: writeNumber, job, writeNumber, writtenAt: start + writtenAt }
}

const order = (jobs: readonly StoredJob[], now: number) => inDueOrder(jobs, start + now).map(({ id }) => id).join(' ')

t.test('the step that was planned first comes first', async t => {
  t.equal(order([stored('a', 2, 1, 1), stored('b', 1, 2, 2)], 2), 'b a')
  t.equal(order([stored('a', 1, 2, 1), stored('b', 1, 2, 2)], 2), 'a b', 'planned at one moment: in the order of the steps before them')
  t.equal(order([stored('a', 1, 2, 2), stored('b', 1, 2, 1)], 2), 'b a')
})

t.test('a step that was due at a moment comes before a step that a command planned at that moment', async t => {
  const [due, commanded] = [stored('due', 1, 2, 2), stored('commanded', 1, 2, 3, 1)]
  t.equal(order([due, commanded], 2), 'due commanded')
  t.equal(order([commanded, due], 2), 'due commanded')
})

t.test('jobs without a step that comes by itself are omitted', async t => {
  t.equal(order([stored('a', 1, 1, 1), stored('b', 1, 5, 2)], 2), 'b')
})
