import t from 'tap'
import { credentials as headers } from '../../support/credentials.ts'
import { double, type Double } from '../../support/double.ts'

/** The states of the jobs of each request when it came, and the status in its response. */
const standings = async ({ ask }: Double) => (await ask('GET /__admin/requests')).body.items.map(({ jobs: [job], response }: any) => [job?.state, response.body.status])

t.test('on a frozen clock a request shows the state that its job had before later commands', async t => {
  const d = await double(t)
  const { id } = await d.make({ provider: 'waveline' })
  const poll = () => d.ask(`GET /api/v1/jobs/${id}`, undefined, headers)
  await poll()
  await d.ask(`POST /__admin/jobs/${id}/state`, { state: 'running' })
  await poll()
  await d.ask(`POST /__admin/jobs/${id}/state`, { state: 'failed' })
  await poll()
  const stood = [['queued', 'CREATED'], ['running', 'RUNNING'], ['failed', 'FAILED']]
  t.same(await standings(d), stood)
  await d.advance('1h')
  await poll()
  t.same(await standings(d), [...stood, ['failed', 'FAILED']], 'and later too')
})

t.test('a job that is created after a request did not exist for the request', async t => {
  const d = await double(t)
  const poll = () => d.ask('GET /api/v1/jobs/late', undefined, headers)
  await poll()
  await d.make({ provider: 'waveline', id: 'late' })
  await poll()
  const { items } = (await d.ask('GET /__admin/requests')).body
  t.same(items.map(({ jobs, response }: any) => [jobs, response.status]), [[[{ id: 'late', state: null }], 404], [[{ id: 'late', state: 'queued' }], 200]])
})

t.test('a request that starts a job shows where that begins, whatever was done with it at once', async t => {
  const d = await double(t)
  await d.ask('POST /v1/generateData', { prompt: 'p', numOfRecords: 1, model: 'gpt-4o-mini-2024-07-18' }, { 'x-api-key': 'k' })
  const [{ id, state }] = (await d.ask('GET /__admin/jobs')).body.items
  await d.ask(`POST /__admin/jobs/${id}/state`, { state: 'failed' })
  t.same((await d.ask('GET /__admin/requests')).body.items[0].jobs, [{ id, state }])
})

t.test('a snapshot begins the order anew', async t => {
  const d = await double(t)
  const { id } = await d.make({ provider: 'waveline' })
  await d.ask(`POST /__admin/jobs/${id}/state`, { state: 'running' })
  await d.ask('PUT /__admin/snapshot', (await d.ask('GET /__admin/snapshot')).body)
  await d.ask(`GET /api/v1/jobs/${id}`, undefined, headers)
  await d.ask(`POST /__admin/jobs/${id}/cancel`)
  await d.ask(`GET /api/v1/jobs/${id}`, undefined, headers)
  t.same((await standings(d)).map(([state]: string[]) => state), ['running', 'cancelled'])
})
