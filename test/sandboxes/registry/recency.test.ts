import { Type } from '@sinclair/typebox'
import t, { type Test } from 'tap'
import type { Sandbox } from '../../../src/sandboxes/sandbox.ts'
import { hour, makeJob, registry } from '../../support/sandboxes/make.ts'

const minute = 60_000

t.test('a sandbox that was only visited is removed a minute after its last visit', async t => {
  const { sandboxes, pass } = registry()
  sandboxes.visit('a')
  pass(minute - 1)
  const a = sandboxes.visit('a')
  pass(minute - 1)
  t.equal(sandboxes.find('a'), a)
  pass(1)
  t.equal(a.closed, true)
  t.throws(() => sandboxes.find('a'), { code: 'SANDBOX_UNKNOWN' })
})

t.test('a visited sandbox that is used lives as long as any other, also from its next visit on', async t => {
  const { sandboxes, pass } = registry()
  sandboxes.visit('a')
  pass(minute - 1)
  const a = sandboxes.get('a')
  pass(hour - 1)
  t.equal(sandboxes.visit('a'), a)
  pass(hour - 1)
  t.equal(a.closed, false)
  pass(1)
  t.equal(a.closed, true)
})

t.test('visited and used sandboxes are each removed at their own time', async t => {
  const { sandboxes, pass } = registry()
  const alive = () => sandboxes.list({ limit: 9 }).items.map(({ name }) => name)
  sandboxes.get('used')
  pass(10)
  sandboxes.visit('visited')
  pass(10)
  sandboxes.visit('later')
  t.strictSame(alive(), ['later', 'used', 'visited'])
  pass(minute - 10)
  t.strictSame(alive(), ['later', 'used'])
  pass(10)
  t.strictSame(alive(), ['used'])
  pass(hour - minute - 20)
  t.strictSame(alive(), [])
})

t.test('no sandbox outlives the time to live that the server was given, visited or not', async t => {
  const { sandboxes, pass } = registry({ limits: { sandboxTtl: 1000 } })
  const both = [sandboxes.visit('a'), sandboxes.get('b')]
  pass(1000)
  t.strictSame(both.map(({ closed }) => closed), [true, true])
})

t.test('main stays, however it was asked for', async t => {
  const { sandboxes, pass } = registry({ limits: { sandboxes: 2 } })
  const main = sandboxes.visit('main')
  pass(1000 * hour)
  sandboxes.get('a')
  sandboxes.get('b')
  t.equal(sandboxes.get('main'), main)
})

t.test('at the limit the least recently used of the empty sandboxes makes room', async t => {
  const { sandboxes, pass } = registry({ limits: { sandboxes: 4 } })
  makeJob(sandboxes.get('holds'))
  for (const name of ['a', 'b', 'c']) {
    pass(1)
    sandboxes.get(name)
  }
  pass(1)
  sandboxes.visit('a')
  const names = () => sandboxes.list({ limit: 9 }).items.map(({ name }) => name)
  sandboxes.get('d')
  t.strictSame(names(), ['a', 'c', 'd', 'holds'])
  sandboxes.create({ name: 'e' })
  t.strictSame(names(), ['a', 'd', 'e', 'holds'])
  sandboxes.visit('f')
  t.strictSame(names(), ['d', 'e', 'f', 'holds'])
})

/** What makes a sandbox one that does not give way. */
const kept: Array<{ title: string, keep: (sandbox: Sandbox) => unknown }> = [
  { title: 'has a job', keep: makeJob },
  { title: 'has a file', keep: ({ files }) => { files.put('a', { name: 'a', type: 'text/plain', bytes: Buffer.alloc(0) }) } },
  { title: 'has a file on its way in', keep: ({ files }) => { files.reserve().add(1) } },
  { title: 'keeps a thing of a provider', keep: sandbox => { sandbox.collection({ name: 'test.things', schema: Type.Unknown() }).put('a', {}) } },
  { title: 'has a lifecycle rule', keep: ({ rules }) => rules.add({ lifecycle: 'failure' }) },
  { title: 'has a fault', keep: ({ faults }) => faults.add({ then: { status: 503 } }) },
  { title: 'has an uploaded lifecycle', keep: ({ lifecycles }) => lifecycles.put('own', { steps: [{ state: 'queued' }] }) },
  { title: 'has a dialect of its own', keep: sandbox => { sandbox.setDialects({ julep: 'observed' }) } },
  { title: 'has a clock that was set', keep: ({ clock }) => clock.set({ mode: 'real' }) },
  { title: 'has a clock that was advanced', keep: ({ clock }) => { clock.advance(clock.now() + 1) } },
  { title: 'has a request under way', keep: ({ journal }) => { journal.open({ operations: [] } as never) } },
  { title: 'has an open stream', keep: sandbox => sandbox.keepOpen(() => {}) },
  { title: 'has a follower of its events', keep: ({ events }) => events.follow({ notify () {}, end () {} }) }
]

for (const { title, keep } of kept) {
  t.test(`a sandbox that ${title} does not give way`, async t => {
    const { sandboxes } = registry({ limits: { sandboxes: 1 } })
    const a = sandboxes.get('a')
    keep(a)
    refuses(t, sandboxes)
    t.equal(a.closed, false)
  })
}

t.test('a sandbox that was ordered with settings of its own does not give way, one without does', async t => {
  const orders = [{ seed: 2 }, { clock: { mode: 'real' as const } }, { dialects: { julep: 'observed' as const } }, { lifecycle: 'stuck' }]
  for (const order of orders) {
    const { sandboxes } = registry({ limits: { sandboxes: 1 } })
    sandboxes.create({ name: 'a', ...order })
    refuses(t, sandboxes)
  }
  const { sandboxes } = registry({ limits: { sandboxes: 1 } })
  const a = sandboxes.create({ name: 'a' })
  sandboxes.get('b')
  t.equal(a.closed, true)
})

t.test('a sandbox gives way as soon as its streams are closed, and after its next use if it was reset', async t => {
  const { sandboxes } = registry({ limits: { sandboxes: 1 } })
  const close = sandboxes.get('a').keepOpen(() => {})
  refuses(t, sandboxes)
  close()
  const b = sandboxes.get('b')
  makeJob(b)
  refuses(t, sandboxes)
  sandboxes.get('b').reset()
  sandboxes.get('c')
  t.equal(b.closed, true)
})

function refuses (t: Test, sandboxes: ReturnType<typeof registry>['sandboxes']): void {
  t.throws(() => sandboxes.get('another'), { code: 'SANDBOX_LIMIT', statusCode: 507 })
}
