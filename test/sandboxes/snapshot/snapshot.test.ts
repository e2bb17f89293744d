import fc from 'fast-check'
import assert from 'node:assert/strict'
import t from 'tap'
import { PlannedJob } from '../../../src/jobs/planned-job.ts'
import type { Transition } from '../../../src/jobs/scheduler.ts'
import type { Sandbox } from '../../../src/sandboxes/sandbox.ts'
import { putSnapshot, takeSnapshot } from '../../../src/sandboxes/snapshot/index.ts'
import { commands, operations, perform, type Operation } from '../../support/jobs/arbitraries.ts'
import { holds } from '../../support/property.ts'
import { sayTransition, start } from '../../support/jobs/world.ts'
import { makeJob, sandbox } from '../../support/sandboxes/make.ts'
import { changed, copyOf, kinds, others, textOf, things } from '../../support/sandboxes/snapshots.ts'

/** What the operations on jobs need of a sandbox, and what has been announced in it since. */
function worldIn ({ jobs, clock }: Sandbox) {
  const announced: string[] = []
  jobs.onTransition((transition: Transition) => announced.push(sayTransition(transition)))
  return {
    jobs,
    clock,
    announced,
    make: (lifecycle: any, given?: object) => { jobs.create({ id: 'a', provider: 'immuta', kind: 'test', group: 'g', lifecycle, ...given }) },
    advance: (ms: number) => jobs.advance.to(clock.now() + ms).map(sayTransition)
  }
}

/** All that can be read, as JSON: it does not tell what is undefined from what is not there. In which order it came to be is the journal's affair, which begins anew. */
function everything ({ jobs, clock, ids }: Sandbox) {
  const all = jobs.list({ limit: 100 })
  const page = jobs.list({ limit: 1, provider: 'immuta', group: 'g' })
  const ordered = ['createdRevision', 'revision']
  const toShown = (name: string, value: unknown) => ordered.includes(name) ? undefined : value instanceof PlannedJob ? value.toLaidOut() : value
  return JSON.parse(JSON.stringify({ now: clock.now(), all: all.items, page, id: ids.uuid4() }, toShown))
}

/** Some jobs that walk in step, so that many have their turns at one moment. */
const marches = fc.array(fc.array(fc.constantFrom(1, 2, 3), { minLength: 1, maxLength: 4 }), { maxLength: 4 }).map(jobs => jobs.map(delays => {
  const steps = ['queued' as const, ...delays.map((_, index) => index % 2 === 0 ? 'running' as const : 'retrying' as const)].map((state, index) => ({ state, after: delays[index - 1] ?? 0 }))
  return { do: 'make' as const, script: { steps } }
}))
const steps = fc.array(fc.oneof(commands, fc.constantFrom(1, 2).map(ms => ({ do: 'advance' as const, pieces: [ms] }))), { maxLength: 5 })
const runs: fc.Arbitrary<{ before: Operation[], afterwards: Operation[] }> = fc.record({ before: fc.oneof(operations, fc.tuple(marches, steps, marches, steps).map(parts => parts.flat())), afterwards: operations })

holds(t, 'a restored snapshot continues as the original would, whatever was done before and is done afterwards', runs, ({ before, afterwards }) => {
  const original = sandbox()
  const past = worldIn(original)
  for (const operation of before) perform(past, operation)

  const copy = copyOf(original)
  assert.equal(textOf(copy), textOf(original))
  assert.deepEqual(everything(copy), everything(original))

  const [one, other] = [worldIn(original), worldIn(copy)]
  for (const operation of afterwards) {
    perform(one, operation)
    perform(other, operation)
    assert.deepEqual(everything(copy), everything(original))
    assert.equal(textOf(copy), textOf(original))
  }
  original.jobs.advance.untilIdle()
  copy.jobs.advance.untilIdle()
  assert.deepEqual(other.announced, one.announced)
  assert.equal(textOf(copy), textOf(original))
})

t.test('a job that was held and let go, one that is held, and one whose parts carry values go on as they would have', async t => {
  const original = sandbox()
  const { make, advance } = worldIn(original)
  const steps = [{ state: 'running', progress: 10, output: { rows: 1 } }, { state: 'running', after: 10_000, output: { rows: 2 }, unknownStatus: 'HALF' }, { state: 'failed', after: 10_000, error: 'boom' }]
  for (const id of ['let go', 'held', 'free']) make({ steps }, { id })
  advance(2000)
  for (const id of ['let go', 'held']) original.jobs.hold(id)
  advance(5000)
  original.jobs.release('let go')
  advance(1000)

  const copy = copyOf(original)
  t.equal(textOf(copy), textOf(original))
  const [one, other] = [worldIn(original), worldIn(copy)]
  for (const ms of [1, 3000, 30_000]) {
    t.same(other.advance(ms), one.advance(ms))
    t.same(everything(copy), everything(original))
  }
  t.same(copy.jobs.find('let go').finishedAt, new Date(start + 25_000).toISOString())
})

