import t from 'tap'
import { credentials as key } from '../support/credentials.ts'
import { double } from '../support/double.ts'

const id = '0193f1d2-0000-7000-8000-000000000001'

t.test('a rejected request says what its client probably means, in a header beside the words of the provider', async t => {
  const { ask, make } = await double(t)
  await make({ provider: 'julep', id })
  await make({ provider: 'waveline', id: 'shown' })
  await make({ provider: 'starfish', id: 'generated', input: { projectId: 'own' } })
  await ask('POST /@shop/__admin/jobs', { provider: 'waveline', id: 'report' })
  await ask('POST /@other/__admin/jobs', { provider: 'julep', id: '0193f1d2-0000-7000-8000-000000000002' })
  const cases: Array<{ name: string, asked: string, body?: object, hint: string | RegExp | undefined }> = [
    { name: 'a base URL without its path', asked: `GET /jobs/${id}`, hint: 'the base URL of julep ends in /api: GET /api/jobs/:job_id (julep.getJobStatus)' },
    { name: 'a base URL with a path too many', asked: `GET /api/api/jobs/${id}?x=1`, hint: 'the path has /api too many: GET /api/jobs/:job_id (julep.getJobStatus); the base URL of julep ends in /api' },
    { name: 'a base URL with a path that it must not have', asked: 'POST /api/v1/jobStatus', hint: 'the path has /api too many: POST /v1/jobStatus (starfish.getJobStatus); the base URL of starfish ends in no path' },
    { name: 'the wrong method', asked: 'GET /v1/jobStatus', hint: 'the method of this path is POST, not GET: POST /v1/jobStatus (starfish.getJobStatus)' },
    { name: 'a route that is not served', asked: 'GET /v1/nothing', hint: /^GET \/v1\/nothing is not served; the most similar are / },
    { name: 'a path of no provider', asked: 'GET /é', hint: /^GET \/\S+ is not served; the most similar are [ -~]+$/ },
    { name: 'a control call without its underscores', asked: 'GET /admin/clock', hint: /GET \/__admin\/clock/ },
    { name: 'a job of another sandbox', asked: 'GET /api/v1/jobs/report', hint: 'report is in the sandbox shop, not in main; there the base URL of waveline ends in /@shop' },
    { name: 'a job of another sandbox, with a path in the base URL', asked: 'GET /api/jobs/0193f1d2-0000-7000-8000-000000000002', hint: '0193f1d2-0000-7000-8000-000000000002 is in the sandbox other, not in main; there the base URL of julep ends in /@other/api' },
    { name: 'a job of main', asked: `GET /@empty/api/jobs/${id}`, hint: `${id} is in the sandbox main, not in empty; there the base URL of julep ends in /api` },
    { name: 'a job of main, with no path in the base URL', asked: 'GET /@empty/api/v1/jobs/shown', hint: 'shown is in the sandbox main, not in empty; there the base URL of waveline ends in no path' },
    { name: 'a job of another provider', asked: `GET /api/v1/jobs/${id}`, hint: `${id} is a job of julep, not of waveline` },
    { name: 'a job that is shown, in a project that it is not in', asked: 'POST /v1/jobStatus', body: { jobId: 'generated', projectId: 'other' }, hint: undefined },
    { name: 'an unknown job beside one that is shown', asked: 'GET /api/v1/jobs/unknown?like=shown', hint: undefined },
    { name: 'an unknown job', asked: 'GET /api/v1/jobs/unknown', hint: undefined },
    { name: 'a job', asked: `GET /api/jobs/${id}`, hint: undefined },
    { name: 'the control API', asked: 'GET /__admin/nothing', hint: undefined }
  ]
  for (const { name, asked, body, hint } of cases) {
    const { headers } = await ask(asked, body, key)
    t.match(headers['x-jobdouble-hint'] ?? 'none', hint ?? 'none', name)
  }
})

t.test('a job that Datasaur responds with null, or omits, is explained too', async t => {
  const { ask, make } = await double(t)
  await make({ provider: 'datasaur', id: 'AutoLabelQueue:here' })
  await ask('POST /@shop/__admin/jobs', { provider: 'datasaur', id: 'AutoLabelQueue:there' })
  const cases: Array<{ name: string, query: string, hint: string | undefined }> = [
    { name: 'a job that is null', query: '{ getJob(jobId: "AutoLabelQueue:there") { id } }', hint: 'AutoLabelQueue:there is in the sandbox shop, not in main; there the base URL of datasaur ends in /@shop' },
    { name: 'a job that is missing in a list', query: '{ getJobs(jobIds: ["AutoLabelQueue:here", "AutoLabelQueue:there"]) { id } }', hint: 'AutoLabelQueue:there is in the sandbox shop, not in main; there the base URL of datasaur ends in /@shop' },
    { name: 'a job', query: '{ getJobs(jobIds: ["AutoLabelQueue:here"]) { id } }', hint: undefined },
    { name: 'an unknown job', query: '{ getJob(jobId: "AutoLabelQueue:nowhere") { id } }', hint: undefined }
  ]
  for (const { name, query, hint } of cases) t.equal((await ask('POST /graphql', { query }, key)).headers['x-jobdouble-hint'], hint, name)
  const silent = await double(t, { noHints: true })
  t.equal((await silent.ask('POST /graphql', { query: '{ getJob(jobId: "AutoLabelQueue:there") { id } }' }, key)).headers['x-jobdouble-hint'], undefined)
})

t.test('a job that its lifecycle hides is explained', async t => {
  const { ask, make, advance } = await double(t)
  await make({ provider: 'waveline', id: 'late', lifecycle: 'late' })
  await make({ provider: 'waveline', id: 'gone', lifecycle: 'forgotten' })
  const hintOf = async (job: string) => (await ask(`GET /api/v1/jobs/${job}`, undefined, key)).headers['x-jobdouble-hint']
  t.match(await hintOf('late'), /^late exists, but its lifecycle shows it only from \S+; the clock is at 2025-01-01T00:00:00.000Z$/)
  await advance('1d')
  t.match(await hintOf('gone'), /^gone existed until \S+, when its lifecycle let it vanish; the clock is at 2025-01-02T00:00:00.000Z$/)
})

t.test('the search for a job ends after a thousand sandboxes', async t => {
  const { ask, app } = await double(t)
  for (let number = 0; number < 1000; number++) app.sandboxes.get(`s${number}`)
  await ask('POST /@late/__admin/jobs', { provider: 'waveline', id: 'report' })
  t.equal((await ask('GET /@s1/api/v1/jobs/report', undefined, key)).headers['x-jobdouble-hint'], undefined)
})

t.test('without hints, nothing is explained', async t => {
  const { ask, app } = await double(t, { noHints: true })
  t.equal((await ask('GET /v1/jobStatus', undefined, key)).headers['x-jobdouble-hint'], undefined)
  t.notOk(app.hasDecorator('hintOf'))
})

t.test('the list of unmatched requests has the same hint', async t => {
  const { ask } = await double(t)
  const { headers } = await ask(`GET /jobs/${id}`, undefined, key)
  const { body } = await ask('GET /__admin/requests/unmatched')
  t.equal(body.items[0].hint, headers['x-jobdouble-hint'])
})
