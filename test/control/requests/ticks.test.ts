import t from 'tap'
import { double, moment } from '../../support/double.ts'
import { julep, unknownId } from '../../support/providers/julep.ts'

const key = { authorization: 'Bearer sk-1' }

t.test('a tick is a request without headers and bodies, for each job that it names', async t => {
  const d = await double(t)
  const job = await d.make({ provider: 'waveline' })
  await d.ask('POST /__admin/faults', { match: { provider: 'waveline' }, when: { after: 1, first: 1 }, then: { status: 503 } })
  for (let poll = 0; poll < 2; poll++) await d.ask(`GET /api/v1/jobs/${job.id}`, undefined, key)
  await d.ask('GET /nowhere')
  const { body } = await d.ask('GET /__admin/requests/ticks')
  const responded = { at: moment(0), method: 'GET', outcome: 'responded' }
  const poll = { ...responded, provider: 'waveline', operation: 'waveline.getJob', jobs: [job.id], path: `/api/v1/jobs/${job.id}` }
  t.strictSame({ ...body, items: body.items.map(({ durationMs, ...tick }: any) => tick) }, {
    items: [
      { id: 'req-1', ...poll, status: 200, faults: [] },
      { id: 'req-2', ...poll, status: 503, faults: ['fault-1'] },
      { id: 'req-3', ...responded, provider: null, operation: null, jobs: [], path: '/nowhere', status: 404, faults: [] }
    ],
    next: null,
    dropped: 0
  })
  t.match((await d.ask('GET /__admin/requests/ticks?limit=2')).body, { items: [{ id: 'req-1' }, { id: 'req-2' }], next: 'req-2' })
  t.match((await d.ask('GET /__admin/requests/ticks?cursor=req-2')).body, { items: [{ id: 'req-3' }], next: null })
  for (const [query, ids] of [['limit=2&latest=true', ['req-2', 'req-3']], ['limit=9&latest=true&cursor=req-1', ['req-2', 'req-3']]] as const) {
    t.same((await d.ask(`GET /__admin/requests/ticks?${query}`)).body.items.map(({ id }: any) => id), ids)
  }
  t.same((await d.ask('GET /__admin/requests/ticks?cursor=2')).body.error, {
    code: 'INVALID_FIELD', field: 'cursor', message: 'cursor: "2" is not the id of a request, such as req-17'
  })
})

t.test('a tick of a request that waits has neither a status nor a duration', async t => {
  const d = await double(t)
  const { id } = await d.make({ provider: 'immuta', lifecycle: 'stuck' })
  const polled = d.ask('POST /jobs/statuses', { jobIds: [id], wait: 5, pollInterval: 1 }, key)
  await d.ask('POST /__admin/requests/wait', { match: { provider: 'immuta' } })
  const { body } = await d.ask('GET /__admin/requests/ticks')
  t.match(body.items, [{ id: 'req-1', jobs: [id], outcome: 'pending', status: null, durationMs: null }])
  await d.advance('1h')
  await polled
})

t.test('a request for an execution of Julep is one for its job', async t => {
  const { ask, start } = await julep(t)
  const { id, job } = await start()
  await ask(`GET /api/executions/${id}`)
  await ask(`GET /api/jobs/${job}`)
  await ask(`GET /api/executions/${unknownId}`)
  t.same((await ask('GET /__admin/requests/ticks')).body.items.map(({ jobs }: { jobs: string[] }) => jobs), [[job], [job], [job], []])
  const { items } = (await ask('GET /__admin/requests')).body
  const named = [{ id: job, state: 'queued' }]
  t.same(items.map(({ job, jobs }: { job: string | null, jobs: unknown }) => ({ job, jobs })), [
    { job, jobs: named }, { job, jobs: named }, { job, jobs: named }, { job: null, jobs: [] }
  ])
})

t.test('a request that names no job has the jobs of its response', async t => {
  const d = await double(t)
  const [first, second] = [await d.make({ provider: 'waveline' }), await d.make({ provider: 'waveline' })]
  await d.ask('GET /api/v1/jobs', undefined, key)
  await d.ask(`GET /api/v1/jobs/${first.id}`, undefined, key)
  const { body } = await d.ask('GET /__admin/requests/ticks')
  t.same(body.items.map(({ jobs }: { jobs: string[] }) => jobs.toSorted()), [[first.id, second.id].sort(), [first.id]])
})
