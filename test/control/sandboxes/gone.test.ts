import { once } from 'node:events'
import t from 'tap'
import { credentials as key } from '../../support/credentials.ts'
import { double, start } from '../../support/double.ts'
import { heapUsed } from '../../support/heap.ts'
import { turn } from '../../support/jobs/world.ts'

for (const [verb, operation] of [['deletes', 'DELETE /__admin/sandboxes/a'], ['resets', 'POST /@a/__admin/reset']] as const) {
  t.test(`who ${verb} a sandbox releases every wait and every stream in it, with the states of that moment`, async t => {
    const { ask, inject } = await double(t, { lifecycle: 'stuck' })
    const { id } = (await ask('POST /@a/__admin/jobs', { provider: 'immuta' })).body
    const execution = (await ask('POST /@a/api/tasks/0193f1d2-7a40-7c31-8f0e-2b6d5c9a1e47/executions', { input: {} }, key)).body
    await ask('POST /@a/__admin/clock/advance', { by: '10s' })
    const waits = Array.from({ length: 300 }, () => ask('POST /@a/jobs/statuses', { jobIds: [id], wait: -1 }, key))
    const streams = Array.from({ length: 20 }, () => inject({ method: 'GET', url: `/@a/api/executions/${execution.id}/status.stream`, headers: key }))
    while ((await ask('GET /__admin/sandboxes/a')).body.waits < 320) await turn()
    const elsewhere = (await ask('POST /@b/__admin/jobs', { provider: 'immuta' })).body.id
    const stays = ask('POST /@b/jobs/statuses', { jobIds: [elsewhere], wait: -1 }, key)

    t.ok((await ask(operation)).status < 300)
    for (const { body } of await Promise.all(waits)) t.equal(body[id].state, 'active')
    for (const { body } of await Promise.all(streams)) t.match(body, /^data: .*"status":"running".*\n\n$/)
    t.match((await ask('GET /@a/__admin/sandbox')).body, { jobs: 0, waits: 0, clock: { now: new Date(start).toISOString() } })

    while ((await ask('GET /__admin/sandboxes/b')).body.waits < 1) await turn()
    await ask(`POST /@b/__admin/jobs/${elsewhere}/cancel`)
    t.equal((await stays).status, 200, 'and the waits of others go on')
  })
}

t.test('a sandbox that was deleted begins anew when it is asked again, as if it had never been', async t => {
  const { ask } = await double(t)
  await ask('POST /__admin/sandboxes', { name: 'a', seed: 5, lifecycle: 'stuck', clock: { now: '2030-01-01T00:00:00Z' } })
  const { id } = (await ask('POST /@a/__admin/jobs', { provider: 'immuta' })).body
  t.same([(await ask('DELETE /@a/__admin/sandboxes/a')).status, (await ask('GET /__admin/sandboxes/a')).status], [204, 404])
  t.equal((await ask(`GET /@a/__admin/jobs/${id}`)).status, 404)
  t.match((await ask('GET /__admin/sandboxes/a')).body, { seed: 1, lifecycle: 'success', jobs: 0, clock: { now: new Date(start).toISOString() } })
})

t.test('main is reset, not deleted', async t => {
  const { ask, make } = await double(t)
  await make({ provider: 'immuta' })
  const { status, body } = await ask('DELETE /__admin/sandboxes/main')
  t.same([status, body], [409, { error: { code: 'SANDBOX_STAYS', message: 'The sandbox main cannot be deleted; POST /__admin/reset restores its initial state' } }])
  t.equal((await ask('GET /__admin/sandbox')).body.jobs, 1)
})

t.test('a request whose body comes only after the delete is answered by the sandbox that comes after it', async t => {
  const { app, ask } = await double(t, { lifecycle: 'stuck' })
  const { id } = (await ask('POST /@a/__admin/jobs', { provider: 'immuta' })).body
  const wait = async (url: string) => {
    const body = new TransformStream<Uint8Array, Uint8Array>()
    const writer = body.writable.getWriter()
    const answer = fetch(`${url}/@a/jobs/statuses`, { method: 'POST', headers: { ...key, 'content-type': 'application/json' }, body: body.readable, duplex: 'half' } as RequestInit)
    await writer.write(Buffer.from('{"jobIds":["'))
    return async () => {
      await writer.write(Buffer.from(`${id}"],"wait":-1}`))
      await writer.close()
      return await answer
    }
  }
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const begun = once(app.server, 'request')
  const finish = await wait(url)
  await begun
  t.equal((await ask('DELETE /__admin/sandboxes/a')).status, 204)
  const answer = await finish()
  t.same([answer.status, await answer.json()], [200, {}], 'it has no such job, so nothing is left to wait for')
  t.match((await ask('GET /__admin/sandboxes/a')).body, { jobs: 0, waits: 0 })
})

t.test('resets, deletes and requests that come all at once leave a sandbox that works', async t => {
  const { ask } = await double(t)
  for (let round = 0; round < 5; round++) {
    const responses = await Promise.all(Array.from({ length: 12 }, (_, index) => ask(['POST /@demo/__admin/reset', 'DELETE /__admin/sandboxes/demo', 'GET /@demo/__admin/jobs', 'POST /__admin/sandboxes'][index % 4]!, index % 4 === 3 ? { name: 'demo' } : undefined)))
    for (const { status } of responses) t.ok([200, 201, 204, 404, 409].includes(status), String(status))
  }
  await ask('DELETE /__admin/sandboxes/demo')
  const { total } = (await ask('GET /@demo/__admin/jobs')).body
  t.ok(total >= 5)
  t.equal((await ask('POST /@demo/__admin/reset')).body.jobs, total)
})

t.test('the memory of a sandbox that was reset or deleted is free again', async t => {
  const { ask } = await double(t, { lifecycle: 'stuck' })
  const megabytes = async (operation?: string) => {
    const waits: Array<Promise<unknown>> = []
    for (const index of operation === undefined ? [] : Array(20).keys()) {
      await ask('POST /@a/__admin/jobs', { provider: 'immuta', id: `job-${index}`, input: `${index % 10}`.repeat(500_000) })
      waits.push(ask('POST /@a/jobs/statuses', { jobIds: [`job-${index}`], wait: -1 }, key))
    }
    if (operation !== undefined) await ask(operation)
    await Promise.all(waits)
    // a connection says a few turns later that it is closed
    for (let turns = 0; turns < 5; turns++) await turn()
    return heapUsed() / 1_000_000
  }
  for (const operation of ['POST /@a/__admin/reset', 'DELETE /__admin/sandboxes/a']) {
    await megabytes(operation)
    const before = await megabytes()
    const after = await megabytes(operation)
    t.ok(after < before + 5, `${after} MB after ${operation}, ${before} MB before, of 10 MB that were kept`)
  }
})
