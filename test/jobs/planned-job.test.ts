import fc from 'fast-check'
import assert from 'node:assert/strict'
import t from 'tap'
import { createJob } from '../../src/jobs/creation.ts'
import { hasEnded, positionAt, stepAt, viewAt } from '../../src/jobs/job.ts'
import { toLifecycle } from '../../src/jobs/lifecycles/lifecycle.ts'
import { randomStream } from '../../src/random/index.ts'
import { lastMoment } from '../../src/time/index.ts'
import { scripts } from '../support/jobs/arbitraries.ts'
import { heapUsed } from '../support/heap.ts'
import { builtIn, start } from '../support/jobs/world.ts'
import { holds } from '../support/property.ts'

const planned = (id: string, lifecycle = builtIn.choose('success'), now = start, given = {}) =>
  createJob({ id, provider: 'immuta', kind: 'test', lifecycle: 'success', ...given }, lifecycle, now, 1, purpose => randomStream(1, purpose))

const creations = fc.record({ script: scripts, now: fc.constantFrom(start, lastMoment - 8), given: fc.record({ output: fc.constant('own'), error: fc.constant('wrong') }, { requiredKeys: [] }) })

holds(t, 'a job that no command has changed is at each moment as its steps say', creations, ({ script, now, given }) => {
  const job = planned('a', toLifecycle(script, 'script'), now, given)
  const laidOut = job.toLaidOut()
  const { steps } = laidOut
  for (const [position, step] of steps.entries()) assert.deepEqual(stepAt(job, position), step)
  const moments = steps.flatMap(({ at }) => at === Infinity ? [] : [at - 1, at, at + 1])
  for (const moment of moments.filter(moment => moment >= now && moment <= lastMoment)) {
    const { job: own, ...view } = viewAt(job, moment)
    const { job: other, ...expected } = viewAt(laidOut, moment)
    assert.deepEqual(view, expected)
    assert.equal(positionAt(job, moment), positionAt(laidOut, moment))
    assert.equal(hasEnded(job, moment), hasEnded(laidOut, moment))
  }
})

t.test('a job of a lifecycle takes at most 150 bytes, because it shares the steps of the others', async t => {
  const ids = Array.from({ length: 20_000 }, (_, index) => String(index))
  const before = heapUsed()
  const jobs = ids.map(id => planned(id))
  t.ok((heapUsed() - before) / ids.length <= 150)
  t.equal(jobs.length, ids.length)
})
