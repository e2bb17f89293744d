import t from 'tap'
import { toObservedErrorResponse } from '../../../src/providers/starfish/dialects.ts'
import { toErrorResponse } from '../../../src/providers/starfish/map.ts'
import type { Double } from '../../support/double.ts'
import { starfish as double } from '../../support/providers/double.ts'
import { violationOf } from '../../support/contract/contract.ts'

const key = { 'x-api-key': 'mine' }
const project = '7d9e1b52-4c0a-4f83-a6d1-0e5b8c2f9a64'
const other = 'b1c5d3a7-96e0-4d28-8f4b-2a7e0c9d6135'
const order = { prompt: 'Questions', numOfRecords: 3, model: 'gpt-4o-2024-08-06' }
const wrongModel = 'Invalid model. Allowed models are: gpt-4o-2024-08-06, gpt-4o-mini-2024-07-18, gpt-4-turbo-2024-04-09'

const dialects = ['documented', 'observed'] as const
const { prompt, numOfRecords, model } = order
const error = (error: string) => ({ error })

type Expected = [status: number, body: object]
type Row = [title: string, operation: string, body: unknown, headers: Record<string, string>, documented: Expected, observed: Expected]

/** `job` is the id of a job in `project`. Another job is in `other`. The project `theirs` was created with another key. */
const rows = (job: string, theirs: { projectId: string, jobId: string }): Row[] => [
  ['no key', '/v1/jobStatus', {}, {}, [401, error('Missing API key')], [403, { message: 'Forbidden' }]],
  ['an empty key', '/v1/generateData', order, { 'x-api-key': '' }, [401, error('Missing API key')], [403, { message: 'Forbidden' }]],
  ['an unknown key', '/v1/data', {}, { 'x-api-key': 'invalid' }, [401, error('Invalid API key')], [403, { message: 'Forbidden' }]],

  ['no jobId', '/v1/jobStatus', { projectId: project }, key, [400, error('jobId is required')], [500, error('jobId is required')]],
  ['neither id', '/v1/jobStatus', {}, key, [400, error('jobId is required')], [500, error('jobId is required')]],
  ['an empty jobId', '/v1/jobStatus', { jobId: '' }, key, [400, error('jobId is required')], [500, error('jobId is required')]],
  ['no projectId', '/v1/jobStatus', { jobId: job }, key, [400, error('projectId is required')], [500, {}]],
  ['a projectId of null', '/v1/jobStatus', { jobId: job, projectId: null }, key, [400, error('projectId is required')], [500, {}]],
  ['an id of a wrong type', '/v1/jobStatus', { jobId: 7, projectId: project }, key, [400, error('jobId must be a string')], [500, error('jobId must be a string')]],
  ['no body', '/v1/jobStatus', undefined, key, [400, error('body must be an object')], [500, error('jobId is required')]],
  ['a body that is a list', '/v1/data', [], key, [400, error('body must be an object')], [500, {}]],
  ['no body', '/v1/generateData', undefined, key, [400, error('body must be an object')], [500, error('prompt is required')]],

  ['an unknown project and job', '/v1/jobStatus', { jobId: 'x', projectId: 'y' }, key, [404, error('Job not found')], [500, error('Project not found')]],
  ['an unknown project of a job', '/v1/jobStatus', { jobId: job, projectId: 'y' }, key, [401, error('No access to this project')], [500, error('Project not found')]],
  ['an unknown job', '/v1/jobStatus', { jobId: 'x', projectId: project }, key, [404, error('Job not found')], [500, error('Job not found')]],
  ['an unknown job in a project that was generated', '/v1/jobStatus', { jobId: 'x', projectId: theirs.projectId }, { 'x-api-key': 'theirs' },
    [404, error('Job not found')], [500, error('Job not found')]],
  ['a project that is not the job’s', '/v1/jobStatus', { jobId: job, projectId: other }, key,
    [401, error('No access to this project')], [200, { jobId: job, status: 'RUNNING', type: 'GENERATION', success: true }]],
  ['a project of another key', '/v1/jobStatus', { ...theirs, success: undefined }, key, [401, error('No access to this project')], [401, error('Unauthorized')]],
  ['a project of another key, not the job’s', '/v1/jobStatus', { jobId: job, projectId: theirs.projectId }, key,
    [401, error('No access to this project')], [401, error('Unauthorized')]],

  ['no prompt', '/v1/generateData', { numOfRecords, model }, key, [400, error('prompt is required')], [500, error('prompt is required')]],
  ['an empty prompt is reported before a missing model', '/v1/generateData', { prompt: '', numOfRecords }, key, [400, error('prompt is required')], [500, error('prompt is required')]],
  ['no numOfRecords', '/v1/generateData', { prompt, model }, key, [400, error('numOfRecords is required')], [500, error('numOfRecords is required')]],
  ['0 rows', '/v1/generateData', { ...order, numOfRecords: 0 }, key, [400, error('numOfRecords is required')], [500, error('numOfRecords is required')]],
  ['half a row', '/v1/generateData', { ...order, numOfRecords: 1.5 }, key, [400, error('numOfRecords must be a whole number')], [500, error('numOfRecords must be a whole number')]],
  ['a number of rows as text', '/v1/generateData', { ...order, numOfRecords: '3' }, key, [400, error('numOfRecords must be a whole number')], [500, error('numOfRecords must be a whole number')]],
  ['a negative number of rows', '/v1/generateData', { ...order, numOfRecords: -1 }, key, [400, error('numOfRecords must be at least 1')], [500, error('numOfRecords must be at least 1')]],
  ['no model', '/v1/generateData', { prompt, numOfRecords }, key, [400, error('model is required')], [500, error('model is required')]],
  ['another model', '/v1/generateData', { ...order, model: 'gpt-2' }, key, [400, error(wrongModel)], [500, error(wrongModel)]],

  ...['/v1/evaluateData', '/v1/data'].flatMap((operation): Row[] => [
    ['no projectId', operation, {}, key, [400, error('projectId is required')], [500, {}]],
    ['an unknown project', operation, { projectId: 'y' }, key, [404, error('Project not found')], [500, error('Project not found')]],
    ['a project of another key', operation, { projectId: theirs.projectId }, key, [401, error('No access to this project')], [401, error('Unauthorized')]]
  ]),
  ['a token that is not a text', '/v1/data', { projectId: project, nextToken: 0 }, key,
    [400, error('nextToken must be a string or null')], [500, error('nextToken must be a string or null')]],
  ['an unknown token', '/v1/data', { projectId: project, nextToken: 'x' }, key, [400, error('Invalid nextToken')], [500, error('Invalid nextToken')]],
  ['over 10 MB', '/v1/jobStatus', { jobId: 'x'.repeat(11_000_000) }, key, [413, error('Request body is too large')], [413, { message: 'Request Too Long' }]]
]

