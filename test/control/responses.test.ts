import t from 'tap'
import { providers } from '../../src/providers/index.ts'
import { double } from '../support/double.ts'

interface Polled { operation: string, request: { method: string, url: string, headers: Record<string, string>, body: object | null }, response: { status: number, body: unknown } }

for (const { name } of providers) {
  t.test(`the responses that a job of ${name} would get are those that a client gets`, async t => {
    const { ask, make } = await double(t)
    const job = await make({ provider: name, ...name === 'starfish' && { input: { projectId: '7d9e1b52-4c0a-4f83-a6d1-0e5b8c2f9a64' } } })
    const { body: { items, next } } = await ask(`GET /__admin/jobs/${job.id}/responses`)
    t.same([items.length > 0, next], [true, null])
    t.same((await ask('GET /__admin/requests/ticks')).body.items, [], 'the journal does not have them')
    for (const { operation, request: { method, url, headers, body }, response } of items as Polled[]) {
      t.equal(response.status, 200, operation)
      t.match(JSON.stringify(response.body), job.id)
      const path = new URL(url).pathname
      const real = await ask(`${method} ${path}`, body ?? undefined, headers)
      t.same({ status: real.status, body: real.body }, { status: response.status, body: response.body }, operation)
    }
    const { body: ticks } = await ask('GET /__admin/requests/ticks')
    t.same(ticks.items.map(({ operation }: { operation: string }) => operation), items.map(({ operation }: Polled) => operation))
  })
}

t.test('a job of an execution of Julep is also shown by its execution', async t => {
  const { ask } = await double(t)
  const headers = { authorization: 'Bearer k' }
  await ask('POST /@shop/api/tasks/0193f1d2-0000-7000-8000-00000000000a/executions', { input: {} }, headers)
  const { body: { items: [job] } } = await ask('GET /@shop/__admin/jobs')
  const { body: { items } } = await ask(`GET /@shop/__admin/jobs/${job.id}/responses`, undefined, { host: 'localhost:5627' })
  t.same(items.map(({ operation }: Polled) => operation), ['julep.getJobStatus', 'julep.getExecution'])
  for (const { request, response } of items as Polled[]) {
    t.match(request.url, /^http:\/\/localhost:5627\/@shop\/api\//)
    t.equal(response.status, 200)
  }
})

t.test('no fault applies to the responses, and an error is shown as the provider has it', async t => {
  const { ask, make } = await double(t)
  const { id } = await make({ provider: 'waveline', lifecycle: { visibleAfter: '1h', steps: [{ state: 'running' }] } })
  await ask('POST /__admin/faults', { then: { status: 503 } })
  const { body: { items: [{ response }] } } = await ask(`GET /__admin/jobs/${id}/responses`)
  t.match(response, { status: 404, body: { error: /./ } })
  t.match((await ask('GET /__admin/faults')).body.items, [{ seen: 0, fired: 0 }])
  t.equal((await ask('GET /__admin/jobs/unknown/responses')).body.error.code, 'JOB_UNKNOWN')
})
