import type { FastifyContextConfig, FastifyRequest } from 'fastify'
import { defectOf } from '../../defects.ts'
import { requireCredentials } from '../../http/credentials.ts'
import { handleFailures } from '../../http/failure.ts'
import { JobFinished, JobUnknown } from '../../jobs/index.ts'
import type { App, Provider } from '../provider.ts'
import { dialects } from './dialects.ts'
import { createAgentDoc, createUserDoc, type Created } from './doc-schema.ts'
import { toExecution, toPage, toStarted, toTransitions } from './execution-map.ts'
import { createExecution, getExecution, listExecutions, listTransitions, streamExecution, updateExecution } from './execution-schema.ts'
import { changeExecution, ExecutionUnknown, executions, executionsOf, findExecution, seekExecution, startExecution } from './executions.ts'
import { toCreated } from './map.ts'
import { acceptJson, fromAuthorization } from './requests.ts'
import { document, getJobStatus, observedStatuses, statuses } from './schema.ts'
import { streamStatus } from './status-stream.ts'
import { canonical, toUuid } from './values.ts'

/** Julep (julep.ai): an agents platform. */
export const julep: Provider = {
  name: 'julep',
  kind: 'TaskExecutionWorkflow',
  statuses: { documented: statuses, observed: observedStatuses },
  nearest: ['waiting', 'expired'],
  // the variables of @julep/sdk
  env: { JULEP_BASE_URL: '{url}/api', JULEP_API_KEY: 'jobdouble' },
  newId: ids => ids.uuid4(),
  refuseId: id => toUuid(id) === id ? undefined : 'must be a UUID in its canonical spelling',
  collections: [executions],
  document,
  routes
}

async function routes (app: App): Promise<void> {
  acceptJson(app)
  handleFailures(app, ['/api'], (failure, { jobs, body = {} }) => dialects[jobs.dialect].toErrorResponse(failure, body))
  requireCredentials(app, ({ headers }) => fromAuthorization(headers.authorization))
  jobRoutes(app)
  executionRoutes(app)
  docRoutes(app)
}

/** A route whose operation has this name in lifecycle rules and faults: the documented operationIds are long. */
const called = <S>(operation: string, schema: S, errors: FastifyContextConfig['errors'] = []) => ({ schema, config: { operation, errors } })

function jobRoutes (app: App): void {
  app.get('/api/jobs/:job_id', called('getJobStatus', getJobStatus, [JobUnknown]), ({ jobs, params }) =>
    dialects[jobs.dialect].toJobStatus(jobs.get(canonical(params.job_id))))
}

function executionRoutes (app: App): void {
  app.post('/api/tasks/:task_id/executions', called('createExecution', createExecution), (request, reply) => {
    const { sandbox, jobs, params, body } = request
    reply.code(201)
    return toStarted(startExecution(sandbox, jobs, canonical(params.task_id), body))
  })

  app.get('/api/tasks/:task_id/executions', called('listExecutions', listExecutions), ({ sandbox, params, query }) =>
    toPage(executionsOf(sandbox, canonical(params.task_id)).map(toExecution), query))

  app.get('/api/executions/:execution_id', called('getExecution', getExecution, [ExecutionUnknown]), ({ sandbox, params }) =>
    toExecution(findExecution(sandbox, canonical(params.execution_id))))

  app.put('/api/executions/:execution_id', called('updateExecution', updateExecution, [ExecutionUnknown, JobFinished]), (request, reply) => {
    changeExecution(request.sandbox, canonical(request.params.execution_id), request.body)
    // as text, because Fastify sends null without a body; `never`, because the type provider does not read `content` of a schema
    reply.type('application/json; charset=utf-8').send('null' as never)
  })

  app.get('/api/executions/:execution_id/transitions', called('listTransitions', listTransitions), ({ sandbox, params, query }) =>
    toPage(toTransitions(seekExecution(sandbox, canonical(params.execution_id)), sandbox.seed), query))

  app.get('/api/executions/:execution_id/status.stream', called('streamExecution', streamExecution, [ExecutionUnknown]), ({ sandbox, jobs, params }, reply) => {
    const stream = streamStatus(sandbox, jobs, findExecution(sandbox, canonical(params.execution_id)))
    stream.on('error', defectOf(app.log, 'a status stream'))
    // `never`, because the type provider does not read `content` of a schema
    reply.headers(eventStream).send(stream as never)
  })
}

/** The headers of an event stream that neither caches nor proxies buffer. */
const eventStream = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }

function docRoutes (app: App): void {
  app.post('/api/agents/:agent_id/docs', called('createAgentDoc', createAgentDoc), (request, reply) => {
    reply.code(201)
    return embed(request, 'createAgentDoc')
  })

  app.post('/api/users/:user_id/docs', called('createUserDoc', createUserDoc), (request, reply) => {
    reply.code(201)
    return embed(request, 'createUserDoc')
  })
}

/** Starts the job that embeds a document. The document itself is not kept. */
function embed ({ sandbox, jobs, body }: FastifyRequest, operation: string): Created {
  const id = sandbox.ids.uuid4()
  return toCreated(id, jobs.start({ kind: 'EmbedDocsWorkflow', input: body }, { operation, body }))
}
