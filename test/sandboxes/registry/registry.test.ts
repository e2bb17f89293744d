import t from 'tap'
import { SandboxNameInvalid } from '../../../src/sandboxes/registry/order.ts'
import { hour, makeJob, registry } from '../../support/sandboxes/make.ts'

t.test('a sandbox comes to life when it is first asked for, and stays the same', async t => {
  const { sandboxes, created } = registry()
  const a = sandboxes.get('a')
  t.equal(sandboxes.get('a'), a)
  t.not(sandboxes.get('b'), a)
  t.equal(sandboxes.get('A').name, 'A')
  t.strictSame(created, ['a', 'b', 'A'])
})

t.test('a name is 1 to 64 plain characters', async t => {
  const { sandboxes, created } = registry()
  const good = ['a', 'Z', '0', '.', '..', '-', '_', 'checkout-42', 'Feature_x.1', '__proto__', 'x'.repeat(64)]
  for (const name of good) t.equal(sandboxes.get(name).name, name)
  const bad = ['', ' ', 'a b', 'a/b', 'a%2Fb', 'ä', 'a\n', '@a', 'a:b', 'x'.repeat(65)]
  for (const name of bad) {
    t.throws(() => sandboxes.get(name), new SandboxNameInvalid(name))
    t.throws(() => sandboxes.get(name), { code: 'SANDBOX_NAME_INVALID', statusCode: 400, message: `The name of a sandbox must be 1 to 64 of the characters a-z A-Z 0-9 . _ -, not ${JSON.stringify(name)}; change the part of the URL after /@` })
  }
  t.strictSame(created, good)
})

t.test('a sandbox without a request is removed after its time to live', async t => {
  const { sandboxes, pass } = registry()
  const a = sandboxes.get('a')
  pass(hour - 1)
  t.equal(sandboxes.get('a'), a)
  pass(hour - 1)
  t.equal(sandboxes.get('a'), a, 'each request counts anew')
  pass(hour)
  t.not(sandboxes.get('a'), a)
})

t.test('each is forgotten at its own time', async t => {
  const { sandboxes, created, pass } = registry()
  sandboxes.get('a')
  pass(10)
  sandboxes.get('b')
  pass(10)
  sandboxes.get('a')
  const alive = (...names: string[]) => {
    created.length = 0
    for (const name of names) sandboxes.get(name)
    return names.filter(name => !created.includes(name))
  }
  pass(hour - 10)
  t.strictSame(alive('b'), [], 'b was last used an hour ago')
  t.strictSame(alive('a'), ['a'], 'a ten ms later')
  pass(hour)
  t.strictSame(alive('a', 'b'), [])
})

t.test('one look at a time is planned, however many there are', async t => {
  const { sandboxes, pass, wallClock } = registry()
  let planned = 0
  const at = wallClock.at.bind(wallClock)
  wallClock.at = (...entry) => {
    planned++
    return at(...entry)
  }
  for (let index = 0; index < 100; index++) sandboxes.get(`x${index}`)
  t.equal(planned, 1)
  pass(hour - 1)
  for (let index = 0; index < 100; index++) sandboxes.get(`x${index}`)
  pass(1)
  t.equal(planned, 2)
})

t.test('main is never forgotten', async t => {
  const { sandboxes, pass, wallClock } = registry()
  const main = sandboxes.get('main')
  const id = makeJob(main)
  sandboxes.get('a')
  pass(1000 * hour)
  t.equal(wallClock.next, Infinity, 'no sandbox is left to be removed')
  t.equal(sandboxes.get('main'), main)
  t.equal(main.jobs.find(id).id, id)
})

t.test('a sandbox with an open wait is kept, and its time begins when the wait has ended', async t => {
  const { sandboxes, pass } = registry()
  const a = sandboxes.get('a')
  const { ended, end } = a.jobs.wait({ ids: ['x'], until: () => Infinity })
  pass(5 * hour)
  t.equal(a.jobs.openWaits, 1)
  end()
  await ended
  pass(hour - 1)
  t.equal(sandboxes.get('a'), a)
  pass(hour)
  t.not(sandboxes.get('a'), a)
})

t.test('a sandbox with an open stream is kept', async t => {
  const { sandboxes, pass } = registry()
  const a = sandboxes.get('a')
  const close = a.keepOpen(() => t.fail('it is not to be ended'))
  pass(5 * hour)
  close()
  t.equal(sandboxes.get('a'), a)
})

t.test('a sandbox that is forgotten lets go of its clock, and begins anew when it is asked for again', async t => {
  const { sandboxes, pass } = registry()
  const a = sandboxes.get('a')
  const id = makeJob(a)
  t.ok(a.clock.next < Infinity)
  pass(hour)
  t.equal(a.clock.next, Infinity)
  const { jobs } = sandboxes.get('a')
  t.throws(() => jobs.find(id), { code: 'JOB_UNKNOWN' })
})

t.test('there is a limit to how many there are at a time, once all of them hold something', async t => {
  const { sandboxes, pass } = registry({ limits: { sandboxes: 2 } })
  sandboxes.get('main')
  makeJob(sandboxes.get('a'))
  t.throws(() => sandboxes.get('b'), { code: 'SANDBOX_LIMIT', statusCode: 507, message: 'There are already 2 sandboxes, the maximum; delete some, or wait: a sandbox is removed after 3600 s without a request' })
  t.equal(sandboxes.get('a').name, 'a', 'those that there are still answer')
  t.throws(() => sandboxes.get('a b'), { code: 'SANDBOX_NAME_INVALID' }, 'a bad name is bad before it is too much')
  pass(hour)
  t.equal(sandboxes.get('b').name, 'b')
})

t.test('closing ends the waits of all sandboxes, and stops their clocks', async t => {
  const { sandboxes, wallClock } = registry()
  const waits = ['main', 'a'].map(name => sandboxes.get(name).jobs.wait({ ids: ['x'], until: () => Infinity }))
  sandboxes.close()
  t.strictSame(await Promise.all(waits.map(async ({ ended }) => await ended)), ['main', 'a'].map(name => sandboxes.get(name).clock.now()))
  t.equal(wallClock.next, Infinity)
})
