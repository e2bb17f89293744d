import t from 'tap'
import { valueAt, type Document } from '../../src/contract/document.ts'
import { faultsOfDocument } from '../../src/contract/index.ts'
import { hold } from '../support/contract/hold.ts'
import { contracts, observedContracts, operations, requestViolationOf, violationOf, type Contract } from '../support/contract/contract.ts'
import { documentOf } from '../support/contract/documents.ts'

const labels = ['documented', 'observed', 'inferred']

for (const contract of [...contracts, ...observedContracts]) {
  t.test(`the contract of ${contract} is sound`, async t => {
    const document = documentOf(contract)
    t.strictSame(await faultsOfDocument(document), [])
    const everything = within(document)
    t.ok(operations(contract).length > 0)
    t.strictSame(operations(contract).filter(({ operation }) => !labels.includes(operation['x-evidence'] ?? '')), [])
    t.strictSame(everything.flatMap(thing => thing['x-evidence'] ?? []).filter(label => !labels.includes(label as string)), [])
    // throws if a reference leads nowhere
    for (const { $ref } of everything) if (typeof $ref === 'string') valueAt(document, $ref)
  })
}

t.test('what is observed is observed of the documented operations, asked in the documented way', t => {
  for (const contract of observedContracts) {
    const asked = (name: Contract) => operations(name).map(({ method, path, operation: { parameters, requestBody } }) => ({ method, path, parameters, requestBody }))
    t.strictSame(asked(contract), asked(contract.replace('.observed', '') as Contract))
  }
  t.end()
})

t.test('an invalid contract is found', async t => {
  const { paths, ...rest } = documentOf('julep')
  t.not((await faultsOfDocument({ ...rest, paths: { 'jobs/{job_id}': paths!['/jobs/{job_id}']! } } as Document)).length, 0)
  t.not((await faultsOfDocument({ ...documentOf('starfish'), info: {} } as Document)).length, 0)
  await t.rejects(faultsOfDocument({ ...documentOf('julep'), openapi: '2.0' }), { message: 'No contract is written in OpenAPI 2.0' })
  t.throws(() => valueAt(documentOf('julep'), '#/components/schemas/Nothing'), { message: '#/components/schemas/Nothing leads nowhere' })
  t.throws(() => valueAt(documentOf('julep'), 'other.yaml'), { message: 'other.yaml leads nowhere' })
})

t.test('the operations of a contract are listed, each with its method, its path and what is said of it', t => {
  const [operation] = operations('julep')
  t.match(operation, { method: 'GET', path: '/jobs/{job_id}', operation: { operationId: 'get_job_status_jobs__job_id__get', 'x-evidence': 'documented' } })
  t.end()
})

const starfish = { jobId: 'j', status: 'RUNNING', type: 'GENERATION', success: true }
const immuta = { j: { id: 'j', state: 'failed', output: { message: 'no' } }, k: { id: 'k', state: 'retry', output: null } }
const julep = {
  id: '0193f1d2-7a40-7c31-8f0e-2b6d5c9a1e47',
  created_at: '2025-01-01T00:00:00.000000Z',
  updated_at: '2025-01-01T00:00:00.000000Z',
  name: 'TaskExecutionWorkflow',
  reason: '',
  has_progress: true,
  progress: 12.5,
  state: 'in_progress'
}
const invalid = { loc: ['path', 0], msg: 'm', type: 't', input: { any: 1 } }
const listed = { id: 'j', createdAt: '2025-01-01T00:00:00.000Z', status: 'CREATED', type: 'guess-shape', pages: 2, fileName: 'a.pdf', urls: { get: 'http://a/b' } }
const waveline = { ...listed, result: null }
const clock = { mode: 'frozen', rate: 0, now: '2025-01-01T00:00:00.000Z' }
const sandbox = { name: 'main', url: 'http://127.0.0.1:5627', seed: 7, clock, lifecycle: 'success', dialects: { starfish: 'documented', immuta: 'documented', julep: 'documented', waveline: 'documented', datasaur: 'documented' }, lastUsed: clock.now, jobs: 0, waits: 0 }
const job = {
  id: 'j',
  provider: 'julep',
  kind: 'k',
  lifecycle: 'waiting',
  state: 'waiting',
  status: 'in_progress',
  progress: 50,
  createdAt: clock.now,
  finishedAt: null,
  held: false,
  steps: [{ state: 'queued', at: clock.now }, { state: 'running', at: null }],
  input: null,
  output: 'any',
  error: { any: 1 }
}

type Exchange = [contract: Contract, method: string, path: string, status: number, body: unknown]

