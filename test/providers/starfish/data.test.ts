import t from 'tap'
import { toData } from '../../../src/providers/starfish/data.ts'
import type { Double } from '../../support/double.ts'
import { starfish as double } from '../../support/providers/double.ts'

const key = { 'x-api-key': 'mine' }
const order = { prompt: 'Questions', numOfRecords: 3, model: 'gpt-4o-mini-2024-07-18' }

function client ({ ask }: Double, headers = key) {
  return {
    start: (body: object) => ask('POST /v1/generateData', body, headers),
    evaluate: (projectId: string) => ask('POST /v1/evaluateData', { projectId }, headers),
    status: async (jobId: string, projectId: string) => (await ask('POST /v1/jobStatus', { jobId, projectId }, headers)).body.status,
    data: async (projectId: string, nextToken?: unknown) => (await ask('POST /v1/data', { projectId, nextToken }, headers)).body
  }
}

for (const dialect of ['documented', 'observed'] as const) {
  t.test(`rows are generated in a new project, even if the request names one, and are evaluated in the same project (${dialect})`, async t => {
    const it = await double(t, { dialect: { starfish: dialect } })
    const { start, evaluate, status, data } = client(it)
    const sent = '7d9e1b52-4c0a-4f83-a6d1-0e5b8c2f9a64'
    await it.make({ provider: 'starfish', input: { projectId: sent } })
    const response = await start({ ...order, projectId: sent })
    const { projectId, jobId } = response.body
    t.equal(response.text, `{"projectId":"${projectId}","jobId":"${jobId}","success":true}`)
    t.equal(response.headers['access-control-allow-origin'], '*')
    t.match([projectId, jobId], [/^[0-9a-f]{8}-[0-9a-f]{4}-4/, /^[0-9a-f]{8}-[0-9a-f]{4}-4/])
    const again = (await start({ ...order, projectId })).body
    t.equal(new Set([sent, projectId, again.projectId]).size, 3)
    t.equal(await status(jobId, projectId), 'RUNNING')
    t.same(await data(projectId), { data: [], nextToken: null, success: true })

    await it.advance('5s')
    t.equal(await status(jobId, projectId), 'COMPLETE')
    const generated = await data(projectId)
    t.same(Object.keys(generated), ['data', 'nextToken', 'success'])
    t.equal(generated.data.length, 3)
    for (const row of generated.data) {
      t.same(Object.keys(row), ['id', 'data', 'topic'])
      t.type(row.data, 'string')
      t.match(JSON.parse(row.data), { question: /\?$/, answer: /\.$/ })
    }

    const evaluation = (await evaluate(projectId)).body
    t.same(evaluation, { projectId, jobId: evaluation.jobId, success: true })
    await it.advance('4s')
    t.equal(await status(evaluation.jobId, projectId), 'RUNNING')
    t.same(await data(projectId), generated, 'no scores before the evaluation is complete')
    await it.advance('1s')
    t.equal(await status(evaluation.jobId, projectId), 'COMPLETE')
    const scored = await data(projectId)
    t.match(scored.data, generated.data, 'the rows are the same')
    const scores = scored.data.flatMap((row: { qualityScore?: number }) => row.qualityScore ?? [])
    t.equal(scored.averageQualityScore, Math.round(scores.reduce((sum: number, score: number) => sum + score) / scores.length * 10))
    t.same(Object.keys(scored).sort(), ['averageQualityScore', 'data', 'nextToken', 'success'])
    t.same(await data(projectId), scored, 'a second read shows the same')
  })
}

t.test('the control API shows the input of a job, and a lifecycle rule can match the operation', async t => {
  const it = await double(t)
  const { start, evaluate } = client(it)
  await it.ask('POST /__admin/lifecycles/rules', { operation: 'starfish.evaluateData', lifecycle: 'failure' })
  await it.ask('POST /__admin/lifecycles/rules', { operation: 'starfish.generateData', match: { prompt: 'slow' }, lifecycle: 'stuck' })
  const { projectId, jobId } = (await start({ ...order, projectId: 'old', more: 1 })).body
  const job = async (id: string) => (await it.ask(`GET /__admin/jobs/${id}`)).body
  t.match(await job(jobId), { kind: 'GENERATION', lifecycle: 'success' })
  t.same((await job(jobId)).input, { projectId, ...order })
  const evaluation = await job((await evaluate(projectId)).body.jobId)
  t.match([evaluation.kind, evaluation.lifecycle, evaluation.input], ['EVALUATION', 'failure', { projectId }])
  t.equal((await job((await start({ ...order, prompt: 'slow' })).body.jobId)).lifecycle, 'stuck')
})

t.test('the number of rows grows with the progress of the job, and stays the same when the job fails', async t => {
  const it = await double(t, { lifecycle: { starfish: 'failure' } })
  const { start, status, data } = client(it)
  const { projectId, jobId } = (await start({ ...order, numOfRecords: 50 })).body
  const counts = []
  let before: unknown[] = []
  for (const seconds of [0, 1, 1, 1, 1, 1, 60]) {
    await it.advance(`${seconds}s`)
    const rows: unknown[] = (await data(projectId)).data
    t.same(rows.slice(0, before.length), before, 'existing rows do not change')
    counts.push((before = rows).length)
  }
  t.same(counts, [0, 0, 7, 15, 22, 30, 30])
  t.equal(await status(jobId, projectId), 'FAILED')
})

