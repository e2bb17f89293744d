import { Type } from '@sinclair/typebox'
import t from 'tap'
import { allFields, Changes, readFields, Sandbox, takeSnapshot, writeField, type Contents } from '../../src/sandboxes/index.ts'
import { start } from '../support/double.ts'
import { toSetup, type Given } from '../support/sandboxes/make.ts'

const things = { name: 'things', schema: Type.Unknown() }

/** A sandbox, what a store has of it, and how often it has begun to have changes. */
function stored (given: Given = {}) {
  const fields = new Map<string, string>()
  const begun = { count: 0 }
  const setup = { ...toSetup(given), record: () => new Changes(() => { begun.count++ }) }
  const write = (contents: Contents, now: number) => {
    const { isNew, fields: changed, removed } = contents.changes!.take()
    if (isNew) fields.clear()
    for (const field of removed) fields.delete(field)
    for (const field of isNew ? allFields(contents) : changed) {
      const text = writeField(contents, field, now)
      if (text !== undefined) fields.set(field, text)
    }
  }
  return { sandbox: new Sandbox('a', setup), setup, fields, write, begun }
}

t.test('a sandbox whose changes are stored one after the other is restored as it is', async t => {
  const { sandbox, setup, fields, write, begun } = stored({ limits: { jobs: 3 } })
  const { contents } = sandbox
  write(contents, 0)
  t.ok(contents.changes!.isEmpty)
  const step = { steps: [{ state: 'running', output: 'shared' }, { state: 'succeeded', after: '1s' }] } as const
  const acts: Record<string, () => unknown> = {
    'a job': () => sandbox.jobs.create({ id: 'one', provider: 'julep', kind: 'test', lifecycle: { steps: [...step.steps] } }),
    'more jobs': () => ['two', 'three'].forEach(id => sandbox.jobs.create({ id, provider: 'julep', kind: 'test', lifecycle: { steps: [...step.steps] } })),
    'an advance': () => sandbox.jobs.advance.by(1500),
    'an evicted job': () => sandbox.jobs.create({ id: 'four', provider: 'julep', kind: 'test', lifecycle: 'success' }),
    'a held job': () => sandbox.jobs.hold('four'),
    'a thing': () => sandbox.collection(things).put('a', { of: 'a' }),
    'another thing': () => sandbox.collection(things).put('b:c', 2),
    'a thing that is replaced': () => sandbox.collection(things).put('a', 3),
    'a thing that is deleted': () => sandbox.collection(things).delete('b:c'),
    'a file': () => sandbox.files.put('f', { name: 'f', type: 'x', bytes: Buffer.from('abc') }, { spare: true }),
    'a file that is deleted': () => sandbox.files.delete('f'),
    'one more file': () => sandbox.files.put('g', { name: 'g', type: 'x', bytes: Buffer.from('abc') }),
    'an id': () => sandbox.ids.uuid4(),
    'a draw': () => sandbox.random('purpose').integer(1, 6),
    'a clock': () => sandbox.clock.set({ now: sandbox.clock.now() + 1000 }),
    'a lifecycle': () => sandbox.lifecycles.put('mine', { steps: [{ state: 'running' }] }),
    'a lifecycle rule': () => sandbox.rules.add({ lifecycle: 'mine' }),
    'a fault': () => sandbox.faults.add({ match: {}, when: { first: 2 }, then: { status: 500 } }),
    'a counted request': () => sandbox.faults.active.decide('before', { provider: 'julep', operations: [], graphql: false, calls: [], mentions: () => false }, 0),
    'a stub': () => contents.stubs.add({ method: 'GET', path: '/x' }),
    'a failed job': () => sandbox.jobs.create({ id: 'five', provider: 'julep', kind: 'test', lifecycle: { steps: [{ state: 'running' }, { state: 'failed', after: '1s', error: { message: 'no' } }] } }),
    dialects: () => sandbox.setDialects({ julep: 'observed' }),
    'the settings of the report': () => { sandbox.reportSettings = { rules: {} } }
  }
  for (const [name, act] of Object.entries(acts)) {
    const before = begun.count
    act()
    t.equal(begun.count, before + 1, `${name} is a change`)
    write(contents, 0)
    const copy = new Sandbox('a', setup, readFields(fields, setup, [things], 0))
    t.same(takeSnapshot(copy, '1'), takeSnapshot(sandbox, '1'), name)
    t.ok(copy.contents.changes!.isEmpty)
    copy.close()
  }
})

t.test('a restored clock has gone on, and jobs due at one moment keep their order', async t => {
  const { sandbox, setup, fields, write } = stored({ clock: { mode: 'real', now: 1000 } })
  for (const id of ['b', 'a']) sandbox.jobs.create({ id, provider: 'julep', kind: 'test', lifecycle: { steps: [{ state: 'queued' }, { state: 'failed', after: '1h' }] } })
  write(sandbox.contents, 50_000)
  const copy = new Sandbox('a', setup, readFields(fields, setup, [], 60_000))
  t.ok(copy.clock.now() >= sandbox.clock.now() + 9000)
  t.same(copy.jobs.advance.by(3_600_000).map(({ job }) => job), ['b', 'a'])
  copy.close()
  sandbox.close()
})

t.test('after a reset, everything has to be stored', async t => {
  const { sandbox, fields, write } = stored()
  sandbox.collection(things).put('a', 1)
  write(sandbox.contents, 0)
  sandbox.reset()
  t.notOk(sandbox.contents.changes!.isEmpty)
  write(sandbox.contents, 0)
  t.notOk(fields.has('thing:things:a'))
  sandbox.contents.changes!.renew()
  t.notOk(sandbox.contents.changes!.isEmpty, 'as after a loss of the store')
})

t.test('a running clock goes on while its sandbox is stored, and the settings of its start are kept', async t => {
  const { sandbox, setup, fields, write } = stored({ clock: { mode: 'scaled', rate: 2, now: start } })
  write(sandbox.contents, 0)
  const { now } = sandbox.clock.read()
  const copy = readFields(fields, setup, [], 1000)
  t.match(copy.clock.read(), { mode: 'scaled', rate: 2 })
  t.ok(copy.clock.now() >= now + 2000)
  sandbox.close()
  copy.close()
})

t.test('a store that has lost a part is damaged', async t => {
  const { sandbox, setup, fields, write } = stored()
  write(sandbox.contents, 0)
  fields.delete('settings')
  t.throws(() => readFields(fields, setup, [], 0))
})
