import swagger from '@fastify/swagger'
import { Type } from '@sinclair/typebox'
import fastify from 'fastify'
import t from 'tap'
import { contracts, differences, type Contract } from '../support/contract/contract.ts'
import { documentOf } from '../support/contract/documents.ts'
import type { Document } from '../../src/contract/index.ts'

/** What to change in a specification: the keys on the way, with dots between them, and the value; undefined takes it away. */
type Edits = Record<string, unknown>

for (const contract of contracts) {
  t.test(`the contract of ${contract} does not differ from itself`, async t => {
    t.strictSame(differences(contract, documentOf(contract)), [])
  })
}

const julep = documentOf('julep')
const states = ['pending', 'in_progress', 'retrying', 'succeeded', 'aborted', 'failed', 'unknown']
const listed = { id: { type: 'string' }, createdAt: { type: 'string' }, status: { $ref: '#/components/schemas/JobStatus' }, type: { type: 'string' } }
const more = { pages: { type: 'number' }, fileName: { type: 'string' }, urls: { $ref: '#/components/schemas/JobUrls' } }
const command = (key: string, schema: object) => ({ type: 'object', required: [key], properties: { [key]: schema } })

const alike: Array<{ what: string, contract: Contract, edits: Edits }> = [
  { what: 'a path with the server\'s', contract: 'julep', edits: { paths: Object.fromEntries(Object.entries(julep.paths!).map(([path, item]) => [`/api${path}`, item])) } },
  { what: 'a schema inline', contract: 'julep', edits: { 'components.schemas.HTTPValidationError.properties.detail.items': julep.components!['schemas']!['ValidationError'] } },
  { what: 'other texts for people', contract: 'julep', edits: { 'info.title': 'x', 'components.schemas.JobStatus.description': 'x', 'components.schemas.JobStatus.properties.id.title': 'x' } },
  { what: 'no evidence', contract: 'julep', edits: { 'paths./jobs/{job_id}.get.x-evidence': undefined } },
  { what: 'constants for an enum', contract: 'julep', edits: { 'components.schemas.JobStatus.properties.state': { anyOf: states.map(state => ({ const: state, type: 'string' })) } } },
  { what: 'null as one of a choice', contract: 'waveline', edits: { 'components.schemas.Job.properties.result': { anyOf: [{ type: 'object' }, { type: 'null' }] } } },
  { what: 'null in the manner of 3.0', contract: 'waveline', edits: { 'components.schemas.Job.properties.result': { type: 'object', nullable: true } } },
  { what: 'parts put together', contract: 'waveline', edits: { 'components.schemas.ListedJob': { allOf: [{ type: 'object', properties: listed, required: Object.keys(listed) }, { properties: more, required: Object.keys(more) }] } } },
  { what: 'a choice of objects', contract: 'control', edits: { 'components.schemas.Advance': { oneOf: [command('by', { $ref: '#/components/schemas/Duration' }), command('to', { type: 'string' }), command('until', { anyOf: [{ const: 'idle' }, { type: 'object', required: ['job', 'state'], properties: { job: { type: 'string' }, state: { $ref: '#/components/schemas/State' } } }] })] } } },
  { what: 'an open object', contract: 'control', edits: { 'components.schemas.Job.additionalProperties': true } },
  { what: 'another operationId', contract: 'control', edits: { 'paths./__admin/jobs.get.operationId': undefined } }
]

t.test('equivalent specifications do not differ', async t => {
  for (const { what, contract, edits } of alike) t.strictSame(differences(contract, edited(contract, edits)), [], what)
})

