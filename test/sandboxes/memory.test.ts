import t from 'tap'
import { Memory, MemoryAccount } from '../../src/memory.ts'
import { Files } from '../../src/sandboxes/index.ts'
import { double } from '../support/double.ts'

const key = { authorization: 'Bearer x', 'x-api-key': 'x' }

t.test('beyond the memory of the server, the journals of the least recently used sandboxes are evicted and say so', async t => {
  const { ask, app } = await double(t, { maxMemory: 200_000 })
  const poll = async (name: string, count: number) => {
    for (let index = 0; index < count; index++) await ask(`GET /@${name}/api/v1/jobs/${name}-${index}-${'x'.repeat(400)}`, undefined, key)
  }
  await poll('first', 30)
  await poll('second', 30)
  await ask('GET /api/v1/jobs/main', undefined, key)
  await poll('third', 60)
  await poll('fourth', 30)
  const kept = (name: string) => app.sandboxes.find(name).journal.size
  t.same([kept('first'), kept('second') > 0, kept('third') > 0, kept('fourth'), kept('main')], [0, true, true, 30, 1])
  t.match((await ask('GET /@first/__admin/requests')).body, { items: [], dropped: 30 })
  t.match((await ask('POST /@first/__admin/requests/verify', { match: { path: '/api/v1/jobs/none' }, atLeast: 1 })).body, { verdict: 'evicted' })
  await poll('first', 1)
  t.match((await ask('GET /@first/__admin/requests')).body, { items: [{ id: 'req-31' }], dropped: 30 })
})

t.test('jobs, things, files and sandboxes that do not fit are rejected in the words of the provider; main can always be reached', async t => {
  const { ask, app } = await double(t, { maxMemory: 150_000 })
  const input = 'x'.repeat(50_000)
  t.equal((await ask('POST /@one/__admin/jobs', { provider: 'julep', input })).status, 201)
  t.equal((await ask('POST /@two/__admin/jobs', { provider: 'julep', input })).status, 201)
  const more = await ask('POST /@two/__admin/jobs', { provider: 'julep', input: input.replaceAll('x', 'y') })
  t.same([more.status, more.body.error.code], [507, 'MEMORY_FULL'])
  t.equal(app.sandboxes.find('two').jobs.list({ limit: 10 }).total, 1, 'nothing has changed')
  const started = await ask('POST /@two/api/agents/00000000-0000-4000-8000-000000000001/docs', { title: 't', content: input }, key)
  t.equal(started.status, 507)
  const made = await ask('POST /@two/api/agents', { name: 'x', model: 'm', instructions: input }, key)
  t.same([made.status, Object.keys(made.body)], [507, ['detail']])
  t.throws(() => ['a', 'b', 'c'].map(name => app.sandboxes.get(name)), { code: 'MEMORY_FULL', statusCode: 507 }, 'a new sandbox does not fit')
  t.equal((await ask('GET /__admin/sandboxes')).status, 200)
  await ask('DELETE /__admin/sandboxes/one')
  t.equal((await ask('POST /@three/__admin/jobs', { provider: 'julep', input: 'x' })).status, 201)
})

t.test('files of exports are evicted where journals are not enough, and a file that does not fit is rejected', async t => {
  const { app } = await double(t, { maxMemory: 60_000 })
  const file = (size: number) => ({ name: 'a', type: 'text/plain', bytes: Buffer.alloc(size) })
  const { files } = app.sandboxes.get('one')
  files.put('export', file(20_000), { spare: true })
  files.put('upload', file(10_000))
  t.throws(() => app.sandboxes.get('two').files.put('large', file(40_000)), { code: 'MEMORY_FULL', statusCode: 507 })
  t.same([files.get('export'), files.get('upload')?.bytes.length], [undefined, 10_000])
  const reservation = new Files(100_000, new MemoryAccount(new Memory(5000))).reserve()
  reservation.add(4000)
  t.throws(() => reservation.add(2000), { code: 'MEMORY_FULL' })
  reservation.release()
  reservation.add(5000)
})
