import t from 'tap'
import type { Job } from '../../src/jobs/job.ts'
import type { Entry } from '../../src/jobs/store.ts'
import { inTurn } from '../../src/jobs/snapshot/order.ts'
import { jobOf, start } from './world.ts'

/** A job that runs after some ms and tries again after some more, as it was written by the command of that number. */
function entry (id: string, running: number, retrying: number, written: number, writtenAt = 0): Entry {
  const job: Job = jobOf({ steps: [{ state: 'queued' }, { state: 'running', after: running }, { state: 'retrying', after: retrying }] }, { id })
  return { number: written, job, written, writtenAt: start + writtenAt }
}

const turns = (entries: readonly Entry[], now: number) => inTurn(entries, start + now).map(({ id }) => id).join(' ')

t.test('whose step was planned first has the first turn', async t => {
  t.equal(turns([entry('a', 2, 1, 1), entry('b', 1, 2, 2)], 2), 'b a')
  t.equal(turns([entry('a', 1, 2, 1), entry('b', 1, 2, 2)], 2), 'a b', 'both at one moment: as they had their turns then')
  t.equal(turns([entry('a', 1, 2, 2), entry('b', 1, 2, 1)], 2), 'b a')
})

t.test('what was due at a moment comes before what a command of that moment plans', async t => {
  const [due, told] = [entry('due', 1, 2, 2), entry('told', 1, 2, 3, 1)]
  t.equal(turns([due, told], 2), 'due told')
  t.equal(turns([told, due], 2), 'due told')
})

t.test('jobs that will not move by themselves have no turn', async t => {
  t.equal(turns([entry('a', 1, 1, 1), entry('b', 1, 5, 2)], 2), 'b')
})
