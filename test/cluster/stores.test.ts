import t from 'tap'
import { allSeen, ask, createReplica, freePorts, insist } from '../support/cluster/replicas.ts'
import { startCluster, startEncrypted, startSentinel } from '../support/cluster/stores.ts'

const stores = {
  'a Redis Cluster of three nodes': startCluster,
  'Redis that Sentinel names': startSentinel,
  'Redis over TLS with a password': startEncrypted
}

for (const [name, start] of Object.entries(stores)) {
  t.test(`replicas share their sandboxes through ${name}`, { timeout: 300_000 }, async t => {
    const { url, env } = await start(t)
    const replicas = (await freePorts(2)).map(port => createReplica(port, { args: ['--cluster', url, '--clock', 'frozen'], ...env && { env } }))
    t.teardown(async () => { await Promise.all(replicas.map(async replica => await replica.end())) })
    await Promise.all(replicas.map(async replica => await replica.start()))
    await allSeen(replicas)
    const [one, two] = replicas as [typeof replicas[0], typeof replicas[0]]
    // their slots are on all three nodes
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const made = await Promise.all(names.map(async name => (await ask(one.url, `POST /@${name}/__admin/jobs`, { provider: 'waveline', id: 'w1' }))?.status))
    t.same(made, names.map(() => 201))
    const read = async () => await Promise.all(names.map(async name => (await insist(() => two.url, `GET /@${name}/__admin/jobs`)).body))
    const before = await read()
    t.same((await ask(two.url, 'GET /__admin/sandboxes'))?.body.items.map(({ name }: { name: string }) => name), [...names, 'main'])
    await one.end('SIGKILL')
    t.same(await read(), before, 'all have moved to the other replica')
  })
}
