import t from 'tap'
import { Contents } from '../../../src/sandboxes/contents.ts'
import type { SandboxOrder } from '../../../src/sandboxes/registry/order.ts'
import { Sandboxes } from '../../../src/sandboxes/registry/registry.ts'
import { Clock } from '../../../src/time/index.ts'
import { registry, toSetup } from '../../support/sandboxes/make.ts'

t.test('a sandbox of another process is adopted with its settings and its contents, and leaves the memory again', async t => {
  const { sandboxes, created } = registry()
  const read = t.captureFn((setup: ConstructorParameters<typeof Contents>[0]) => new Contents(setup))
  const sandbox = sandboxes.adopt('a', { seed: 7 }, read)
  t.same([sandbox.seed, sandboxes.seek('a'), created], [7, sandbox, []])
  sandboxes.unload('a')
  t.same([sandboxes.seek('a'), sandbox.closed], [undefined, true])
})

t.test('the registry says what it creates, with which settings, and what it removes', async t => {
  const events: Array<[string, string, unknown]> = []
  const sandboxes = new Sandboxes({
    ...toSetup(),
    wallClock: new Clock({ mode: 'frozen' }),
    mustBeFree: name => { if (name === 'elsewhere') throw new Error('it is elsewhere') },
    onCreate: ({ name }, order: SandboxOrder) => events.push(['create', name, order]),
    onRemove: ({ name }, isDeleted) => events.push(['remove', name, isDeleted])
  })
  sandboxes.create({ name: 'a', seed: 7 })
  sandboxes.get('b')
  sandboxes.delete('a')
  sandboxes.unload('b')
  t.throws(() => sandboxes.get('elsewhere'), { message: 'it is elsewhere' })
  t.same(events, [['create', 'a', { seed: 7 }], ['create', 'b', {}], ['remove', 'a', true], ['remove', 'b', false]])
})

t.test('a spare sandbox has the defaults and is in no list', async t => {
  const { sandboxes } = registry({ seed: 3 })
  const spare = sandboxes.createSpare()
  t.same([spare.seed, sandboxes.list({ limit: 10 }).items], [3, []])
  spare.close()
})
