import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { ask, insist, lease, ownerOf, startWorld, type World } from '../support/cluster/replicas.ts'

t.test('a sandbox is one at every replica, with all that it holds', { timeout: 300_000 }, async t => {
  const world = await startWorld(t, 3, { args: ['--clock', 'frozen'] })
  const [one, two, three] = world.replicas.map(({ url }) => url) as [string, string, string]

  const made = await ask(one, 'POST /__admin/sandboxes', { name: 'whole', seed: 7, clock: { mode: 'frozen' } })
  t.match(made, { status: 201, body: { name: 'whole', seed: 7 } })
  t.match(await ask(two, 'POST /__admin/sandboxes', { name: 'whole' }), { status: 409, body: { error: { code: 'SANDBOX_EXISTS' } } })
  await ask(two, 'POST /@whole/__admin/faults', { match: { provider: 'julep' }, when: { after: 1, first: 1 }, then: { status: 500 } })
  await ask(three, 'PUT /@whole/__admin/lifecycles/own', { steps: [{ state: 'queued' }, { state: 'failed', after: '1s' }] })
  await ask(three, 'POST /@whole/__admin/lifecycles/rules', { provider: 'julep', lifecycle: 'own', times: 2 })
  await ask(three, 'POST /@whole/__admin/stubs', { method: 'GET', path: '/else', status: 204 })
  await ask(three, 'PUT /@whole/__admin/dialects', { julep: 'observed' })
  await ask(one, 'POST /@whole/__admin/jobs', { provider: 'waveline', id: 'w1' })
  await ask(two, 'POST /@whole/api/users', { name: 'Ann' })
  await ask(three, 'POST /@whole/__admin/clock/advance', { by: '1s' })
  t.equal((await ask(one, 'GET /@whole/api/agents'))?.status, 500, 'the fault has counted the requests of all replicas')

  const before = await ask(one, 'GET /@whole/__admin/snapshot')
  const owner = await ownerOf(world, 'whole')
  await world.replicas[owner]!.end('SIGKILL')
  const other = world.replicas[(owner + 1) % 3]!.url
  t.same(await insist(() => other, 'GET /@whole/__admin/snapshot'), before, 'it is restored as it was')
  t.match((await ask(other, 'GET /__admin/sandboxes'))?.body.items.map(({ name }: { name: string }) => name), ['main', 'whole'])
  t.equal((await ask(other, 'DELETE /__admin/sandboxes/whole'))?.status, 204)
  t.equal((await ask(world.replicas[(owner + 2) % 3]!.url, 'GET /__admin/sandboxes/whole'))?.status, 404)
})

t.test('a drained replica hands its sandboxes over, and its waits end with the states of the moment', { timeout: 300_000 }, async t => {
  // long enough to tell a handover from the end of a lease on a busy machine
  const lease = 15_000
  const world = await startWorld(t, 2, { args: ['--clock', 'frozen', '--cluster-lease', `${lease}ms`] })
  const [one, two] = world.replicas as [World['replicas'][0], World['replicas'][0]]
  const job = await ask(one.url, 'POST /@moved/__admin/jobs', { provider: 'immuta' })
  const { id } = job!.body
  const wait = ask(one.url, 'POST /@moved/jobs/statuses', { jobIds: [id], wait: 60 })
  const forwarded = ask(two.url, 'POST /@moved/jobs/statuses', { jobIds: [id], wait: 60 })
  while ((await insist(() => one.url, 'GET /@moved/__admin/sandbox')).body.waits < 2) await sleep(20)
  const ended = one.end('SIGTERM')
  t.match(await wait, { status: 200, body: { [id]: { state: 'created' } } })
  t.match(await forwarded, { status: 200, body: { [id]: { state: 'created' } } })
  const begin = performance.now()
  t.match(await insist(() => two.url, `GET /@moved/__admin/jobs/${id}`), { status: 200, body: { id } })
  t.ok(performance.now() - begin < lease, 'without waiting for the end of a lease')
  await ended
})

t.test('a replica without its store responds in the words of each provider, and recovers by itself', { timeout: 300_000 }, async t => {
  const { replicas: [replica], store } = await startWorld(t, 1, { args: ['--clock', 'frozen'] })
  const { url } = replica!
  await ask(url, 'POST /@cut/__admin/jobs', { provider: 'waveline', id: 'w1' })
  store.signal('SIGSTOP')
  await sleep(lease)
  const expected: Array<{ path: string, body: unknown }> = [
    { path: '/@cut/api/v1/jobs/w1', body: { error: 'Service Unavailable' } },
    { path: '/@cut/api/jobs/w1', body: { detail: 'Service Unavailable' } },
    { path: '/@cut/__admin/jobs', body: { error: { code: 'SANDBOX_UNAVAILABLE' } } }
  ]
  for (const { path, body } of expected) {
    const response = await fetch(`${url}${path}`, { headers: { authorization: 'Bearer any' } })
    t.same([response.status, response.headers.get('retry-after')], [503, String(lease / 1000)], path)
    t.match(await response.json(), body, path)
  }
  const ready = await fetch(`${url}/ready`)
  t.match([ready.status, await ready.json()], [503, { status: 'unavailable', reason: /store|lease/ }])
  store.signal('SIGCONT')
  t.match(await insist(() => url, 'GET /@cut/__admin/jobs/w1'), { status: 200, body: { id: 'w1' } })
})

t.test('a client that leaves frees its wait at the owner', { timeout: 300_000 }, async t => {
  const world = await startWorld(t, 2, { args: ['--clock', 'frozen'] })
  const [one, two] = world.replicas.map(({ url }) => url) as [string, string]
  const { body: { id } } = (await ask(one, 'POST /@left/__admin/jobs', { provider: 'immuta' }))!
  const waits = async () => (await insist(() => one, 'GET /@left/__admin/sandbox')).body.waits
  const client = request(`${two}/@left/jobs/statuses`, { method: 'POST', headers: { authorization: 'Bearer any', 'content-type': 'application/json' } })
  const closed = new Promise(resolve => client.once('close', resolve))
  client.on('error', () => {})
  client.end(JSON.stringify({ jobIds: [id], wait: 60 }))
  while (await waits() === 0) await sleep(20)
  client.destroy()
  await closed
  while (await waits() > 0) await sleep(20)
  t.pass('the wait has ended')
})