for (const [column, dialect] of dialects.entries()) {
  t.test(`an invalid request is rejected with the ${dialect} errors, in the ${dialect} order of checks, and starts no job`, async t => {
    const { ask, make, theirs } = await doubleWithProject(t, dialect)
    const { id } = await make({ provider: 'starfish', lifecycle: 'stuck', input: { projectId: project } })
    await make({ provider: 'starfish', lifecycle: 'stuck', input: { projectId: other } })
    for (const [title, operation, body, headers, ...responses] of rows(id, theirs)) {
      const response = await ask(`POST ${operation}`, body, headers)
      t.same([response.status, response.body], responses[column], `${operation}: ${title}`)
    }
    t.equal((await ask('GET /__admin/jobs')).body.total, 4)
  })

  t.test(`malformed JSON is rejected with the message of the parser (${dialect})`, async t => {
    const { inject } = await double(t, { dialect: { starfish: dialect } })
    for (const payload of ['{"jobId":', 'jobId', '{"a":1}}']) {
      const response = await inject({ method: 'POST', url: '/v1/jobStatus', payload, headers: { ...key, 'content-type': 'application/json' } })
      t.equal(response.statusCode, [400, 500][column])
      t.same(response.json(), { error: parserMessage(payload) })
    }
    const empty = await inject({ method: 'POST', url: '/v1/data', payload: '', headers: { ...key, 'content-type': 'application/json' } })
    t.same([empty.statusCode, Object.keys(empty.json())], [[400, 500][column], ['error']])
    const poisoned = await inject({ method: 'POST', url: '/v1/data', payload: '{"__proto__":{}}', headers: { ...key, 'content-type': 'application/json' } })
    t.same([poisoned.statusCode, Object.keys(poisoned.json())], [[400, 500][column], ['error']])
  })

  t.test(`a wrong method and an unknown path are rejected before the key is checked (${dialect})`, async t => {
    const { ask } = await double(t, { dialect: { starfish: dialect } })
    const responses: Expected[] = [[404, error('Not found')], [403, { message: 'Missing Authentication Token' }]]
    for (const operation of ['GET /v1/jobStatus', 'DELETE /v1/generateData', 'PUT /v1/data', 'POST /v1/jobstatus', 'GET /v1', 'GET /v1/%zz']) {
      const { status, body } = await ask(operation)
      t.same([status, body], responses[column], operation)
    }
  })

  t.test(`each state has its status (${dialect})`, async t => {
    const { ask, make, advance } = await double(t, { dialect: { starfish: dialect } })
    const withError = { steps: [{ state: 'running' }, { state: 'succeeded', error: 'two rows could not be made' }] }
    const statuses: Array<[lifecycle: unknown, documented: string, observed: string]> = [
      ['stuck', 'RUNNING', 'RUNNING'], ['waiting', 'RUNNING', 'RUNNING'], ['success', 'COMPLETE', 'COMPLETE'], [withError, 'COMPLETE', 'COMPLETE_WITH_ERROR'],
      ['failure', 'FAILED', 'ERROR'], ['cancelled', 'FAILED', 'ERROR'], ['expired', 'FAILED', 'ERROR']
    ]
    const ids: string[] = []
    for (const [lifecycle] of statuses) ids.push((await make({ provider: 'starfish', lifecycle, input: { projectId: project } })).id)
    t.equal((await ask('POST /v1/jobStatus', { jobId: ids[4], projectId: project }, key)).body.status, 'RUNNING', 'a queued job is RUNNING')
    await advance('20m')
    for (const [place, [, ...expected]] of statuses.entries()) {
      const { text } = await ask('POST /v1/jobStatus', { jobId: ids[place], projectId: project }, key)
      t.equal(text, `{"jobId":"${ids[place]}","status":"${expected[column]}","type":"GENERATION","success":true}`)
    }
    const { status } = (await ask(`GET /__admin/jobs/${ids[4]}`)).body
    t.equal(status, statuses[4]![column + 1], 'the control API shows the same status')
  })
}

