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

const table: Array<[title: string, jobs: Job[], from: number, deadline: number, interval: number, end: number]> = [
  ['no jobs', [], 0, 9000, 1000, 0],
  ['a job that has ended', [success], 2000, 9000, 1000, 2000],
  ['an end at a check', [success], 0, 9000, 1000, 2000],
  ['an end between two checks', [success], 0, 9000, 1500, 3000],
  ['the interval begins at the first check', [success], 300, 9000, 1000, 2300],
  ['a deadline before the end', [success], 0, 1500, 1000, 1500],
  ['a deadline between the end and the next check', [success], 0, 2500, 3000, 2500],
  ['a deadline at the end', [success], 0, 2000, 1000, 2000],
  ['a deadline that has passed', [success], 0, 0, 1000, 0],
  ['no end', [stuck], 0, 9000, 1000, 9000],
  ['no end and no deadline', [stuck], 0, Infinity, 1000, Infinity],
  ['an end and no deadline', [success], 0, Infinity, 700, 2100],
  ['the later of two ends', [success, jobThrough('running failed')], 0, 9000, 1000, 2000],
  ['one of two jobs never ends', [success, stuck], 0, 9000, 1000, 9000],
  ['a job that vanishes', [vanishing], 0, 9000, 1000, 2000],
  ['a job that is not known yet', [late], 0, 9000, 1000, 0],
  ['a job that becomes known during the wait', [late, jobThrough('running failed')], 0, 9000, 600, 2400],
  ['an end that does not last until the next check', [flickering], 0, 9000, 3500, 7000],
  ['an end that lasts until the next check', [flickering], 0, 9000, 1000, 1000]
]

t.test('a wait ends at the first check that finds no unfinished job, or at its deadline', async t => {
  for (const [title, jobs, from, deadline, interval, end] of table) t.equal(endOfWait(jobs, start + from, start + deadline, interval) - start, end, title)
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