const good: Exchange[] = [
  ['starfish', 'POST', '/v1/jobStatus', 200, starfish],
  ['starfish', 'POST', '/v1/jobStatus', 413, { error: 'too large' }],
  ['immuta', 'POST', '/jobs/statuses', 200, immuta],
  ['immuta', 'POST', '/jobs/statuses', 200, {}],
  ['immuta', 'POST', '/jobs/statuses', 400, { statusCode: 400, error: 'Bad Request', message: 'Invalid request payload JSON format' }],
  ['immuta', 'POST', '/jobs/statuses', 415, { statusCode: 415, error: 'e', message: 'm' }],
  ['julep', 'GET', '/api/jobs/:job_id', 200, julep],
  ['julep', 'GET', '/jobs/{job_id}', 422, { detail: [invalid] }],
  ['julep', 'GET', '/api/jobs/0193f1d2-7a40-7c31-8f0e-2b6d5c9a1e47?x=1', 404, { detail: 'd' }],
  ['waveline', 'GET', '/api/v1/jobs/:id', 200, { ...waveline, result: { shape: [] } }],
  ['waveline', 'GET', '/api/v1/jobs', 200, { items: [listed], offset: 0, count: 10, total: 1 }],
  ['control', 'POST', '/__admin/jobs', 201, job],
  ['control', 'get', '/__admin/jobs', 200, { items: [job], next: null, total: 1 }],
  ['control', 'POST', '/__admin/jobs/:id/cancel', 409, { error: { code: 'JOB_FINISHED', message: 'm' } }],
  ['control', 'POST', '/__admin/clock/advance', 200, { now: clock.now, transitions: [{ job: 'j', provider: 'julep', from: 'queued', to: 'running', at: clock.now }] }],
  ['control', 'GET', '/__admin/lifecycles/:name', 200, { name: 'n', description: '', vanishAfter: '1m', steps: [{ state: 'running', after: 'resume' }, { times: 2, steps: [{ state: 'running', after: { min: 1, max: '2s' } }] }, { state: 'failed', after: 3 }], source: 'uploaded', nearest: { starfish: { expired: 'FAILED' } } }],
  ['control', 'POST', '/__admin/reset', 200, { ...sandbox, seed: 'a word' }],
  ['control', 'GET', '/__admin/sandbox', 200, sandbox]
]

t.test('a response that matches its contract is not a violation', async t => {
  for (const [contract, method, path, status, body] of good) {
    t.equal(await violationOf(contract, method, path, status, body), undefined, `${method} ${path} ${status}`)
  }
})

const broken: Array<[...Exchange, sentence: string]> = [
  ['starfish', 'POST', '/v1/jobStatus', 200, { ...starfish, status: 'DONE' }, 'starfish POST /v1/jobStatus 200: status is "DONE", against enum ["RUNNING","COMPLETE","FAILED"]'],
  ['starfish', 'POST', '/v1/jobStatus', 200, { ...starfish, progress: 1 }, 'starfish POST /v1/jobStatus 200: progress is not in the contract'],
  ['starfish', 'POST', '/v1/jobStatus', 403, {}, 'starfish POST /v1/jobStatus knows no status 403'],
  ['starfish', 'GET', '/v1/jobStatus', 200, starfish, 'starfish has no operation GET /v1/jobStatus'],
  ['starfish', 'POST', '/v1/jobStatus', 200, undefined, 'starfish POST /v1/jobStatus 200: there is no body'],
  ['immuta', 'POST', '/jobs/statuses', 200, { 'j/k': { id: 'j', state: 'completed', output: 'done' } }, 'immuta POST /jobs/statuses 200: j/k.output is "done", against type ["object","null"]'],
  ['immuta', 'POST', '/jobs/statuses', 200, { j: { id: 'j', state: 'completed' } }, 'immuta POST /jobs/statuses 200: j lacks output'],
  ['immuta', 'POST', '/jobs/statuses', 200, { j: null }, 'immuta POST /jobs/statuses 200: j is null, against type "object"'],
  ['immuta', 'POST', '/jobs/statuses', 404, { statusCode: '404', message: 'm' }, 'immuta POST /jobs/statuses 404: the body lacks error; statusCode is "404", against type "integer"'],
  ['julep', 'GET', '/api/jobs/:job_id', 200, { ...julep, id: 'j' }, 'julep GET /jobs/{job_id} 200: id is "j", against format "uuid"'],
  ['julep', 'GET', '/api/jobs/:job_id', 200, { ...julep, created_at: 'today' }, 'julep GET /jobs/{job_id} 200: created_at is "today", against format "date-time"'],
  ['julep', 'GET', '/api/jobs/:job_id', 200, { ...julep, progress: 101 }, 'julep GET /jobs/{job_id} 200: progress is 101, against maximum 100'],
  ['julep', 'GET', '/api/jobs/:job_id', 200, { ...julep, name: 'x'.repeat(130) }, `julep GET /jobs/{job_id} 200: name is "${'x'.repeat(118)}…, against maxLength 120`],
  ['julep', 'GET', '/api/jobs/:job_id', 422, { detail: [{ loc: [] }] }, 'julep GET /jobs/{job_id} 422: detail.0 lacks msg, type'],
  ['julep', 'GET', '/other/jobs/:job_id', 200, julep, 'julep has no operation GET /other/jobs/:job_id'],
  ['waveline', 'GET', '/api/v1/jobs/:id', 200, listed, 'waveline GET /api/v1/jobs/{id} 200: the body lacks result'],
  ['waveline', 'GET', '/api/v1/jobs', 200, { items: [waveline], offset: 0, count: 10, total: 1 }, 'waveline GET /api/v1/jobs 200: items.0.result is not in the contract'],
  ['control', 'GET', '/__admin/jobs/:id', 200, { ...job, progress: 0.5 }, 'control GET /__admin/jobs/{id} 200: progress is 0.5, against type "integer"'],
  ['control', 'GET', '/__admin/jobs/:id', 404, { error: { code: 'jobUnknown', message: 'm' } }, 'control GET /__admin/jobs/{id} 404: error.code is "jobUnknown", against pattern "^[A-Z][A-Z0-9_]*$"'],
  ['control', 'GET', '/__admin/clock', 200, [], 'control GET /__admin/clock 200: the body is [], against type "object"']
]