t.test('the gateway sends JSON without a charset (observed), and the documentation does not name a type', async t => {
  for (const [dialect, type] of [['documented', 'application/json; charset=utf-8'], ['observed', 'application/json']] as const) {
    const { ask, make } = await double(t, { dialect: { starfish: dialect } })
    const { id, input: { projectId } } = await make({ provider: 'starfish' })
    const body = { jobId: id, projectId }
    const responses = [
      await ask('POST /v1/jobStatus', body, key), await ask('POST /v1/generateData', { ...order, projectId }, key),
      await ask('POST /v1/evaluateData', body, key), await ask('POST /v1/data', body, key),
      await ask('POST /v1/data', body), await ask('POST /v1/jobStatus', {}, key), await ask('GET /v1/data')
    ]
    t.same(responses.map(({ headers }) => headers['content-type']), responses.map(() => type))
    t.same(responses[0]!.body, { jobId: id, status: 'RUNNING', type: 'GENERATION', success: true })
  }
})

t.test('the observed contract has the status 429, the documented one does not', async t => {
  const response = ['POST', '/v1/jobStatus', 429, { message: 'Too Many Requests' }] as const
  t.equal(await violationOf('starfish.observed', ...response), undefined)
  t.equal(await violationOf('starfish', ...response), 'starfish POST /v1/jobStatus knows no status 429')
})

t.test('a crash and a limit of jobdouble have the same errors in both dialects', async t => {
  const full = { kind: 'refused', code: 'COLLECTION_FULL', status: 507, message: 'There is no room' } as const
  for (const toResponse of [toErrorResponse, toObservedErrorResponse]) {
    t.match(toResponse({ kind: 'crash' }), { status: 500, body: error('Internal server error') })
    t.match(toResponse(full), { status: 507, body: error('There is no room') })
  }
})

/** A double with a project that a client with another key has created. */
async function doubleWithProject (t: Parameters<typeof double>[0], dialect: 'documented' | 'observed'): Promise<Double & { theirs: { projectId: string, jobId: string } }> {
  const it = await double(t, { dialect: { starfish: dialect } })
  await it.make({ provider: 'starfish', lifecycle: 'stuck', input: { projectId: project } })
  return { ...it, theirs: (await it.ask('POST /v1/generateData', { ...order, projectId: project }, { 'x-api-key': 'theirs' })).body }
}

function parserMessage (text: string): string {
  try {
    return JSON.parse(text)
  } catch (error) {
    return (error as Error).message
  }
}