const unlike: Array<[contract: Contract, place: string, edits: Edits, ...sentences: string[]]> = [
  ['julep', 'GET /jobs/{job_id}', { 'paths./jobs/{job_id}': undefined }, ': the contract has it, the server has not'],
  ['julep', 'POST /jobs/{job_id}', { 'paths./jobs/{job_id}.post': {} }, ': the contract has it not, the server has'],
  ['julep', 'GET /jobs/{job_id}', { 'paths./jobs/{job_id}.get.operationId': 'getJob' },
    ': the operationId is get_job_status_jobs__job_id__get in the contract, getJob in the server'],
  ['julep', 'GET /jobs/{job_id} path parameter job_id', { 'paths./jobs/{job_id}.get.parameters.0.schema.format': undefined },
    ': the format is uuid in the contract, nothing in the server'],
  ['julep', 'GET /jobs/{job_id} path parameter job_id', { 'paths./jobs/{job_id}.get.parameters.0.schema.enum': ['a'] },
    ': the set of string values is nothing in the contract, "a" in the server'],
  ['julep', 'GET /jobs/{job_id} path parameter job_id', { 'paths./jobs/{job_id}.get.parameters': undefined }, ': the contract has it, the server has not'],
  ['julep', 'GET /jobs/{job_id} response', { 'paths./jobs/{job_id}.get.responses.422': undefined, 'paths./jobs/{job_id}.get.responses.418': {} },
    ' 422: the contract has it, the server has not', ' 418: the contract has it not, the server has'],
  ['julep', 'GET /jobs/{job_id} response 200 body', { 'paths./jobs/{job_id}.get.responses.200.content': undefined }, ': the contract has it, the server has not'],
  ['julep', 'GET /jobs/{job_id} response 200 body', { 'paths./jobs/{job_id}.get.responses.200.content.application/json.schema': undefined },
    ': the type is object in the contract, anything in the server'],
  ['julep', 'GET /jobs/{job_id} response 200 body', { 'components.schemas.JobStatus.required': ['id', 'created_at'] },
    ': the list of required keys is created_at, id, updated_at in the contract, created_at, id in the server'],
  ['julep', 'GET /jobs/{job_id} response 200 body progress', { 'components.schemas.JobStatus.properties.progress.type': 'integer' },
    ': the type is number in the contract, integer in the server'],
  ['julep', 'GET /jobs/{job_id} response 422 body detail items loc items', { 'components.schemas.ValidationError.properties.loc.items': { type: 'string' } },
    ': the type is integer or string in the contract, string in the server'],
  ['julep', 'GET /jobs/{job_id} response 422 body detail items loc items', { 'components.schemas.ValidationError.properties.loc.items': undefined },
    ': the schema is there in the contract, nothing in the server'],
  ['starfish', 'POST /v1/jobStatus response 200 body status', { 'components.schemas.JobStatusResponse.properties.status.enum': ['RUNNING', 'FAILED', 'DONE'] },
    ': the set of string values is "COMPLETE", "FAILED", "RUNNING" in the contract, "DONE", "FAILED", "RUNNING" in the server'],
  ['starfish', 'POST /v1/jobStatus response 200 body status', { 'components.schemas.JobStatusResponse.properties.status.nullable': true },
    ': the type is string in the contract, null or string in the server'],
  ['starfish', 'POST /v1/jobStatus response 200 body', { 'components.schemas.JobStatusResponse.required': ['jobId'] },
    ': the list of required keys is empty in the contract, jobId in the server'],
  ['starfish', 'POST /v1/jobStatus response 200 body', { 'components.schemas.JobStatusResponse.properties.more': {}, 'components.schemas.JobStatusResponse.properties.type': undefined },
    ' type: the contract has it, the server has not', ' more: the contract has it not, the server has'],
  ['immuta', 'POST /jobs/statuses request', { 'paths./jobs/statuses.post.requestBody.required': false }, ': required is true in the contract, false in the server'],
  ['immuta', 'POST /jobs/statuses request', { 'paths./jobs/statuses.post.requestBody': undefined },
    ': required is true in the contract, false in the server', ' body: the contract has it, the server has not'],
  ['immuta', 'POST /jobs/statuses request body', { 'components.schemas.StatusesRequest.required': undefined },
    ': the list of required keys is jobIds in the contract, empty in the server'],
  ['immuta', 'POST /jobs/statuses request body wait', { 'components.schemas.StatusesRequest.properties.wait.enum': [-1, 0] },
    ': the set of integer values is nothing in the contract, -1, 0 in the server'],
  ['immuta', 'POST /jobs/statuses request body jobIds items', { 'components.schemas.StatusesRequest.properties.jobIds.items.type': 'number' },
    ': the type is string in the contract, number in the server'],
  ['immuta', 'POST /jobs/statuses response 200 body other keys output', { 'components.schemas.JobStatus.properties.output.type': 'object' },
    ': the type is null or object in the contract, object in the server'],
  ['immuta', 'POST /jobs/statuses response 200 body other keys', { 'components.schemas.Statuses.additionalProperties': true },
    ': the schema is there in the contract, nothing in the server'],
  ['waveline', 'GET /api/v1/jobs query parameter count', { 'paths./api/v1/jobs.get.parameters.0.schema.maximum': 50, 'paths./api/v1/jobs.get.parameters.0.schema.default': 20 },
    ': the maximum is 100 in the contract, 50 in the server', ': the default is 10 in the contract, 20 in the server'],
  ['waveline', 'GET /api/v1/jobs query parameter offset', { 'paths./api/v1/jobs.get.parameters.1.required': true, 'paths./api/v1/jobs.get.parameters.1.schema.minimum': undefined },
    ': required is false in the contract, true in the server', ': the minimum is 0 in the contract, nothing in the server'],
  ['control', 'POST /__admin/clock/advance request body until', { 'components.schemas.Advance.properties.until.anyOf.0.type': 'number', 'components.schemas.Advance.properties.until.anyOf.0.enum': undefined },
    ': the type is object or string in the contract, number or object in the server'],
  ['control', 'POST /__admin/jobs request body lifecycle', { 'components.schemas.NewJob.properties.lifecycle': { type: 'string' } },
    ': the type is object or string in the contract, string in the server']
]

