import { Type } from '@sinclair/typebox'
import fc from 'fast-check'
import assert from 'node:assert/strict'
import t from 'tap'
import type { Transition } from '../../src/jobs/scheduler.ts'
import { mainSandbox, Sandbox, type SandboxOptions } from '../../src/sandboxes/sandbox.ts'
import { putSnapshot, takeSnapshot } from '../../src/sandboxes/snapshot.ts'
import type { Snapshot } from '../../src/sandboxes/snapshot-schema.ts'
import { commands, operations, perform, type Operation } from '../jobs/arbitraries.ts'
import { holds } from '../jobs/hold.ts'
import { sayTransition, start } from '../jobs/world.ts'
import { makeJob, options } from './make.ts'

const things = { name: 'things', schema: Type.Union([Type.Number(), Type.String(), Type.Object({})]) }
const others = { name: 'others', schema: Type.Unknown() }
const kinds = [things, others]

const sandbox = (given: Partial<SandboxOptions> = {}) => new Sandbox(mainSandbox, { ...options, ...given })

/** As it goes over the wire. */
const textOf = (subject: Sandbox) => JSON.stringify(takeSnapshot(subject, '1.2.3'))

/** A sandbox in which the snapshot of another was put. */
function copyOf (subject: Sandbox, copy = sandbox({ seed: 'another' })): Sandbox {
  putSnapshot(copy, JSON.parse(textOf(subject)), kinds)
  return copy
}

/** The snapshot of a sandbox, changed. */
function changed (subject: Sandbox, change: (snapshot: any) => void): Snapshot {
  const snapshot = JSON.parse(textOf(subject))
  change(snapshot)
  return snapshot
}

/** What the operations on jobs need of a sandbox, and what has been announced in it since. */
function worldIn ({ jobs, clock }: Sandbox) {
  const announced: string[] = []
  jobs.onTransition((transition: Transition) => announced.push(sayTransition(transition)))
  return {
    jobs,
    clock,
    announced,
    make: async (lifecycle: any, given?: object) => { await jobs.create({ id: 'a', provider: 'immuta', kind: 'test', group: 'g', lifecycle, ...given }) },
    advance: (ms: number) => jobs.advance.to(clock.now() + ms).map(sayTransition)
  }
}

/** All that can be read, as JSON: it does not tell what is undefined from what is not there. In which order it came to be is the journal's affair, which begins anew. */
async function everything ({ jobs, clock, ids }: Sandbox) {
  const all = await jobs.list({ limit: 100 })
  const page = await jobs.list({ limit: 1, provider: 'immuta', group: 'g' })
  const ordered = ['born', 'change']
  return JSON.parse(JSON.stringify({ now: clock.now(), all: all.items, page, id: ids.uuid4() }, (name, value) => ordered.includes(name) ? undefined : value))
}

/** Some jobs that walk in step, so that many have their turns at one moment. */
const marches = fc.array(fc.array(fc.constantFrom(1, 2, 3), { minLength: 1, maxLength: 4 }), { maxLength: 4 }).map(jobs => jobs.map(delays => {
  const steps = ['queued' as const, ...delays.map((_, index) => index % 2 === 0 ? 'running' as const : 'retrying' as const)].map((state, index) => ({ state, after: delays[index - 1] ?? 0 }))
  return { do: 'make' as const, script: { steps } }
}))
const steps = fc.array(fc.oneof(commands, fc.constantFrom(1, 2).map(ms => ({ do: 'advance' as const, pieces: [ms] }))), { maxLength: 5 })
const runs: fc.Arbitrary<{ before: Operation[], behind: Operation[] }> = fc.record({ before: fc.oneof(operations, fc.tuple(marches, steps, marches, steps).map(parts => parts.flat())), behind: operations })

