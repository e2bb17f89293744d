import t from 'tap'
import { starfish as double } from '../../support/providers/double.ts'

const key = { 'x-api-key': 'any key' }
const project = '7d9e1b52-4c0a-4f83-a6d1-0e5b8c2f9a64'

t.test('a job is RUNNING from its start and COMPLETE at its end, always with the same four keys', async t => {
  const { ask, make, advance } = await double(t)
  const { id } = await make({ provider: 'starfish', input: { projectId: project } })
  const status = () => ask('POST /v1/jobStatus', { jobId: id, projectId: project }, key)
  t.equal((await status()).text, `{"jobId":"${id}","status":"RUNNING","type":"GENERATION","success":true}`)
  await advance('5s')
  t.equal((await status()).text, `{"jobId":"${id}","status":"COMPLETE","type":"GENERATION","success":true}`)
})

t.test('every state has a documented status, and success is true even for a failed job', async t => {
  const { ask, make, advance } = await double(t)
  const statuses = { stuck: 'RUNNING', waiting: 'RUNNING', failure: 'FAILED', cancelled: 'FAILED', expired: 'FAILED' }
  const jobs = []
  for (const lifecycle of Object.keys(statuses)) jobs.push(await make({ provider: 'starfish', lifecycle, kind: 'EVALUATION', input: { projectId: project } }))
  await advance('20m')
  for (const { id, lifecycle } of jobs) {
    const { body } = await ask('POST /v1/jobStatus', { jobId: id, projectId: project }, key)
    t.same(body, { jobId: id, status: statuses[lifecycle as keyof typeof statuses], type: 'EVALUATION', success: true })
  }
})

t.test('a job without a project gets one, and any web page may read the response', async t => {
  const { ask, make } = await double(t)
  const { id, input } = await make({ provider: 'starfish' })
  t.match(input.projectId, /^[0-9a-f]{8}-[0-9a-f]{4}-4/)
  const { status, headers } = await ask('POST /v1/jobStatus', { jobId: id, projectId: input.projectId }, key)
  t.equal(status, 200)
  t.equal(headers['access-control-allow-origin'], '*')
  t.equal(headers['access-control-allow-headers'], '*')
})

t.test('the checks are in the documented order: key, body, job, project', async t => {
  const { ask, make } = await double(t, { providers: ['starfish', 'immuta'] })
  const { id } = await make({ provider: 'starfish', input: { projectId: project } })
  const elsewhere = await make({ provider: 'immuta' })
  const cases: Array<[string, unknown, Record<string, string>, number, string]> = [
    ['no key before no body', {}, {}, 401, 'Missing API key'],
    ['an empty key', {}, { 'x-api-key': '' }, 401, 'Missing API key'],
    ['the reserved key invalid', {}, { 'x-api-key': 'invalid' }, 401, 'Invalid API key'],
    ['the reserved key expired', {}, { 'x-api-key': 'expired' }, 401, 'Invalid API key'],
    ['no jobId', { projectId: project }, key, 400, 'jobId is required'],
    ['no projectId', { jobId: id }, key, 400, 'projectId is required'],
    ['an id that is not a string', { jobId: 1, projectId: project }, key, 400, 'jobId must be a string'],
    ['a body that is not an object', [], key, 400, 'body must be an object'],
    ['no body', undefined, key, 400, 'body must be an object'],
    ['an unknown job', { jobId: 'x', projectId: 'y' }, key, 404, 'Job not found'],
    ['another provider’s job', { jobId: elsewhere.id, projectId: project }, key, 404, 'Job not found'],
    ['a project that is not the job’s', { jobId: id, projectId: 'y' }, key, 401, 'No access to this project']
  ]
  for (const [title, body, headers, status, error] of cases) {
    const response = await ask('POST /v1/jobStatus', body, headers)
    t.same([response.status, response.body], [status, { error }], title)
  }
})

t.test('a body is parsed as JSON for any content type, and malformed JSON is rejected', async t => {
  const { inject, make } = await double(t)
  const { id } = await make({ provider: 'starfish', input: { projectId: project } })
  const post = (payload: string, type: string) => inject({ method: 'POST', url: '/v1/jobStatus', payload, headers: { ...key, 'content-type': type } })
  t.equal((await post(JSON.stringify({ jobId: id, projectId: project }), 'text/plain')).statusCode, 200)
  for (const payload of ['{"jobId":', '', '{"__proto__":{}}']) {
    const response = await post(payload, 'application/json')
    t.equal(response.statusCode, 400, payload)
    t.same(Object.keys(response.json()), ['error'])
  }
})

t.test('a wrong method and an unknown path are 404, before the key is checked', async t => {
  const { ask } = await double(t)
  for (const operation of ['GET /v1/jobStatus', 'DELETE /v1/jobStatus', 'POST /v1/jobstatus', 'GET /v1', 'GET /v1/%zz']) {
    const { status, body } = await ask(operation)
    t.same([status, body], [404, { error: 'Not found' }], operation)
  }
})

t.test('a body over 10 MB is rejected', async t => {
  const { ask } = await double(t)
  const { status, body } = await ask('POST /v1/jobStatus', { jobId: 'x'.repeat(11_000_000), projectId: 'y' }, key)
  t.same([status, body], [413, { error: 'Request body is too large' }])
})

t.test('a job that the provider does not know yet, or no longer, is not found', async t => {
  const { ask, make, advance } = await double(t)
  const input = { projectId: project }
  const late = await make({ provider: 'starfish', lifecycle: 'late', input })
  const forgotten = await make({ provider: 'starfish', lifecycle: 'forgotten', input })
  const status = async ({ id }: { id: string }) => (await ask('POST /v1/jobStatus', { jobId: id, projectId: project }, key)).status
  t.same([await status(late), await status(forgotten)], [404, 200])
  await advance('1s')
  t.same([await status(late), await status(forgotten)], [200, 200])
  await advance('1m')
  t.same([await status(late), await status(forgotten)], [200, 404])
})
