import t from 'tap'
import type { Limits } from '../../../src/sandboxes/index.ts'
import { putSnapshot } from '../../../src/sandboxes/snapshot/index.ts'
import { sandbox } from '../../support/sandboxes/make.ts'
import { changed, copyOf, kinds, textOf, things } from '../../support/sandboxes/snapshots.ts'

t.test('what does not hold together is refused with its place, and nothing has changed', async t => {
  const original = sandbox()
  original.collection(things).put('1', 1)
  original.files.put('a', { name: 'a', type: 'x', bytes: Buffer.from('abc') })
  original.rules.add({ lifecycle: 'success' })
  original.lifecycles.put('mine', { steps: [{ state: 'running' }] })
  for (const id of ['a', 'b']) original.jobs.create({ id, provider: 'immuta', kind: 'test', lifecycle: { steps: [{ state: 'running', output: 1 }, { state: 'succeeded', after: '1s' }] } })
  original.jobs.hold('b')
  const copy = copyOf(original)
  const before = textOf(copy)
  const cases: Array<[string, (snapshot: any) => void]> = [
    ['random[0].state: must not be all zeros', ({ random }) => random[0].state.fill(0)],
    ['random[1]: repeats "ids", which an earlier item has; remove one of them', ({ random }) => random.push(random[0])],
    ['rules.items[1]: repeats "rule-1", which an earlier item has; remove one of them', ({ rules }) => rules.items.push(rules.items[0])],
    ['random: must have the stream "ids"', ({ random }) => { random[0].purpose = 'x' }],
    ...['rule-2', '1'].map((id): [string, (snapshot: any) => void] => ['rules.items[0].id: must be one of rule-1 to rule-1, as many as have been created', ({ rules }) => { rules.items[0].id = id }]),
    ['rules.items[0].lifecycle.steps: is required', ({ rules }) => { Object.assign(rules.items[0], { lifecycle: {}, times: 1, matched: 1 }) }],
    ['rules.items[0].lifecycle: there is no lifecycle sucess; did you mean success? GET /__admin/lifecycles lists all', ({ rules }) => { rules.items[0].lifecycle = 'sucess' }],
    ['lifecycle: there is no lifecycle sucess; did you mean success? GET /__admin/lifecycles lists all', snapshot => { snapshot.lifecycle = 'sucess' }],
    ['lifecycleOf.julep.lifecycle: there is no lifecycle sucess; did you mean success? GET /__admin/lifecycles lists all', snapshot => { snapshot.lifecycleOf = { julep: 'sucess' } }],
    ['lifecycles[0].script.steps[0].state: must be one of', ({ lifecycles }) => { lifecycles[0].script.steps[0].state = 'done' }],
    ['lifecycles[1]: repeats "mine", which an earlier item has; remove one of them', ({ lifecycles }) => lifecycles.push(lifecycles[0])],
    ['collections[1]: repeats "things", which an earlier item has; remove one of them', ({ collections }) => collections.push(collections[0])],
    ['collections[0].things[0].thing: must be a number or a string or an object', ({ collections }) => { collections[0].things[0].thing = null }],
    ['collections[0].things[1]: repeats "1", which an earlier item has; remove one of them', ({ collections }) => collections[0].things.push(collections[0].things[0])],
    ['files[0].bytes: must be base64', ({ files }) => { files[0].bytes = 'YWJj!' }],
    ['files[1]: repeats "a", which an earlier item has; remove one of them', ({ files }) => files.push(files[0])],
    ['reportSettings.rules.no-such: is not a rule; the rules are retry-after,', ({ reportSettings }) => { reportSettings.rules['no-such'] = {} }],
    ['reportSettings.rules.auth-loop.thresholds.x: must be one of repeats', ({ reportSettings }) => { reportSettings.rules['auth-loop'] = { thresholds: { x: 1 } } }],
    ['clock.now: the clock ends at', ({ clock }) => { clock.now = '+010000-01-01T00:00:00.000Z' }],
    ['clock.start.rate: a real clock has the rate 1', ({ clock }) => { clock.start = { mode: 'real', rate: 3, now: clock.now } }],
    ['jobs.items[1].number: must be greater than that of the job before it', ({ jobs }) => { jobs.items[1].number = 1 }],
    ['jobs.items[1].number: must be at most 2', ({ jobs }) => { jobs.items[1].number = 3 }],
    ['jobs.items[1].id: is that of another job: a', ({ jobs }) => { jobs.items[1].id = 'a' }],
    ['jobs.items[0].steps[0].at: must not be later than the moment that the clock shows', ({ jobs }) => { jobs.items[0].steps[0].at = null }],
    ['jobs.items[0].steps[1].at: must not be before that of the step before it', ({ jobs }) => { jobs.items[0].steps[1].at = '2024-01-01T00:00:00.000Z' }],
    ['jobs.items[0].steps[0].output: is not an index of values', ({ jobs }) => { jobs.values = [] }],
    ['jobs.items[0].steps[0].next.after: must be at least 1000, the time in ms that the job spends in the step', ({ jobs }) => { jobs.items[0].steps[0].next.after = 999 }],
    ['jobs.items[0].steps[1].next.after: must be at least 251666611198999, the time in ms that the job spends in the step', ({ jobs }) => { jobs.items[0].steps[1].next = { after: 1, progress: 0 } }],
    ['jobs.items[1].steps[0].next.after: must be at least 1, the time in ms that the job spends in the step', ({ jobs }) => { jobs.items[1].steps[0].next.after = 0 }],
    ['jobs.items[1].steps[0].pauses[0]: must not begin before its step or the end of the pause before it, nor after its own end', ({ jobs }) => { jobs.items[1].steps[0].pauses[0].from = '2024-12-31T23:59:59.999Z' }],
    ['jobs.items[1].steps[0].pauses[0]: must not begin before', ({ jobs }) => { jobs.items[1].steps[0].pauses[0].to = '2024-12-31T23:59:59.999Z' }],
    ['jobs.items[1].steps[0].pauses[1]: must not begin before', ({ jobs }) => { jobs.items[1].steps[0].pauses.push({ from: '2025-01-01T00:00:00.000Z' }) }],
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

t.test('a collection of an unknown kind is skipped, whatever it contains', async t => {
  const copy = sandbox()
  putSnapshot(copy, changed(sandbox(), ({ collections }) => collections.push({ name: 'unheard-of', things: [{ id: '1', thing: null }] })), kinds)
  t.equal(copy.contents.collections.size, 0)
})

t.test('a sandbox that has no room for all of it refuses it, and nothing has changed', async t => {
  const original = sandbox()
  for (const id of ['a', 'b']) {
    original.jobs.create({ id, provider: 'immuta', kind: 'test', lifecycle: 'success' })
    original.collection(things).put(id, 1)
    original.files.put(id, { name: id, type: 'x', bytes: Buffer.alloc(2000) })
  }
  const many = Array.from({ length: 1001 }, (_, index) => ({ name: `l${index}`, script: { steps: [{ state: 'running' }] } }))
  t.throws(() => putSnapshot(sandbox(), changed(original, snapshot => { snapshot.lifecycles = many }), kinds), { code: 'LIFECYCLE_LIMIT', statusCode: 507 })
  const cases: Array<[limits: Partial<Limits>, code: string]> = [[{ jobs: 1 }, 'JOB_LIMIT'], [{ things: 1 }, 'COLLECTION_FULL'], [{ fileBytes: 3000 }, 'FILES_FULL']]
  for (const [limits, code] of cases) {
    const small = sandbox({ limits })
    const before = textOf(small)
    t.throws(() => copyOf(original, small), { code, statusCode: 507 })
    t.equal(textOf(small), before)
  }
})