t.test('ids, draws, files, things, rules, lifecycles, dialects and the settings of the report are put back, and what was there has gone', async t => {
  const original = sandbox({ dialects: { julep: 'observed' }, lifecycle: 'failure', lifecycleOf: { immuta: 'stuck' } })
  original.random('tokens').bytes(3)
  original.files.put('a', { name: 'a.txt', type: 'text/plain', bytes: Buffer.from('Dear Ann') })
  original.files.put('b', { name: 'b', type: 'x', bytes: Buffer.alloc(0) }, { spare: true })
  original.collection(things).put('2', { two: [null] })
  original.collection(things).put('1', 'one')
  original.rules.add({ lifecycle: 'mine' })
  original.rules.addNext({ lifecycle: 'success', times: 2 })
  original.lifecycles.put('mine', { steps: [{ state: 'running' }] })
  original.reportSettings = { rules: { 'never-polled': { enabled: false } } }
  const existing = sandbox({ seed: 9, lifecycle: 'success', lifecycleOf: { julep: 'stuck' } })
  makeJob(existing)
  existing.collection(others).put('x', 1)
  const copy = copyOf(original, existing)

  t.same([copy.seed, copy.dialectOf('julep'), copy.lifecycles.isUploaded('mine')], [1, 'observed', true])
  t.same([copy.lifecycle, copy.contents.lifecycleFor('immuta').lifecycle, copy.contents.lifecycleFor('julep').lifecycle], ['failure', 'stuck', 'failure'])
  t.same(copy.rules.all, original.rules.all)
  t.same(copy.reportSettings, { rules: { 'never-polled': { enabled: false } } })
  t.same([...copy.collection(things).entries()], [['2', { two: [null] }], ['1', 'one']])
  t.equal(copy.collection(others).size, 0)
  t.same([...copy.files.entries()], [...original.files.entries()])
  for (const subject of [original, copy]) {
    // the spare one makes room
    subject.files.put('c', { name: 'c', type: 'x', bytes: Buffer.alloc(999_000 - 1024) })
    subject.rules.addNext({ lifecycle: 'success' })
    subject.rules.choose({ provider: 'julep', operation: 'x', body: {} })
  }
  t.same([...copy.files.entries()].map(({ key }) => key), ['a', 'c'])
  t.same(copy.rules.all.map(({ id, matched }) => [id, matched]), [['rule-2', 1], ['rule-3', 0], ['rule-1', 0]])
  t.same(copy.random('tokens').bytes(8), original.random('tokens').bytes(8))
  t.same(copy.ids.uuid1(start), original.ids.uuid1(start))
  t.equal(textOf(copy), textOf(original))
  t.equal(copy.jobs.list({ limit: 1 }).total, 0)
})

t.test('a snapshot takes nothing from what it was taken of, which goes on by itself', async t => {
  const original = sandbox()
  original.rules.add({ lifecycle: 'success', times: 1 })
  const copy = sandbox()
  putSnapshot(copy, takeSnapshot(original, '1'), kinds)
  original.rules.choose({ provider: 'julep', operation: 'x', body: {} })
  t.same([original.rules.all[0]!.matched, copy.rules.all[0]!.matched], [1, 0])
})

t.test('a clock that something has happened on goes back no more, one of a new sandbox may', async t => {
  const earlier = { now: start - 1000 }
  t.equal(copyOf(sandbox()).clock.set(earlier).now, start - 1000)
  t.equal(copyOf(sandbox({ clock: { mode: 'frozen', now: start + 7 } })).clock.set(earlier).now, start - 1000)
  const moved = sandbox()
  moved.jobs.advance.to(start + 1)
  t.throws(() => copyOf(moved).clock.set(earlier), { code: 'INVALID_FIELD' })
  const used = sandbox()
  makeJob(used)
  t.throws(() => copyOf(used).clock.set(earlier), { code: 'INVALID_FIELD' })
  t.match(takeSnapshot(copyOf(sandbox({ clock: { mode: 'scaled', rate: 2, now: start } })), '1').clock, { mode: 'scaled', rate: 2, start: { mode: 'frozen' } })
})

t.test('a running clock announces what was still to come, once', async t => {
  const original = sandbox({ clock: { mode: 'scaled', rate: 0.001, now: start } })
  original.jobs.create({ id: 'a', provider: 'immuta', kind: 'test', lifecycle: 'success' })
  original.jobs.advance.to(start + 2000)
  const copy = copyOf(original)
  t.same(copy.jobs.advance.to(start + 60_000).map(sayTransition), ['a running→succeeded @5000'])
  copy.close()
  original.close()
})

t.test('a snapshot of a program that knew no settings of the report leaves the rules as documented', async t => {
  const copy = sandbox()
  copy.reportSettings = { rules: { 'never-polled': { enabled: false } } }
  putSnapshot(copy, changed(sandbox(), snapshot => { delete snapshot.reportSettings }), kinds)
  t.same(copy.reportSettings, { rules: {} })
})
