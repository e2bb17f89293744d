import t from 'tap'
import { type Job } from '../../src/jobs/job.ts'
import { MemoryStore } from '../../src/jobs/store.ts'
import { start, unfinishedUntil, world } from './world.ts'

/** A world at a thousand times real time whose store takes so long to write that other jobs fall due meanwhile. */
function lateWorld () {
  let writtenAt = 0
  class LateStore extends MemoryStore {
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
  const subject = world({ mode: 'scaled', rate: 1000, now: start }, new LateStore())
  return { ...subject, writeAt: (ms: number) => { writtenAt = ms } }
}

/** `a queued→running` without the moment. */
const what = (announced: string[]) => announced.map(said => said.split(' @')[0])
const when = (announced: string[]) => announced.map(said => Number(said.split('@')[1]))

t.test('what falls due while a job is written is announced in the order in which it happens', async t => {
  const { make, writeAt, announced } = lateWorld()
  await make({ steps: [{ state: 'queued' }, { state: 'running', after: 200_000 }, { state: 'failed', after: '1d' }] })
  writeAt(600_000)
  await make({ steps: [{ state: 'queued' }, { state: 'running', after: 0 }, { state: 'retrying', after: 250_000 }, { state: 'failed', after: '1d' }] }, { id: 'b' })
  t.strictSame(what(announced), ['b queued→running', 'a queued→running', 'b running→retrying'])
  t.strictSame(when(announced), when(announced).toSorted((a, b) => a - b))
})

t.test('a wait whose job is rewritten does not end by its old timeline, which falls due while it is written', async t => {
  const { jobs, make, writeAt } = lateWorld()
  await make({ steps: [{ state: 'running' }, { state: 'failed', after: 200_000 }] })
  await jobs.wait('immuta', { ids: ['a'], until: jobs => Math.max(...Array.from(jobs, job => unfinishedUntil(job, job.steps[0]!.at))) })
  writeAt(250_000)
  await jobs.force('a', 'running')
  t.equal(jobs.openWaits, 1)
  t.equal((await jobs.find('a')).state, 'running')
})
