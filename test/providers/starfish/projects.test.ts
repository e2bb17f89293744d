import t from 'tap'
import { starfish as double } from '../../support/providers/double.ts'

const mine = { 'x-api-key': 'mine' }
const theirs = { 'x-api-key': 'theirs' }
const order = { prompt: 'Questions', numOfRecords: 3, model: 'gpt-4-turbo-2024-04-09' }

for (const dialect of ['documented', 'observed'] as const) {
  t.test(`a project belongs to the key that created it, and a project of the control API to every key (${dialect})`, async t => {
    const { ask, make } = await double(t, { dialect: { starfish: dialect } })
    const made = await make({ provider: 'starfish' })
    const { projectId, jobId } = (await ask('POST /v1/generateData', { ...order, projectId: made.input.projectId }, mine)).body
    const statuses = async (headers: Record<string, string>, projectId: string, jobId: string) => [
      (await ask('POST /v1/jobStatus', { projectId, jobId }, headers)).status,
      (await ask('POST /v1/evaluateData', { projectId }, headers)).status,
      (await ask('POST /v1/data', { projectId }, headers)).status
    ]
    t.same(await statuses(mine, projectId, jobId), [200, 200, 200])
    t.same(await statuses(theirs, projectId, jobId), [401, 401, 401])
    for (const headers of [mine, theirs]) t.same(await statuses(headers, made.input.projectId, made.id), [200, 200, 200])
    await ask('POST /__admin/reset')
    t.same((await statuses(mine, projectId, jobId)).every(status => status >= 400), true, 'a reset removes it')
  })

  t.test(`a projectId is required, but not with --starfish-lenient (${dialect})`, async t => {
    const strict = await double(t, { dialect: { starfish: dialect } })
    const lenient = await double(t, { dialect: { starfish: dialect }, starfishLenient: true })
    const refused = dialect === 'documented' ? { status: 400, body: { error: 'projectId is required' } } : { status: 500, body: {} }
    const foreign = { error: dialect === 'documented' ? 'No access to this project' : 'Unauthorized' }
    const unknown = dialect === 'documented' ? 404 : 500
    for (const [{ ask, make }, isLenient] of [[strict, false], [lenient, true]] as const) {
      const { input } = await make({ provider: 'starfish' })
      const { jobId, projectId } = (await ask('POST /v1/generateData', { ...order, projectId: input.projectId }, mine)).body
      for (const body of [{ jobId }, { jobId, projectId: '' }, { jobId, projectId: null }]) {
        const { status, body: response } = await ask('POST /v1/jobStatus', body, mine)
        t.same({ status, body: response }, isLenient ? { status: 200, body: { jobId, status: 'RUNNING', type: 'GENERATION', success: true } } : refused)
      }
      t.equal((await ask('POST /v1/jobStatus', { jobId, projectId }, mine)).status, 200)
      t.match((await ask('POST /v1/jobStatus', {}, mine)).body, { error: 'jobId is required' })
      t.match((await ask('POST /v1/jobStatus', { jobId, projectId: 7 }, mine)).body, { error: 'projectId must be a string' })
      t.match((await ask('POST /v1/data', {}, mine)).body, refused.body, 'no other field becomes optional')
      if (!isLenient) continue
      t.same((await ask('POST /v1/jobStatus', { jobId }, theirs)).body, foreign, 'the project of the job is used')
      const response = await ask('POST /v1/jobStatus', { jobId: 'x' }, mine)
      t.same([response.status, response.body], [unknown, { error: 'Job not found' }])
    }
  })

  t.test(`without room for another project or job nothing is created; a project whose jobs have ended makes room (${dialect})`, async t => {
    const { ask, make, advance } = await double(t, { dialect: { starfish: dialect }, maxThings: 2, maxJobs: 4 })
    const { input: { projectId } } = await make({ provider: 'starfish', lifecycle: 'stuck' })
    const generate = async () => await ask('POST /v1/generateData', { ...order, projectId }, mine)
    const first = (await generate()).body
    await generate()
    const full = await generate()
    t.equal(full.status, 507)
    t.match(full.body, { error: /^A sandbox keeps at most 2 starfish\.projects/ })
    t.equal((await ask('GET /__admin/jobs')).body.total, 3)

    t.equal((await ask('POST /v1/evaluateData', { projectId: first.projectId }, mine)).status, 200)
    const crowded = await ask('POST /v1/evaluateData', { projectId: first.projectId }, mine)
    t.equal(crowded.status, 507)
    t.match(crowded.body, { error: /^A sandbox keeps at most 4 jobs/ })

    await advance('5s')
    t.equal((await generate()).status, 200)
    t.equal((await ask('POST /v1/data', { projectId: first.projectId }, theirs)).status, 200, 'an evicted project belongs to every key')
  })

  t.test(`a project whose job could not be started does not exist (${dialect})`, async t => {
    const { ask, make } = await double(t, { providers: ['starfish', 'immuta'], dialect: { starfish: dialect }, maxThings: 1, maxJobs: 2, lifecycle: 'stuck' })
    const { input: { projectId } } = await make({ provider: 'starfish' })
    const { id } = await make({ provider: 'immuta' })
    t.equal((await ask('POST /v1/generateData', { ...order, projectId }, mine)).status, 507)
    await ask(`POST /__admin/jobs/${id}/cancel`)
    t.equal((await ask('POST /v1/generateData', { ...order, projectId }, mine)).status, 200)
  })
}

t.test('the server requires a project of the client for a generation, which the documentation does not mention; the rows go to a new project', async t => {
  const started = { status: 200, body: { projectId: String, jobId: String, success: true } }
  const foreign = await double(t, { dialect: { starfish: 'observed' } })
  const { input: { projectId } } = await foreign.make({ provider: 'starfish' })
  const generated = (await foreign.ask('POST /v1/generateData', { ...order, projectId }, theirs)).body.projectId
  const cases = [
    { title: 'none', body: order, observed: { status: 500, body: {} } },
    { title: 'an empty one', body: { ...order, projectId: '' }, observed: { status: 500, body: {} } },
    { title: 'a number', body: { ...order, projectId: 7 }, observed: { status: 500, body: { error: 'projectId must be a string' } } },
    { title: 'an unknown one', body: { ...order, projectId: 'y' }, observed: { status: 500, body: { error: 'Project not found' } } },
    { title: 'one of another key', body: { ...order, projectId: generated }, observed: { status: 401, body: { error: 'Unauthorized' } } },
    { title: 'none, and no prompt', body: { ...order, prompt: '' }, observed: { status: 500, body: { error: 'prompt is required' } } }
  ]
  const documented = await double(t)
  for (const { title, body, observed } of cases) {
    const { status, body: response } = await foreign.ask('POST /v1/generateData', body, mine)
    t.same({ status, body: response }, observed, title)
    if (body.prompt !== '') t.match(await documented.ask('POST /v1/generateData', body, mine), started, title)
  }
  t.equal((await foreign.ask('GET /__admin/jobs')).body.total, 2, 'a rejected generation starts nothing')
  const { body } = await foreign.ask('POST /v1/generateData', { ...order, projectId }, mine)
  t.not(body.projectId, projectId)
})

t.test('the control API does not show an API key', async t => {
  const { ask } = await double(t)
  await ask('POST /v1/generateData', order, { 'x-api-key': 'a-very-secret-key' })
  t.notMatch((await ask('GET /__admin/jobs')).text, 'a-very-secret-key')
})
