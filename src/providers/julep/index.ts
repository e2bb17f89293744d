import type { FastifyRequest } from 'fastify'
import { askCredentials } from '../../http/credentials.ts'
import { answerFailures } from '../../http/failure.ts'
import { defectOf } from '../../safely.ts'
import { startJob, type App, type Provider } from '../provider.ts'
import { wordsOf } from './dialects.ts'
import { createAgentDoc, createUserDoc, type Created } from './doc-schema.ts'
import { toExecution, toStarted, toTransitions } from './execution-map.ts'
import { createExecution, getExecution, listExecutions, listTransitions, streamExecution, updateExecution } from './execution-schema.ts'
import { changeExecution, executions, executionsOf, findExecution, lookUp, startExecution } from './executions.ts'
import { acceptJson } from './json.ts'
import { fromAuthorization, toTimestamp } from './map.ts'
import { pageOf } from './pages.ts'
import { document, getJobStatus, observedStatuses, statuses } from './schema.ts'
import { streamStatus } from './status-stream.ts'
import { toUuid } from './uuid.ts'

/** Julep (julep.ai): an agents platform. */
export const julep: Provider = {
  name: 'julep',
  kind: 'TaskExecutionWorkflow',
  statuses: { documented: statuses, observed: observedStatuses },
  nearest: ['waiting', 'expired'],
  newId: ids => ids.uuid4(),
  refuseId: id => toUuid(id) === id ? undefined : 'must be a UUID in its canonical spelling',
  shelves: [executions],
  document,
  routes
}

async function routes (app: App): Promise<void> {
  acceptJson(app)
  answerFailures(app, ['/api'], (failure, { sandbox, body }) => wordsOf(sandbox).toRefusal(failure, body))
  askCredentials(app, ({ headers }) => fromAuthorization(headers.authorization))

  app.get('/api/jobs/:job_id', { schema: getJobStatus, config: called('getJobStatus') }, async ({ sandbox, params }) =>
    wordsOf(sandbox).toJobStatus(await sandbox.jobs.get(julep.name, toUuid(params.job_id)!)))

  app.post('/api/tasks/:task_id/executions', { schema: createExecution, config: called('createExecution') }, async ({ sandbox, params, body }, reply) =>
    reply.code(201).send(toStarted(await startExecution(sandbox, julep, toUuid(params.task_id)!, body))))

  app.get('/api/tasks/:task_id/executions', { schema: listExecutions, config: called('listExecutions') }, async ({ sandbox, params, query }) =>
    ({ items: pageOf((await executionsOf(sandbox, toUuid(params.task_id)!)).map(toExecution), query) }))

  app.get('/api/executions/:execution_id', { schema: getExecution, config: called('getExecution') }, async ({ sandbox, params }) =>
    toExecution(await findExecution(sandbox, toUuid(params.execution_id)!)))

  app.put('/api/executions/:execution_id', { schema: updateExecution, config: called('updateExecution') }, async ({ sandbox, params, body }, reply) => {
    await changeExecution(sandbox, toUuid(params.execution_id)!, body)
    // as text, because Fastify takes null for an answer without a body
    return reply.type('application/json; charset=utf-8').send('null' as never)
  })

  app.get('/api/executions/:execution_id/transitions', { schema: listTransitions, config: called('listTransitions') }, async ({ sandbox, params, query }) =>
    ({ items: pageOf((await lookUp(sandbox, toUuid(params.execution_id)!)).flatMap(standing => toTransitions(standing, sandbox.seed)), query) }))

  app.get('/api/executions/:execution_id/status.stream', { schema: streamExecution, config: called('streamExecution') }, async ({ sandbox, params }, reply) => {
    const stream = streamStatus(sandbox, await findExecution(sandbox, toUuid(params.execution_id)!))
    stream.on('error', defectOf(app.log, 'a status stream'))
    return reply.headers(ofEvents).send(stream as never)
  })

  app.post('/api/agents/:agent_id/docs', { schema: createAgentDoc, config: called('createAgentDoc') }, async (request, reply) => reply.code(201).send(await embed(request, 'createAgentDoc')))

  app.post('/api/users/:user_id/docs', { schema: createUserDoc, config: called('createUserDoc') }, async (request, reply) => reply.code(201).send(await embed(request, 'createUserDoc')))
}

/** The documented operationIds are long, and rules go by these names. */
const called = (operation: string) => ({ operation })

/** A stream that neither caches nor proxies hold back. */
const ofEvents = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }

/** Starts the job that embeds a document; the document itself is kept nowhere. */
async function embed ({ sandbox, body }: FastifyRequest, operation: string): Promise<Created> {
  const id = sandbox.ids.uuid4()
  const { createdAt, id: job } = await startJob(sandbox, julep, { kind: 'EmbedDocsWorkflow', input: body }, { operation, body })
  return { id, created_at: toTimestamp(createdAt), jobs: [job] }
}