t.test('a response that breaks its contract is a violation, described in a sentence', async t => {
  for (const [contract, method, path, status, body, sentence] of broken) {
    t.equal(await violationOf(contract, method, path, status, body), sentence)
  }
})

t.test('a request is held against its contract too', async t => {
  t.equal(await requestViolationOf('immuta', 'POST', '/jobs/statuses', { jobIds: ['j'], wait: -1 }), undefined)
  t.equal(await requestViolationOf('immuta', 'POST', '/jobs/statuses', { pollInterval: 0 }), 'immuta POST /jobs/statuses: the body lacks jobIds; pollInterval is 0, against minimum 1')
  t.equal(await requestViolationOf('julep', 'GET', '/api/jobs/:job_id', undefined), undefined)
  t.equal(await requestViolationOf('julep', 'GET', '/api/jobs/:job_id', {}), 'julep GET /jobs/{job_id}: a body is not allowed')
  t.equal(await requestViolationOf('julep', 'PUT', '/api/jobs/:job_id', {}), 'julep has no operation PUT /api/jobs/:job_id')
  for (const body of [{ by: '1.5s' }, { by: 20 }, { to: clock.now }, { until: 'idle' }, { until: { job: 'j', state: 'failed' } }]) {
    t.equal(await requestViolationOf('control', 'POST', '/__admin/clock/advance', body), undefined)
  }
  for (const body of [{}, { by: '1.5 s' }, { by: 1, to: clock.now }, { until: 'tomorrow' }]) {
    t.type(await requestViolationOf('control', 'POST', '/__admin/clock/advance', body), 'string')
  }
})

/** Every object in a document, the outermost first. */
function within (thing: unknown): Array<Record<string, unknown>> {
  if (Array.isArray(thing)) return thing.flatMap(within)
  if (typeof thing !== 'object' || thing === null) return []
  return [thing as Record<string, unknown>, ...Object.values(thing).flatMap(within)]
}

t.test('a response that breaks its contract fails the test in which it was sent', async t => {
  const failures: string[] = []
  const test = { fail: (message: string) => failures.push(message) } as unknown as typeof t
  const poll = { method: 'GET', url: '/@a/api/v1/jobs?count=1', sent: undefined, status: 200, type: 'application/json' }
  await hold(test, { ...poll, text: '{"items":[],"total":0,"offset":0,"count":1}' })
  t.same(failures, [])
  await hold(test, { ...poll, text: '{"items":[]}' })
  await hold(test, { ...poll, method: 'POST', url: '/graphql', sent: { query: '{ __typename }' }, text: '{"data":{"__typename":"Job"}}' })
  t.same(failures, [
    'the response to GET /@a/api/v1/jobs?count=1 breaks its contract: waveline GET /api/v1/jobs 200: the body lacks offset, count, total',
    'the response to /graphql breaks its contract: data.__typename is "Job", not "Query"'
  ])
})