t.test('each difference is described in a sentence', async t => {
  for (const [contract, place, edits, ...sentences] of unlike) {
    // what several operations share differs in each of them
    const operation = `${contract} ${place.split(' ').slice(0, 2).join(' ')}`
    t.strictSame(differences(contract, edited(contract, edits)).filter(difference => difference.startsWith(operation)), sentences.map(sentence => `${contract} ${place}${sentence}`))
  }
})

t.test('a specification that @fastify/swagger makes of TypeBox schemas can be compared', async t => {
  const status = Type.Union(['RUNNING', 'COMPLETE', 'FAILED'].map(word => Type.Literal(word)))
  const error = Type.Object({ error: Type.String() })
  const app = fastify()
  await app.register(swagger, { openapi: { openapi: '3.0.0', info: { title: 't', version: 'v' } } })
  app.post('/v1/jobStatus', {
    schema: {
      body: Type.Object({ jobId: Type.String(), projectId: Type.String() }),
      response: {
        200: Type.Partial(Type.Object({ jobId: Type.String(), status, type: Type.Union([Type.String(), Type.Null()]), success: Type.Boolean() })),
        ...Object.fromEntries([400, 401, 404, 413, 415, 500].map(status => [status, error]))
      }
    }
  }, async () => ({}))
  await app.ready()
  t.strictSame(differences('starfish', app.swagger()).filter(difference => difference.startsWith('starfish POST /v1/jobStatus')), [
    'starfish POST /v1/jobStatus response 200 body type: the type is string in the contract, null or string in the server'
  ])
})

function edited (contract: Contract, edits: Edits): Document {
  const specification = structuredClone(documentOf(contract))
  for (const [path, value] of Object.entries(edits)) {
    const keys = path.split('.')
    const last = keys.pop()!
    const parent = keys.reduce((within, key) => within[key] as Record<string, unknown>, specification as unknown as Record<string, unknown>)
    if (value === undefined) delete parent[last]
    else parent[last] = value
  }
  return specification
}
