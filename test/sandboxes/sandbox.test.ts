import { Type } from '@sinclair/typebox'
import t from 'tap'
import { mainSandbox, Sandbox, type SandboxOptions } from '../../src/sandboxes/sandbox.ts'
import { start, turn } from '../jobs/world.ts'
import { makeJob, options } from './make.ts'

const sandbox = (given: Partial<SandboxOptions> = {}, name = 'a') => new Sandbox(name, { ...options, ...given })

/** The ids of some jobs and of some draws, and what happens to the jobs. */
async function script (subject: Sandbox): Promise<unknown> {
  const ids = [await makeJob(subject), subject.ids.uuid1(subject.clock.now()), await makeJob(subject)]
  return [ids, subject.jobs.advance.to(subject.clock.now() + 1000), (await subject.jobs.list({ limit: 9 })).items]
}

t.test('a sandbox stands below its name, main below none', async t => {
  t.equal(mainSandbox, 'main')
  t.equal(sandbox({}, 'main').prefix, '')
  t.equal(sandbox({}, 'checkout-42').prefix, '/@checkout-42')
})

t.test('a sandbox begins as it was told', async t => {
  const { seed, clock, lifecycle, lifecycles, furnished, jobs, lastUsed } = sandbox({ clock: { mode: 'frozen', now: 5 }, seed: 'word', lifecycle: 'stuck' })
  t.strictSame({ seed, clock: clock.read(), lifecycle, furnished, lastUsed }, { seed: 'word', clock: { mode: 'frozen', rate: 0, now: 5 }, lifecycle: 'stuck', furnished: undefined, lastUsed: 0 })
  t.strictSame(lifecycles.list(), options.lifecycles.list())
  t.strictSame(await jobs.list({ limit: 9 }), { items: [], total: 0, next: null })
})

t.test('a job has the lifecycle of a rule for its request, else of its provider, else of the sandbox', async t => {
  const subject = sandbox({ lifecycle: 'stuck', lifecycleOf: { julep: 'failure' } })
  subject.rules.add({ provider: 'immuta', lifecycle: 'instant', times: 1 })
  const cause = (provider: string) => ({ provider, operation: 'start', body: {} })
  t.equal(subject.lifecycleFor('immuta').lifecycle, 'stuck')
  t.equal(subject.lifecycleFor('julep').lifecycle, 'failure')
  t.equal(subject.lifecycleFor('julep', cause('julep')).lifecycle, 'failure')
  t.equal(subject.lifecycleFor('immuta', cause('immuta')).lifecycle, 'instant')
  t.equal(subject.lifecycleFor('immuta', cause('immuta')).lifecycle, 'stuck', 'a rule serves as often as it says')
})

t.test('a provider speaks as documented, unless the sandbox was told otherwise', async t => {
  const subject = sandbox({ dialects: { julep: 'observed' } })
  t.strictSame([subject.dialectOf('julep'), subject.dialectOf('immuta')], ['observed', 'documented'])
  subject.setDialects({ immuta: 'observed' })
  t.strictSame(subject.dialects, { julep: 'observed', immuta: 'observed' })
  await subject.reset()
  t.strictSame(subject.dialects, { julep: 'observed' })
})

t.test('a switch is off unless it was switched on', async t => {
  const subject = sandbox({ switches: new Set(['starfish-lenient']) })
  t.strictSame([subject.isOn('starfish-lenient'), subject.isOn('immuta-lenient')], [true, false])
})

t.test('what a sandbox keeps and draws is kept under a name until it is reset', async t => {
  const subject = sandbox({ limit: { ...options.limit, jobs: 1, things: 1, bytes: 10_000 } })
  const projects = { name: 'starfish.projects', schema: Type.Number() }
  const shelf = subject.shelf(projects)
  shelf.put('a', 1)
  t.equal(subject.shelf(projects), shelf)
  t.equal(subject.shelf({ name: 'immuta.tokens', schema: Type.Number() }).size, 0)
  t.throws(() => shelf.put('b', 2), { code: 'SHELF_FULL' })
  const drawn = [subject.random('delays').integer(0, 1e6), subject.random('delays').integer(0, 1e6)]
  await subject.reset()
  t.equal(subject.shelf(projects).size, 0)
  t.strictSame([subject.random('delays').integer(0, 1e6), subject.random('delays').integer(0, 1e6)], drawn)
  t.not(drawn[0], drawn[1])
})

t.test('streams that are open make a sandbox busy, and end with it', async t => {
  const subject = sandbox()
  const ended: string[] = []
  const close = subject.keepOpen(() => ended.push('closed before'))
  subject.keepOpen(() => ended.push('open'))
  t.equal(subject.busy, true)
  close()
  await subject.reset()
  t.strictSame(ended, ['open'])
  t.equal(subject.busy, false)
})

