import t from 'tap'
import { ask } from '../support/e2e/ask.ts'
import { sandbox, serve, share } from '../support/e2e/program.ts'

t.test('a client authenticates, starts a job, waits for it and has its result', async t => {
  const url = await sandbox()
  const { token, tokenExpiration } = await ask(t, url, 'POST /bim/apikey/authenticate', { apikey: '846e9e43c86a4c71be14290d95127d13' }, { headers: { 'content-type': 'application/json' } })
  t.equal(tokenExpiration, '2025-01-01T01:00:00.000Z')
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }

  const id = await ask(t, url, 'PUT /snowflake/handler/30/triggerHighCardinalityJob', undefined, { headers })
  t.type(id, 'string')
  const waited = ask(t, url, 'POST /jobs/statuses', { jobIds: [id], wait: -1 }, { headers })
  while ((await ask(t, url, 'GET /__admin/sandbox')).waits === 0);
  await ask(t, url, `POST /__admin/jobs/${id}/state`, { state: 'succeeded', output: { columns: 3 } })
  t.same(await waited, { [id]: { id, state: 'completed', output: { columns: 3 } } })

  const refresh = await ask(t, url, 'PUT /snowflake/handler/30/refreshNativeViewJob', undefined, { headers })
  const polled = ask(t, url, 'POST /jobs/statuses', { jobIds: [refresh], wait: 60, pollInterval: 2 }, { headers })
  while ((await ask(t, url, 'GET /__admin/sandbox')).waits === 0);
  await ask(t, url, 'POST /__admin/clock/advance', { by: '1h' })
  t.same(await polled, { [refresh]: { id: refresh, state: 'completed', output: null } })
  t.match(await ask(t, url, 'POST /jobs/statuses', { jobIds: [id] }, { headers }), { statusCode: 401, message: 'Bad token' })
})

t.test('a client updates data sources in bulk, finds the jobs and counts them', async t => {
  const base = await share()
  const url = `${base}/@bulk`
  const { bulkId } = await ask(t, url, 'PUT /dataSource/bulk/tags', { ids: [22, 39, 40], update: { tags: ['pii'] } })
  const jobs = Object.keys(await ask(t, url, `GET /jobs?bulkId=${bulkId}`))
  t.equal(jobs.length, 3)
  await ask(t, url, `POST /__admin/jobs/${jobs[1]}/state`, { state: 'failed', error: { message: 'no such tag' } })
  await ask(t, url, 'POST /__admin/clock/advance', { until: 'idle' })

  const first = await ask(t, url, 'GET /jobs/search?jobType=dataSourceBulkUpdate&state=completed&size=1')
  t.same(first.jobs.map((job: { id: string }) => job.id), [jobs[2]])
  const second = await ask(t, base, `GET ${first.next}`)
  t.same([second.jobs.map((job: { id: string }) => job.id), second.next], [[jobs[0]], null])

  t.match(await ask(t, url, 'GET /jobs/summary'), { jobType: [{ jobType: 'dataSourceBulkUpdate', states: { completed: 2, failed: 1, active: 0 } }] })
  t.same((await ask(t, url, `GET /jobs?bulkId=${bulkId}`))[jobs[1]!].output, { name: 'Error', stack: 'Error: no such tag', message: 'no such tag' })
})

t.test('undocumented fields are sent with --immuta-extra-fields', async t => {
  const { url } = await serve(t, ['--clock', 'frozen', '--immuta-extra-fields'])
  const { id } = await ask(t, url, 'POST /__admin/jobs', { provider: 'immuta', lifecycle: 'instant' })
  const headers = { authorization: 'Bearer k', 'content-type': 'application/json' }
  const response = await fetch(`${url}/jobs/statuses`, { method: 'POST', headers, body: JSON.stringify({ jobIds: [id] }) })
  const now = '2025-01-01T00:00:00.000Z'
  t.same(await response.json(), { [id]: { id, state: 'completed', output: null, priority: 0, retryCount: 0, singletonKey: null, startedOn: now, completedOn: now } })
})
