import type { FastifyBaseLogger, FastifyReply } from 'fastify'
import type { Readable } from 'node:stream'
import { defectOf } from '../../../defects.ts'
import { JobFinished } from '../../../jobs/index.ts'
import type { App } from '../../provider.ts'
import { toPage } from '../paging.ts'
import { called } from '../requests.ts'
import { unknownIn } from '../resources.ts'
import { tasks } from '../tasks/schema.ts'
import { canonical } from '../values.ts'
import { statusEvents, transitionEvents } from './events.ts'
import { changeExecution, executionsOf, ExecutionUnknown, findExecution, seekExecution, startExecution } from './executions.ts'
import { findTransition, toDated, toExecution, toStarted, toTransitions, TransitionUnknown } from './map.ts'
import * as schemas from './schema.ts'
import { streamChanges } from './stream.ts'

export function executionRoutes (app: App): void {
  app.post('/api/tasks/:task_id/executions', called('createExecution', schemas.createExecution, [unknownIn(tasks, 'get')]), ({ sandbox, jobs, params, body }, reply) => {
    reply.code(201)
    return toStarted(startExecution(sandbox, jobs, canonical(params.task_id), body), jobs.dialect)
  })

  app.get('/api/tasks/:task_id/executions', called('listExecutions', schemas.listExecutions), ({ sandbox, jobs, params, query }) =>
    toPage(executionsOf(sandbox, canonical(params.task_id)).map(toDated), query, view => toExecution(view, jobs.dialect)))

  app.get('/api/executions/:execution_id', called('getExecution', schemas.getExecution, [ExecutionUnknown]), ({ sandbox, jobs, params }) =>
    toExecution(findExecution(sandbox, canonical(params.execution_id)), jobs.dialect))

  app.put('/api/executions/:execution_id', called('updateExecution', schemas.updateExecution, [ExecutionUnknown, JobFinished]), ({ sandbox, params, body }, reply) => {
    changeExecution(sandbox, canonical(params.execution_id), body)
    // as text, because Fastify sends null without a body; `never`, because the type provider does not read `content` of a schema
    reply.type('application/json; charset=utf-8').send('null' as never)
  })

  transitionRoutes(app)
  streamRoutes(app)
}

function transitionRoutes (app: App): void {
  const path = '/api/executions/:execution_id/transitions'

  app.get(path, called('listTransitions', schemas.listTransitions), ({ sandbox, jobs, params, query }) =>
    toPage(toTransitions(seekExecution(sandbox, canonical(params.execution_id)), sandbox.seed, jobs.dialect), query, ({ body }) => body))

  app.get(`${path}/:transition_id`, called('getTransition', schemas.getTransition, [TransitionUnknown]), ({ sandbox, jobs, params }) => {
    const transitions = toTransitions(seekExecution(sandbox, canonical(params.execution_id)), sandbox.seed, jobs.dialect)
    return findTransition(transitions, canonical(params.transition_id))
  })
}

function streamRoutes (app: App): void {
  app.get('/api/executions/:execution_id/status.stream', called('streamExecution', schemas.streamExecution, [ExecutionUnknown]), ({ sandbox, jobs, params }, reply) => {
    const view = findExecution(sandbox, canonical(params.execution_id))
    send(app.log, reply, streamChanges(sandbox, jobs, view, statusEvents(jobs.dialect)))
  })

  app.get('/api/executions/:execution_id/transitions.stream', called('streamTransitions', schemas.streamTransitions, [ExecutionUnknown]), ({ sandbox, jobs, params, query }, reply) => {
    const view = findExecution(sandbox, canonical(params.execution_id))
    send(app.log, reply, streamChanges(sandbox, jobs, view, transitionEvents(sandbox.seed, jobs.dialect, query.next_page_token)))
  })
}

/** The headers of an event stream that neither caches nor proxies buffer. */
const eventStream = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }

function send (log: FastifyBaseLogger, reply: FastifyReply, stream: Readable): void {
  stream.on('error', defectOf(log, 'a stream of an execution'))
  reply.headers(eventStream).send(stream)
}
