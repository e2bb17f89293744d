import t from 'tap'
import { type Job } from '../../src/jobs/job.ts'
import { JobStore } from '../../src/jobs/store.ts'
import { start, unfinishedUntil, world } from '../support/jobs/world.ts'

/** A world on a fast clock. During a write the clock runs to the moment set by `writeAt`, so that other jobs become due meanwhile. */
function lateWorld () {
  let writtenAt = 0
  class SlowStore extends JobStore {
    override create (job: Job): void {
      while (subject.clock.now() < start + writtenAt);
      super.create(job)
    }

    override update (id: string, change: (job: Job) => Job): Job {
      return super.update(id, job => {
        const changed = change(job)
        while (subject.clock.now() < start + writtenAt);
        return changed
      })
    }
  }
  const subject = world({ mode: 'scaled', rate: 1000, now: start }, new SlowStore())
  return { ...subject, writeAt: (ms: number) => { writtenAt = ms } }
}

/** `a queued→running` without the moment. */
const what = (announced: string[]) => announced.map(said => said.split(' @')[0])
const when = (announced: string[]) => announced.map(said => Number(said.split('@')[1]))

t.test('transitions that become due on a fast clock while a job is written are announced in the order of their moments', async t => {
  const { make, writeAt, announced } = lateWorld()
  make({ steps: [{ state: 'queued' }, { state: 'running', after: 200_000 }, { state: 'failed', after: '1d' }] })
  writeAt(600_000)
  make({ steps: [{ state: 'queued' }, { state: 'running', after: 0 }, { state: 'retrying', after: 250_000 }, { state: 'failed', after: '1d' }] }, { id: 'b' })
  t.strictSame(what(announced), ['b queued→running', 'a queued→running', 'b running→retrying'])
  t.strictSame(when(announced), when(announced).toSorted((a, b) => a - b))
})

t.test('a wait does not end by the old timeline of its job if that becomes due while the new one is written', async t => {
  const { jobs, make, writeAt } = lateWorld()
  make({ steps: [{ state: 'running' }, { state: 'failed', after: 200_000 }] })
  jobs.wait({ ids: ['a'], until: jobs => Math.max(...Array.from(jobs, job => unfinishedUntil(job, job.steps[0]!.at))) })
  writeAt(250_000)
  jobs.force('a', 'running')
  t.equal(jobs.openWaits, 1)
  t.equal(jobs.find('a').state, 'running')
})