t.test('pages have 100 rows; each row is returned once, even if rows are added between requests; the last page has no token', async t => {
  const it = await double(t)
  const { start, data } = client(it)
  const { projectId } = (await start({ ...order, numOfRecords: 250 })).body
  await it.advance('3s')
  t.equal((await data(projectId)).data.length, 100)
  t.equal((await data(projectId)).nextToken === null, false)
  const first = await data(projectId)
  await it.advance('2s')
  const second = await data(projectId, first.nextToken)
  const third = await data(projectId, second.nextToken)
  t.same([first, second, third].map(page => page.data.length), [100, 100, 50])
  t.equal(third.nextToken, null)
  t.equal(new Set([first, second, third].flatMap(page => page.data.map((row: { id: string }) => row.id))).size, 250)
  for (const none of [undefined, null, '']) t.same((await data(projectId, none)).data, first.data)
})

t.test('a full page is the last one if there are no more rows', async t => {
  const it = await double(t)
  const { start, data } = client(it)
  const { projectId } = (await start({ ...order, numOfRecords: 100 })).body
  await it.advance('5s')
  const { data: rows, nextToken } = await data(projectId)
  t.same([rows.length, nextToken], [100, null])
})

t.test('a token is valid for its own project only, and only unchanged', async t => {
  const it = await double(t)
  const { start, data } = client(it)
  const mine = (await start({ ...order, numOfRecords: 101 })).body.projectId
  const other = (await start({ ...order, numOfRecords: 101 })).body.projectId
  await it.advance('5s')
  const { nextToken } = await data(mine)
  t.equal((await data(mine, nextToken)).data.length, 1)
  for (const [project, token] of [[other, nextToken], [mine, `${nextToken}!`], [mine, ` ${nextToken}`], [mine, 'x'.repeat(5000)], [mine, '%']]) {
    t.same(await data(project, token), { error: 'Invalid nextToken' })
  }
})

t.test('the rows of a project are in the order of its jobs, and a job without a number of rows generates ten', async t => {
  const it = await double(t)
  const { data } = client(it)
  const input = { projectId: 'shared' }
  await it.make({ provider: 'starfish', lifecycle: 'instant', input: { ...input, numOfRecords: 95 } })
  const [before] = [await data('shared')]
  await it.make({ provider: 'starfish', lifecycle: 'instant', input: { ...input, numOfRecords: 'many' } })
  const page = await data('shared')
  t.same(page.data.slice(0, 95), before.data)
  t.same([page.data.length, (await data('shared', page.nextToken)).data.length], [100, 5])
})

t.test('a job with a huge number of rows is read as fast as any other', async t => {
  const it = await double(t)
  const { start, evaluate, data } = client(it)
  const { projectId } = (await start({ ...order, numOfRecords: 1e308 })).body
  await evaluate(projectId)
  await it.advance('3s')
  t.equal((await data(projectId)).data.length, 100)
  await it.advance('3s')
  const { data: rows, nextToken, averageQualityScore } = await data(projectId)
  t.same([rows.length, typeof nextToken, typeof averageQualityScore], [100, 'string', 'number'])
})

t.test('an evaluation without rows, or one that has failed, gives no score', async t => {
  const it = await double(t)
  const { data } = client(it)
  await it.make({ provider: 'starfish', kind: 'EVALUATION', lifecycle: 'instant', input: { projectId: 'empty' } })
  t.same(await data('empty'), { data: [], nextToken: null, success: true })
  await it.make({ provider: 'starfish', lifecycle: 'instant', input: { projectId: 'full' } })
  await it.make({ provider: 'starfish', kind: 'EVALUATION', lifecycle: 'failure', input: { projectId: 'full' } })
  await it.advance('5s')
  t.same(Object.keys(await data('full')), ['data', 'nextToken', 'success'])
})

t.test('a score is a whole number from 1 to 10, and a score of 0 is omitted', async t => {
  const job = { id: 'j', kind: 'GENERATION', state: 'succeeded', progress: 100, input: { numOfRecords: 100 } }
  const { data } = toData(1, [job, { ...job, id: 'e', kind: 'EVALUATION' }] as never, undefined)
  for (const name of ['qualityScore', 'accuracyScore', 'adherenceScore'] as const) {
    const scores = data.flatMap(row => row[name] ?? [])
    t.ok(scores.length > 50 && scores.length < 100, `${scores.length} of 100 rows have ${name}`)
    t.ok(scores.every(score => Number.isInteger(score) && score >= 1 && score <= 10))
  }
})

t.test('the same seed gives the same rows and scores; another seed and a later evaluation give different ones', async t => {
  const run = async (seed: number) => {
    const it = await double(t, { seed, lifecycle: 'instant' })
    const { start, evaluate, data } = client(it)
    const { projectId } = (await start({ ...order, numOfRecords: 20 })).body
    const pages = []
    for (let evaluations = 0; evaluations < 2; evaluations++) {
      await evaluate(projectId)
      pages.push(await data(projectId))
    }
    return pages
  }
  const pages = await run(1)
  t.same(await run(1), pages)
  t.notSame(await run(2), pages)
  t.notSame(pages[0], pages[1])
})

t.test('a project that the control API has named by a number is not found', async t => {
  const it = await double(t)
  await it.make({ provider: 'starfish', lifecycle: 'instant', input: { projectId: 7 } })
  t.equal((await it.ask('POST /v1/data', { projectId: '7' }, { 'x-api-key': 'any' })).status, 404)
})
