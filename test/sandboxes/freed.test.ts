import { Type } from '@sinclair/typebox'
import t from 'tap'
import type { Sandboxes } from '../../src/sandboxes/registry/registry.ts'
import { heapUsed } from '../support/heap.ts'
import { turn } from '../support/jobs/world.ts'
import { hour, registry } from '../support/sandboxes/make.ts'

/** Fills a sandbox with jobs, waits, streams, things and timers; returns what each of them contains. */
function fill (sandboxes: Sandboxes): Array<WeakRef<object>> {
  const sandbox = sandboxes.get('a')
  const held: object[] = [sandbox.jobs, sandbox.clock, sandbox.files]
  for (let index = 0; index < 50; index++) {
    const [input, until, end, thing, callback] = [{ index }, () => index + Infinity, () => index, { index }, () => index]
    held.push(input, until, end, thing, callback)
    sandbox.jobs.create({ id: `${index}`, provider: 'immuta', kind: 'test', lifecycle: index % 2 === 0 ? 'stuck' : 'success', input })
    sandbox.jobs.wait({ ids: [`${index}`], until })
    sandbox.keepOpen(end)
    sandbox.collection({ name: 'test.things', schema: Type.Unknown() }).put(`${index}`, thing)
    sandbox.clock.at(sandbox.clock.now() + index, callback)
  }
  // alone at the last moment: what is due together is kept in another way
  const last = () => {}
  held.push(last)
  sandbox.clock.at(sandbox.clock.now() + hour, last)
  return held.map(object => new WeakRef(object))
}

const ways: Array<{ title: string, act: (all: ReturnType<typeof registry>) => void, clock: 'frozen' | 'real' }> = [
  { title: 'was reset', act: ({ sandboxes }) => sandboxes.get('a').reset(), clock: 'frozen' },
  { title: 'was reset on a running clock', act: ({ sandboxes }) => sandboxes.get('a').reset(), clock: 'real' },
  { title: 'was deleted', act: ({ sandboxes }) => sandboxes.delete('a'), clock: 'frozen' },
  { title: 'was deleted on a running clock', act: ({ sandboxes }) => sandboxes.delete('a'), clock: 'real' },
  {
    title: 'was removed',
    act: ({ sandboxes, pass }) => {
      sandboxes.get('a').jobs.endWaits()
      sandboxes.get('a').reset()
      pass(hour)
    },
    clock: 'real'
  }
]

for (const { title, act, clock: mode } of ways) {
  t.test(`nothing is kept of what a sandbox held that ${title}`, async t => {
    const all = registry({ clock: { mode } })
    const held = fill(all.sandboxes)
    t.equal(held.length, 254)
    act(all)
    const left = () => held.filter(object => object.deref() !== undefined).length
    // one collection need not find all that is free
    for (let tries = 0; tries < 10 && left() > 0; tries++) {
      await turn()
      heapUsed()
    }
    t.equal(left(), 0)
    t.equal(all.sandboxes.get('a').busy, false)
    all.sandboxes.close()
  })
}
