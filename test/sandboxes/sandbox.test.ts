import { Type } from '@sinclair/typebox'
import t from 'tap'
import { mainSandbox, type Sandbox } from '../../src/sandboxes/sandbox.ts'
import { start } from '../support/jobs/world.ts'
import { makeJob, registry, sandbox, toSetup, traitsOf } from '../support/sandboxes/make.ts'

/** The ids of some jobs and of some draws, and what happens to the jobs. */
function script (subject: Sandbox): unknown {
  const ids = [makeJob(subject), subject.ids.uuid1(subject.clock.now()), makeJob(subject)]
  return [ids, subject.jobs.advance.to(subject.clock.now() + 1000), subject.jobs.list({ limit: 9 }).items]
}

t.test('the paths of a sandbox begin with its name, those of main do not', async t => {
  t.equal(mainSandbox, 'main')
  t.equal(sandbox({}, 'main').prefix, '')
  t.equal(sandbox({}, 'checkout-42').prefix, '/@checkout-42')
})

t.test('a sandbox begins with the settings it was created with', async t => {
  const { seed, clock, lifecycle, lifecycles, jobs, lastUsed } = sandbox({ clock: { mode: 'frozen', now: 5 }, seed: 'word', lifecycle: 'stuck' })
  t.strictSame({ seed, clock: clock.read(), lifecycle, lastUsed }, { seed: 'word', clock: { mode: 'frozen', rate: 0, now: 5 }, lifecycle: 'stuck', lastUsed: 0 })
  t.strictSame(lifecycles.list(), toSetup().lifecycles.list())
  t.strictSame(jobs.list({ limit: 9 }), { items: [], total: 0, next: null })
})

t.test('a provider speaks its documented dialect unless the sandbox sets another one', async t => {
  const subject = sandbox({ dialects: { julep: 'observed' } })
  t.strictSame([subject.dialectOf('julep'), subject.dialectOf('immuta')], ['observed', 'documented'])
  subject.setDialects({ immuta: 'observed' })
  t.strictSame(subject.dialects, { julep: 'observed', immuta: 'observed' })
  subject.reset()
  t.strictSame(subject.dialects, { julep: 'observed' })
})

t.test('a switch is off unless the settings turn it on', async t => {
  const subject = sandbox({ switches: new Set(['starfish-lenient']) })
  t.strictSame([subject.isOn('starfish-lenient'), subject.isOn('immuta-lenient')], [true, false])
})

t.test('collections and random streams are kept by name until a reset', async t => {
  const subject = sandbox({ limits: { jobs: 1, things: 1, fileBytes: 10_000 } })
  const projects = { name: 'starfish.projects', schema: Type.Number() }
  const collection = subject.collection(projects)
  collection.put('a', 1)
  t.equal(subject.collection(projects), collection)
  t.equal(subject.collection({ name: 'immuta.tokens', schema: Type.Number() }).size, 0)
  t.throws(() => collection.put('b', 2), { code: 'COLLECTION_FULL' })
  const drawn = [subject.random('delays').integer(0, 1e6), subject.random('delays').integer(0, 1e6)]
  subject.reset()
  t.equal(subject.collection(projects).size, 0)
  t.strictSame([subject.random('delays').integer(0, 1e6), subject.random('delays').integer(0, 1e6)], drawn)
  t.not(drawn[0], drawn[1])
})

t.test('open streams make a sandbox busy, and a reset ends them', async t => {
  const subject = sandbox()
  const ended: string[] = []
  const close = subject.keepOpen(() => ended.push('closed before'))
  subject.keepOpen(() => ended.push('open'))
  t.equal(subject.busy, true)
  close()
  subject.reset()
  t.strictSame(ended, ['open'])
  t.equal(subject.busy, false)
})

t.test('two sandboxes with the same seed produce the same ids and transitions, whatever their names', async t => {
  t.strictSame(script(sandbox({ seed: 42 })), script(sandbox({ seed: '42' }, 'other')))
  t.notSame(script(sandbox({ seed: 42 })), script(sandbox({ seed: 43 })))
})