t.test('two sandboxes with one seed answer alike, whatever their names', async t => {
  t.strictSame(await script(sandbox({ seed: 42 })), await script(sandbox({ seed: '42' }, 'other')))
  t.notSame(await script(sandbox({ seed: 42 })), await script(sandbox({ seed: 43 })))
})

t.test('without a seed each sandbox draws one, which makes it again', async t => {
  const [one, other] = [sandbox({ seed: undefined }), sandbox({ seed: undefined })]
  t.ok(Number.isInteger(one.seed) && one.seed as number >= 0 && one.seed as number < 2 ** 32)
  t.not(one.seed, other.seed)
  t.strictSame(await script(one), await script(sandbox({ seed: one.seed })))
})

t.test('what happens in one sandbox does not show in another', async t => {
  const [one, other] = [sandbox(), sandbox({}, 'other')]
  await makeJob(one)
  one.jobs.advance.to(start + 9000)
  t.equal(other.clock.now(), start)
  t.equal((await other.jobs.list({ limit: 9 })).total, 0)
})

t.test('a reset makes all as new: jobs, clock, seed and what is drawn from it', async t => {
  const subject = sandbox({ clock: { mode: 'frozen', now: start + 5 }, seed: 7 })
  const first = await script(subject)
  subject.clock.set({ mode: 'real' })
  await subject.reset()
  t.strictSame(subject.clock.read(), { mode: 'frozen', rate: 0, now: start + 5 })
  t.equal((await subject.jobs.list({ limit: 9 })).total, 0)
  t.equal(subject.seed, 7)
  subject.clock.set({ now: start + 1 })
  subject.clock.set({ now: start + 5 })
  t.strictSame(await script(subject), first)
})

t.test('a seed that was drawn is drawn anew at a reset', async t => {
  const subject = sandbox({ seed: undefined })
  const { seed } = subject
  await subject.reset()
  t.not(subject.seed, seed)
})

t.test('a reset answers whoever waits, with the states of this moment', async t => {
  const subject = sandbox()
  const id = await makeJob(subject)
  const { jobs } = subject
  const { ended } = await jobs.wait('immuta', { ids: [id], until: () => Infinity })
  jobs.advance.to(start + 1000)
  await subject.reset()
  t.equal(await ended, start + 1000)
  t.strictSame((await jobs.many('immuta', [id], await ended)).map(({ state }) => state), ['running'])
})

t.test('nothing of what was before happens after a reset', async t => {
  const subject = sandbox()
  await makeJob(subject)
  const { jobs, clock } = subject
  jobs.onTransition(() => t.fail('the old jobs are gone'))
  await subject.reset()
  t.equal(clock.next, Infinity)
  subject.jobs.advance.to(start + 9000)
  t.equal(clock.now(), start)
})

t.test('a sandbox is furnished when it begins, and again at each reset', async t => {
  const subject = sandbox({
    furnish: async sandbox => {
      await turn()
      await makeJob(sandbox)
    }
  })
  const total = async () => (await subject.jobs.list({ limit: 9 })).total
  t.equal(await total(), 0)
  await subject.furnished
  t.equal(await total(), 1)
  t.equal(subject.furnished, undefined)
  await makeJob(subject)
  await subject.reset()
  t.equal(await total(), 1)
  t.equal(subject.furnished, undefined)
})

t.test('a sandbox that is furnished with nothing is there at once', async t => {
  t.equal(sandbox({ furnish: () => undefined }).furnished, undefined)
})

t.test('resets at the same time leave it furnished once', async t => {
  const subject = sandbox({
    furnish: async sandbox => {
      for (const id of ['x', 'y']) {
        await turn()
        await sandbox.jobs.create({ id, provider: 'immuta', kind: 'test', lifecycle: 'stuck' })
      }
    }
  })
  await Promise.all([subject.reset(), subject.reset(), turn().then(async () => { await subject.reset() })])
  t.equal(subject.furnished, undefined)
  t.strictSame((await subject.jobs.list({ limit: 9 })).items.map(({ id }) => id), ['y', 'x'])
})

t.test('what could not be furnished is tried again at a reset', async t => {
  let tries = 0
  const subject = sandbox({
    furnish: async sandbox => {
      if (++tries === 1) throw new Error('boom')
      await makeJob(sandbox)
    }
  })
  await t.rejects(subject.furnished!, { message: 'boom' })
  await Promise.all([subject.reset(), subject.reset()])
  t.equal(subject.furnished, undefined)
  t.equal((await subject.jobs.list({ limit: 9 })).total, 1)
  t.equal(tries, 3)
})

t.test('a closed sandbox answers whoever waits, and calls nobody back', async t => {
  const subject = sandbox()
  await makeJob(subject)
  const { ended } = await subject.jobs.wait('immuta', { ids: ['x'], until: () => Infinity })
  subject.close()
  t.equal(await ended, start)
  t.equal(subject.clock.next, Infinity)
})