holds(t, 'what is put back goes on as it would have, whatever was done before and is done behind', runs, async ({ before, behind }) => {
  const original = sandbox()
  const past = worldIn(original)
  for (const operation of before) await perform(past, operation)

  const copy = copyOf(original)
  assert.equal(textOf(copy), textOf(original))
  assert.deepEqual(await everything(copy), await everything(original))

  const [one, other] = [worldIn(original), worldIn(copy)]
  for (const operation of behind) {
    await perform(one, operation)
    await perform(other, operation)
    assert.deepEqual(await everything(copy), await everything(original))
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
  for (const id of ['let go', 'held', 'free']) await make({ steps }, { id })
  advance(2000)
  for (const id of ['let go', 'held']) await original.jobs.hold(id)
  advance(5000)
  await original.jobs.release('let go')
  advance(1000)

  const copy = copyOf(original)
  t.equal(textOf(copy), textOf(original))
  const [one, other] = [worldIn(original), worldIn(copy)]
  for (const ms of [1, 3000, 30_000]) {
    t.same(other.advance(ms), one.advance(ms))
    t.same(await everything(copy), await everything(original))
  }
  t.same((await copy.jobs.find('let go')).finishedAt, new Date(start + 25_000).toISOString())
})

t.test('ids, draws, files, things, rules, lifecycles and dialects are put back, and what was there has gone', async t => {
  const original = sandbox({ dialects: { julep: 'observed' }, lifecycle: 'failure', lifecycleOf: { immuta: 'stuck' } })
  original.random('tokens').bytes(3)
  original.files.put('a', { name: 'a.txt', type: 'text/plain', bytes: Buffer.from('Dear Ann') })
  original.files.put('b', { name: 'b', type: 'x', bytes: Buffer.alloc(0) }, { spare: true })
  original.shelf(things).put('2', { two: [null] })
  original.shelf(things).put('1', 'one')
  original.rules.add({ lifecycle: 'mine' })
  original.rules.addNext({ lifecycle: 'success', times: 2 })
  original.lifecycles.put('mine', { steps: [{ state: 'running' }] })
  const existing = sandbox({ seed: 9, lifecycle: 'success', lifecycleOf: { julep: 'stuck' } })
  await makeJob(existing)
  existing.shelf(others).put('x', 1)
  const copy = copyOf(original, existing)

  t.same([copy.seed, copy.dialectOf('julep'), copy.lifecycles.isUploaded('mine')], [1, 'observed', true])
  t.same([copy.lifecycle, copy.lifecycleFor('immuta'), copy.lifecycleFor('julep')], ['failure', 'stuck', 'failure'])
  t.same(copy.rules.all, original.rules.all)
  t.same([...copy.shelf(things).entries()], [['2', { two: [null] }], ['1', 'one']])
  t.equal(copy.shelf(others).size, 0)
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
  t.equal((await copy.jobs.list({ limit: 1 })).total, 0)
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
  await makeJob(used)
  t.throws(() => copyOf(used).clock.set(earlier), { code: 'INVALID_FIELD' })
  t.match(takeSnapshot(copyOf(sandbox({ clock: { mode: 'scaled', rate: 2, now: start } })), '1').clock, { mode: 'scaled', rate: 2, start: { mode: 'frozen' } })
})

t.test('a running clock announces what was still to come, once', async t => {
  const original = sandbox({ clock: { mode: 'scaled', rate: 0.001, now: start } })
  await original.jobs.create({ id: 'a', provider: 'immuta', kind: 'test', lifecycle: 'success' })
  original.jobs.advance.to(start + 2000)
  const copy = copyOf(original)
  t.same(copy.jobs.advance.to(start + 60_000).map(sayTransition), ['a running→succeeded @5000'])
  copy.close()
  original.close()
})

t.test('what does not hold together is refused with its place, and nothing has changed', async t => {
  const original = sandbox()
  original.shelf(things).put('1', 1)
  original.files.put('a', { name: 'a', type: 'x', bytes: Buffer.from('abc') })
  original.rules.add({ lifecycle: 'success' })
  original.lifecycles.put('mine', { steps: [{ state: 'running' }] })
  for (const id of ['a', 'b']) await original.jobs.create({ id, provider: 'immuta', kind: 'test', lifecycle: { steps: [{ state: 'running', output: 1 }, { state: 'succeeded', after: '1s' }] } })
  await original.jobs.hold('b')
  const copy = copyOf(original)
  const before = textOf(copy)
  const cases: Array<[string, (snapshot: any) => void]> = [
    ['random[0].state: must not be all zeros', ({ random }) => random[0].state.fill(0)],
    ['random[1]: there is another one of "ids" before it', ({ random }) => random.push(random[0])],
    ['rules.items[1]: there is another one of "rule-1" before it', ({ rules }) => rules.items.push(rules.items[0])],
    ['random: must have the stream "ids"', ({ random }) => { random[0].purpose = 'x' }],
    ['rules.items[0].id: must be one of rule-1 to rule-1, as many as have been made', ({ rules }) => { rules.items[0].id = 'rule-2' }],
    ['rules.items[0].id: must be one of rule-1 to rule-1, as many as have been made', ({ rules }) => { rules.items[0].id = '1' }],
    ['rules.items[0].lifecycle.steps: is required', ({ rules }) => { Object.assign(rules.items[0], { lifecycle: {}, times: 1, matched: 1 }) }],
    ['rules.items[0].lifecycle: there is no sucess; did you mean success? GET /__admin/lifecycles lists all', ({ rules }) => { rules.items[0].lifecycle = 'sucess' }],
    ['lifecycle: there is no sucess; did you mean success? GET /__admin/lifecycles lists all', snapshot => { snapshot.lifecycle = 'sucess' }],
    ['lifecycleOf.julep.lifecycle: there is no sucess; did you mean success? GET /__admin/lifecycles lists all', snapshot => { snapshot.lifecycleOf = { julep: 'sucess' } }],
    ['lifecycles[0].script.steps[0].state: must be one of', ({ lifecycles }) => { lifecycles[0].script.steps[0].state = 'done' }],
    ['lifecycles[1]: there is another one of "mine" before it', ({ lifecycles }) => lifecycles.push(lifecycles[0])],
    ['shelves[1]: there is another one of "things" before it', ({ shelves }) => shelves.push(shelves[0])],
    ['shelves[0].things[0].thing: must be a number or a string or an object', ({ shelves }) => { shelves[0].things[0].thing = null }],
    ['shelves[0].things[1]: there is another one of "1" before it', ({ shelves }) => shelves[0].things.push(shelves[0].things[0])],
    ['files[0].bytes: must be in base64', ({ files }) => { files[0].bytes = 'YWJj!' }],
    ['files[1]: there is another one of "a" before it', ({ files }) => files.push(files[0])],
    ['clock.now: the clock ends at', ({ clock }) => { clock.now = '+010000-01-01T00:00:00.000Z' }],
    ['clock.start.rate: a real clock has no rate but 1', ({ clock }) => { clock.start = { mode: 'real', rate: 3, now: clock.now } }],
    ['jobs.items[1].number: must be above the one of the job before it', ({ jobs }) => { jobs.items[1].number = 1 }],
    ['jobs.items[1].number: must be at most 2', ({ jobs }) => { jobs.items[1].number = 3 }],
    ['jobs.items[1].id: is that of another job: a', ({ jobs }) => { jobs.items[1].id = 'a' }],
    ['jobs.items[0].steps[0].at: must not lie behind the moment that the clock shows', ({ jobs }) => { jobs.items[0].steps[0].at = null }],
    ['jobs.items[0].steps[1].at: must not lie before the step before it', ({ jobs }) => { jobs.items[0].steps[1].at = '2024-01-01T00:00:00.000Z' }],
    ['jobs.items[0].steps[0].output: is no place in values', ({ jobs }) => { jobs.values = [] }],
    ['jobs.items[0].steps[0].next.after: must be at least 1000, the time in ms that the job spends in the step', ({ jobs }) => { jobs.items[0].steps[0].next.after = 999 }],
    ['jobs.items[0].steps[1].next.after: must be at least 251666611198999, the time in ms that the job spends in the step', ({ jobs }) => { jobs.items[0].steps[1].next = { after: 1, progress: 0 } }],
    ['jobs.items[1].steps[0].next.after: must be at least 1, the time in ms that the job spends in the step', ({ jobs }) => { jobs.items[1].steps[0].next.after = 0 }],
    ['jobs.items[1].steps[0].pauses[0]: must begin after the end of what is before it, and not after its own end', ({ jobs }) => { jobs.items[1].steps[0].pauses[0].from = '2024-12-31T23:59:59.999Z' }],
    ['jobs.items[1].steps[0].pauses[0]: must begin after the end', ({ jobs }) => { jobs.items[1].steps[0].pauses[0].to = '2024-12-31T23:59:59.999Z' }],
    ['jobs.items[1].steps[0].pauses[1]: must begin after the end', ({ jobs }) => { jobs.items[1].steps[0].pauses.push({ from: '2025-01-01T00:00:00.000Z' }) }],
    ['jobs.items[1].steps[0].pauses: is required while the job is held', ({ jobs }) => { delete jobs.items[1].steps[0].pauses }]
  ]
  for (const [message, change] of cases) {
    let refusal: any
    try {
      putSnapshot(copy, changed(original, change), kinds)
    } catch (error) {
      refusal = error
    }
    t.ok(refusal?.message.startsWith(message), `${message} / ${refusal?.message}`)
    t.match(refusal, { field: message.split(': ')[0], statusCode: 400, code: 'INVALID_FIELD' })
    t.equal(textOf(copy), before)
  }
})

t.test('a rule that has served all its jobs needs its lifecycle no more', async t => {
  const original = sandbox()
  t.doesNotThrow(() => putSnapshot(sandbox(), changed(original, ({ rules }) => { Object.assign(rules, { made: 1, items: [{ id: 'rule-1', lifecycle: 'gone', times: 1, matched: 1 }] }) }), kinds))
})

t.test('a sandbox that has no room for all of it refuses it, and nothing has changed', async t => {
  const original = sandbox()
  for (const id of ['a', 'b']) {
    await original.jobs.create({ id, provider: 'immuta', kind: 'test', lifecycle: 'success' })
    original.shelf(things).put(id, 1)
    original.files.put(id, { name: id, type: 'x', bytes: Buffer.alloc(2000) })
  }
  const many = Array.from({ length: 1001 }, (_, index) => ({ name: `l${index}`, script: { steps: [{ state: 'running' }] } }))
  t.throws(() => putSnapshot(sandbox(), changed(original, snapshot => { snapshot.lifecycles = many }), kinds), { code: 'LIFECYCLE_LIMIT', statusCode: 507 })
  const limits: Array<[keyof SandboxOptions['limit'], number, string]> = [['jobs', 1, 'JOB_LIMIT'], ['things', 1, 'SHELF_FULL'], ['bytes', 3000, 'FILES_FULL']]
  for (const [kind, most, code] of limits) {
    const small = sandbox({ limit: { ...options.limit, [kind]: most } })
    const before = textOf(small)
    t.throws(() => copyOf(original, small), { code, statusCode: 507 })
    t.equal(textOf(small), before)
  }
})