t.test('a sandbox without a seed draws one, with which it can be repeated', async t => {
  const [one, other] = [sandbox({ seed: undefined }), sandbox({ seed: undefined })]
  t.ok(Number.isInteger(one.seed) && one.seed as number >= 0 && one.seed as number < 2 ** 32)
  t.not(one.seed, other.seed)
  t.strictSame(script(one), script(sandbox({ seed: one.seed })))
})

t.test('what happens in one sandbox does not show in another', async t => {
  const [one, other] = [sandbox(), sandbox({}, 'other')]
  makeJob(one)
  one.jobs.advance.to(start + 9000)
  t.equal(other.clock.now(), start)
  t.equal(other.jobs.list({ limit: 9 }).total, 0)
})

t.test('a reset restores the initial state: jobs, clock, seed and all that is drawn from it', async t => {
  const subject = sandbox({ clock: { mode: 'frozen', now: start + 5 }, seed: 7 })
  const first = script(subject)
  subject.clock.set({ mode: 'real' })
  subject.reset()
  t.strictSame(subject.clock.read(), { mode: 'frozen', rate: 0, now: start + 5 })
  t.equal(subject.jobs.list({ limit: 9 }).total, 0)
  t.equal(subject.seed, 7)
  subject.clock.set({ now: start + 1 })
  subject.clock.set({ now: start + 5 })
  t.strictSame(script(subject), first)
})

t.test('a sandbox without a seed draws another one at a reset', async t => {
  const subject = sandbox({ seed: undefined })
  const { seed } = subject
  subject.reset()
  t.not(subject.seed, seed)
})

t.test('a reset ends the open waits, with the states of this moment', async t => {
  const subject = sandbox()
  const id = makeJob(subject)
  const jobs = subject.provider(traitsOf('immuta'))
  const { ended } = jobs.wait({ ids: [id], until: () => Infinity })
  subject.jobs.advance.to(start + 1000)
  subject.reset()
  t.equal(await ended, start + 1000)
  t.strictSame(jobs.many([id], await ended).map(({ state }) => state), ['running'])
})

t.test('jobs from before a reset no longer move', async t => {
  const subject = sandbox()
  makeJob(subject)
  const { jobs, clock } = subject
  jobs.onTransition(() => t.fail('the old jobs are gone'))
  subject.reset()
  t.equal(clock.next, Infinity)
  subject.jobs.advance.to(start + 9000)
  t.equal(clock.now(), start)
})

t.test('demo data are loaded when a sandbox is created, and again at each reset', async t => {
  const subject = sandbox({ load: sandbox => { makeJob(sandbox) } })
  const ids = () => subject.jobs.list({ limit: 9 }).items.map(({ id }) => id)
  const first = ids()
  t.equal(first.length, 1)
  makeJob(subject)
  subject.reset()
  subject.reset()
  t.strictSame(ids(), first)
})

t.test('demo data that cannot be loaded are tried again with the next request, and at a reset', async t => {
  const failures = [true, false, true, false]
  const { sandboxes } = registry({
    load: sandbox => {
      if (failures.shift()) throw new Error('boom')
      makeJob(sandbox)
    }
  })
  t.throws(() => sandboxes.get('a'), { message: 'boom' })
  const subject = sandboxes.get('a')
  t.equal(subject.jobs.list({ limit: 9 }).total, 1)
  t.throws(() => subject.reset(), { message: 'boom' })
  t.equal(subject.jobs.list({ limit: 9 }).total, 0)
  subject.reset()
  t.equal(subject.jobs.list({ limit: 9 }).total, 1)
})

t.test('a closed sandbox ends its waits and stops its clock', async t => {
  const subject = sandbox()
  makeJob(subject)
  const { ended } = subject.jobs.wait({ ids: ['x'], until: () => Infinity })
  subject.close()
  t.equal(await ended, start)
  t.equal(subject.clock.next, Infinity)
})
