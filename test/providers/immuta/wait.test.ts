import fc from 'fast-check'
import assert from 'node:assert/strict'
import t from 'tap'
import { isVisible, stateAt, type Job } from '../../../src/jobs/job.ts'
import { isFinal } from '../../../src/jobs/state.ts'
import { endOfWait } from '../../../src/providers/immuta/wait.ts'
import { commands, operations, perform, scripts } from '../../support/jobs/arbitraries.ts'
import { holds } from '../../support/property.ts'
import { jobOf, jobThrough, start, turn, world } from '../../support/jobs/world.ts'

const success = jobThrough('queued running succeeded')
const stuck = jobThrough('queued running')
const vanishing = jobThrough('running', { visibleUntil: start + 1500 })
const late = jobThrough('running running succeeded', { visibleFrom: start + 500 })
const flickering = jobThrough('running failed running running succeeded')

const table: Array<{ title: string, jobs: Job[], from: number, deadline: number, interval: number, end: number }> = [
  { title: 'no jobs', jobs: [], from: 0, deadline: 9000, interval: 1000, end: 0 },
  { title: 'a job that has ended', jobs: [success], from: 2000, deadline: 9000, interval: 1000, end: 2000 },
  { title: 'an end at a check', jobs: [success], from: 0, deadline: 9000, interval: 1000, end: 2000 },
  { title: 'an end between two checks', jobs: [success], from: 0, deadline: 9000, interval: 1500, end: 3000 },
  { title: 'the interval begins at the first check', jobs: [success], from: 300, deadline: 9000, interval: 1000, end: 2300 },
  { title: 'a deadline before the end', jobs: [success], from: 0, deadline: 1500, interval: 1000, end: 1500 },
  { title: 'a deadline between the end and the next check', jobs: [success], from: 0, deadline: 2500, interval: 3000, end: 2500 },
  { title: 'a deadline at the end', jobs: [success], from: 0, deadline: 2000, interval: 1000, end: 2000 },
  { title: 'a deadline that has passed', jobs: [success], from: 0, deadline: 0, interval: 1000, end: 0 },
  { title: 'no end', jobs: [stuck], from: 0, deadline: 9000, interval: 1000, end: 9000 },
  { title: 'no end and no deadline', jobs: [stuck], from: 0, deadline: Infinity, interval: 1000, end: Infinity },
  { title: 'an end and no deadline', jobs: [success], from: 0, deadline: Infinity, interval: 700, end: 2100 },
  { title: 'the later of two ends', jobs: [success, jobThrough('running failed')], from: 0, deadline: 9000, interval: 1000, end: 2000 },
  { title: 'one of two jobs never ends', jobs: [success, stuck], from: 0, deadline: 9000, interval: 1000, end: 9000 },
  { title: 'a job that vanishes', jobs: [vanishing], from: 0, deadline: 9000, interval: 1000, end: 2000 },
  { title: 'a job that is not known yet', jobs: [late], from: 0, deadline: 9000, interval: 1000, end: 0 },
  { title: 'a job that becomes known during the wait', jobs: [late, jobThrough('running failed')], from: 0, deadline: 9000, interval: 600, end: 2400 },
  { title: 'an end that does not last until the next check', jobs: [flickering], from: 0, deadline: 9000, interval: 3500, end: 7000 },
  { title: 'an end that lasts until the next check', jobs: [flickering], from: 0, deadline: 9000, interval: 1000, end: 1000 }
]

t.test('a wait ends at the first check that finds no unfinished job, or at its deadline', async t => {
  for (const { title, jobs, from, deadline, interval, end } of table) t.equal(endOfWait(jobs, start + from, start + deadline, interval) - start, end, title)
})

/** The algorithm of a server without timelines: it checks the jobs at every interval. */
function poll (jobs: readonly Job[], from: number, deadline: number, interval: number): number {
  const changes = jobs.flatMap(({ steps, visibleFrom, visibleUntil }) => [visibleFrom, visibleUntil, ...steps.map(({ at }) => at)])
  const last = Math.max(from, ...changes.filter(moment => moment < Infinity))
  for (let now = from; now < deadline; now += interval) {
    if (jobs.every(job => !isVisible(job, now) || isFinal(stateAt(job, now)))) return now
    if (now > last) return deadline
  }
  return deadline
}

const jobs = fc.array(scripts.map(script => jobOf(script)), { maxLength: 4 })
const moments = fc.record({ from: fc.nat(40), wait: fc.oneof(fc.nat(60), fc.constantFrom(0, Infinity, 5000)), interval: fc.integer({ min: 1, max: 20 }) })

holds(t, 'a wait ends when a server that polls would end it', fc.record({ jobs, moments }), ({ jobs, moments: { from, wait, interval } }) => {
  const deadline = start + from + wait
  assert.equal(endOfWait(jobs, start + from, deadline, interval), poll(jobs, start + from, deadline, interval))
})

holds(t, 'the end of a wait does not depend on the order of the jobs', fc.record({ jobs, moments }), ({ jobs, moments: { from, wait, interval } }) => {
  assert.equal(endOfWait(jobs, start + from, start + from + wait, interval), endOfWait(jobs.toReversed(), start + from, start + from + wait, interval))
})

holds(t, 'a wait whose jobs change meanwhile ends as if their last timelines had been known from the start',
  fc.record({ before: operations, during: fc.array(commands), moments }), async ({ before, during, moments: { wait, interval } }) => {
    const subject = world()
    for (const operation of before) await perform(subject, operation)
    const { jobs, clock } = subject
    const from = clock.now()
    const ids = ['0', '1', '2', '3', '4']
    const readTimelines = () => jobs.list({ limit: 100 }).items.map(({ job }) => job).filter(({ id }) => ids.includes(id))
    const { ended } = jobs.wait({ ids, until: jobs => endOfWait([...jobs], from, from + wait, interval) })
    let end = Infinity
    ended.then(moment => { end = moment })

    let timelines = readTimelines()
    for (const operation of during) {
      if (jobs.openWaits === 0) break
      await perform(subject, operation)
      timelines = readTimelines()
    }
    await turn()
    const expected = poll(timelines, from, from + wait, interval)
    assert.equal(end, expected <= clock.now() ? expected : Infinity)
  })
