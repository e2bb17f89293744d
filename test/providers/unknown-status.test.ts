import t from 'tap'
import { double, type Double } from '../support/double.ts'

const word = 'ARCHIVED'
const id = '00000000-0000-4000-8000-000000000001'
/** Shows the word from the first second to the second, and then what the provider says of success. */
const lifecycle = { steps: [{ state: 'running' }, { state: 'running', after: '1s', unknownStatus: word }, { state: 'succeeded', after: '1s' }] }
const ended = { steps: [{ state: 'running' }, { state: 'succeeded', after: '1s', unknownStatus: word }] }

/** Asks past the contracts, which know nothing of the word. */
async function ask ({ app }: Double, operation: string, payload?: object, headers: Record<string, string> = { authorization: 'Bearer any', 'x-api-key': 'any' }) {
  const [method, url] = operation.split(' ')
  const answer = await app.inject({ method: method as 'GET', url: url!, headers, ...payload && { payload } })
  t.equal(answer.statusCode, 200, operation)
  return answer.json()
}

const graphql = '{ getJob(jobId: "AutoLabelQueue:1") { status errors { id } } }'

/** How each provider is asked, what says the status, and its own word before and afterwards. */
const cases: Array<{ title: string, provider: string, id: string, poll: (it: Double, id: string) => Promise<unknown>, before: string, afterwards: string }> = [
  { title: 'Starfish', provider: 'starfish', id, poll: async (it, jobId) => (await ask(it, 'POST /v1/jobStatus', { jobId, projectId: 'p' })).status, before: 'RUNNING', afterwards: 'COMPLETE' },
  { title: 'Immuta', provider: 'immuta', id, poll: async (it, id) => (await ask(it, 'POST /jobs/statuses', { jobIds: [id] }))[id].state, before: 'active', afterwards: 'completed' },
  { title: 'an Immuta search', provider: 'immuta', id, poll: async it => (await ask(it, 'GET /jobs/search')).jobs[0].state, before: 'active', afterwards: 'completed' },
  { title: 'Julep', provider: 'julep', id, poll: async (it, id) => (await ask(it, `GET /api/jobs/${id}`)).state, before: 'in_progress', afterwards: 'succeeded' },
  { title: 'Waveline', provider: 'waveline', id, poll: async (it, id) => (await ask(it, `GET /api/v1/jobs/${id}`)).status, before: 'RUNNING', afterwards: 'COMPLETED' },
  { title: 'a Waveline list', provider: 'waveline', id, poll: async it => (await ask(it, 'GET /api/v1/jobs')).items[0].status, before: 'RUNNING', afterwards: 'COMPLETED' },
  { title: 'Datasaur', provider: 'datasaur', id: 'AutoLabelQueue:1', poll: async it => (await ask(it, 'POST /graphql', { query: graphql })).data.getJob.status, before: 'IN_PROGRESS', afterwards: 'DELIVERED' }
]

for (const { title, provider, id, poll, before, afterwards } of cases) {
  for (const dialect of ['documented', 'observed'] as const) {
    t.test(`${title} shows the word of a step instead of its own, as ${dialect}`, async t => {
      const it = await double(t, { dialect: { [provider]: dialect } })
      await it.make({ provider, id, lifecycle, input: { projectId: 'p' } })
      // three times each: what is asked a second time is compiled
      for (const status of [before, word, afterwards]) {
        for (let again = 0; again < 3; again++) t.equal(await poll(it, id), status)
        t.equal((await it.ask(`GET /__admin/jobs/${id}`)).body.status, status, 'and so does the control API')
        await it.advance('1s')
      }
    })
  }
}

t.test('Datasaur responds to the word with data and without errors, also with the other jobs of a list', async t => {
  const it = await double(t)
  for (const [id, script] of [['AutoLabelQueue:1', lifecycle], ['AutoLabelQueue:2', 'success']] as const) await it.make({ provider: 'datasaur', id, lifecycle: script })
  await it.advance('1s')
  const query = 'query ($ids: [String!]!) { getJobs(jobIds: $ids) { id status } }'
  for (let again = 0; again < 3; again++) {
    t.same(await ask(it, 'POST /graphql', { query, variables: { ids: ['AutoLabelQueue:1', 'AutoLabelQueue:2'] } }), {
      data: { getJobs: [{ id: 'AutoLabelQueue:1', status: word }, { id: 'AutoLabelQueue:2', status: 'IN_PROGRESS' }] },
      extensions: {}
    })
  }
})

t.test('Datasaur shows the word as the delivery of an export too', async t => {
  const it = await double(t)
  await it.make({ provider: 'datasaur', kind: 'ExportQueue', id: 'ExportQueue:1', lifecycle })
  await it.advance('1s')
  const query = '{ getExportDeliveryStatus(exportId: "ExportQueue:1") { deliveryStatus } }'
  const answer = { data: { getExportDeliveryStatus: { deliveryStatus: word } }, extensions: {} }
  for (let again = 0; again < 3; again++) t.same(await ask(it, 'POST /graphql', { query }), answer)
})

t.test('Immuta finds a job that shows the word under none of its states, and counts it in none', async t => {
  const it = await double(t)
  await it.make({ provider: 'immuta', id: 'a', lifecycle })
  await it.make({ provider: 'immuta', id: 'b', lifecycle: 'success' })
  await it.advance('1s')
  const headers = { authorization: 'Bearer any' }
  const found = (await it.ask('GET /jobs/search?state=active', undefined, headers)).body.jobs
  t.same(found.map((job: { id: string }) => job.id), ['b'])
  t.match((await it.ask('GET /jobs/summary', undefined, headers)).body.jobType, [{ states: { active: 1, created: 0, completed: 0 } }])
})

t.test('a Julep execution shows the word too, from the step that brings it, and its stream ends at its end all the same', async t => {
  const it = await double(t)
  const task = `/api/tasks/${id}/executions`
  const start = async (lifecycle: object) => {
    await it.ask('POST /__admin/lifecycles/next', { provider: 'julep', lifecycle })
    const answer = await it.app.inject({ method: 'POST', url: task, payload: { input: {} }, headers: { authorization: 'Bearer any' } })
    return answer.json().id
  }
  const execution = await start({ steps: [{ state: 'running' }, { state: 'retrying', after: '1s', unknownStatus: word }, { state: 'running', after: '1s' }, { state: 'succeeded', after: '1s' }] })
  const seen: string[] = []
  for (let second = 0; second < 4; second++) {
    seen.push((await ask(it, `GET /api/executions/${execution}`)).status)
    await it.advance('1s')
  }
  t.same(seen, ['starting', word, 'running', 'succeeded'])

  const other = await start(ended)
  await it.advance('1s')
  const stream = await it.app.inject({ method: 'GET', url: `/api/executions/${other}/status.stream`, headers: { authorization: 'Bearer any' } })
  t.match(stream.body, `"status":"${word}"`)
})
