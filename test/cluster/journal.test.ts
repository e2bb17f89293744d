import { createClient } from '@redis/client'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { ask, insist, ownerOf, startWorld, type World } from '../support/cluster/replicas.ts'

/** The journal of a sandbox, without the numbers that differ between replicas. */
async function read (world: World, name: string, replica: number): Promise<object[]> {
  const { body } = await insist(() => world.replicas[replica]!.url, `GET /@${name}/__admin/requests`)
  return body.items.map(({ id, connection, ...exchange }: { id: string, connection: number }) => exchange)
}

/** Polls in a sandbox, ends its owner by `end`, and expects the journal of before at the next owner. */
async function move (t: Test, world: World, name: string, end: (owner: World['replicas'][0]) => Promise<void>): Promise<void> {
  const [{ url }] = world.replicas as [World['replicas'][0]]
  await ask(url, `POST /@${name}/__admin/jobs`, { provider: 'waveline', id: 'w1' })
  for (const path of ['/api/v1/jobs/w1', '/api/v1/jobs/w2', '/nothing']) await ask(url, `GET /@${name}${path}`)
  const owner = await ownerOf(world, name)
  const before = await read(world, name, owner)
  t.equal(before.length, 3)
  await end(world.replicas[owner]!)
  const next = (owner + 1) % 3
  t.same(await read(world, name, next), before)
  const verify = async (body: object) => (await ask(world.replicas[next]!.url, `POST /@${name}/__admin/requests/verify`, body))?.body.verdict
  t.equal(await verify({ match: { operation: 'waveline.getJob' }, atLeast: 2 }), 'ok', 'what is there counts')
  t.equal(await verify({ match: { operation: 'waveline.getJob' }, exactly: 2 }), 'evicted', 'more may be missing')
  await world.replicas[owner]!.start()
}

t.test('the journal of a sandbox moves with it, after a gap that says that exchanges may be missing', { timeout: 300_000 }, async t => {
  const world = await startWorld(t, 3, { args: ['--clock', 'frozen'] })
  const store = createClient({ url: world.storeUrl })
  await store.connect()
  t.teardown(() => store.destroy())

  await t.test('a drained replica writes all of it', async t => {
    await move(t, world, 'drained', async owner => await owner.end('SIGTERM'))
  })
  await t.test('a killed replica has written it a second later', async t => {
    await move(t, world, 'killed', async owner => {
      while (await store.lLen('jobdouble:{killed}:journal') < 3) await sleep(50)
      await owner.end('SIGKILL')
    })
  })
})
