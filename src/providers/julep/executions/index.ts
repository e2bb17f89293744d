import type { FastifyBaseLogger, FastifyReply } from 'fastify'
import type { Readable } from 'node:stream'
import { defectOf } from '../../../defects.ts'
import { unchanged } from '../../../http/failure.ts'
import { JobFinished } from '../../../jobs/index.ts'
import type { App } from '../../provider.ts'
import { toPage } from '../paging.ts'
import { called, eventStream, respond, typeOf } from '../requests.ts'
import { unknownIn } from '../resources.ts'
import { tasks } from '../tasks/schema.ts'
import { canonical } from '../values.ts'
import { statusEvents, transitionEvents } from './events.ts'
import { changeExecution, executionsOf, ExecutionUnknown, findExecution, seekExecution, startExecution } from './executions.ts'
import { findTransition, toDated, toExecution, toStarted, toTransitions, TransitionUnknown } from './map.ts'
import * as schemas from './schema.ts'
import { streamChanges } from './stream.ts'

export function executionRoutes (app: App): void {
  app.post(
    '/api/tasks/:task_id/executions',
    called('createExecution', schemas.createExecution, [unknownIn(tasks, 'get')], { yaml: true }),
    ({ sandbox, jobs, params, body }, reply) =>
      respond(reply, 201, toStarted(startExecution(sandbox, jobs, canonical(params.task_id), body), jobs.dialect))
  )

  app.get('/api/tasks/:task_id/executions', called('listExecutions', schemas.listExecutions), ({ sandbox, jobs, params, query }, reply) =>
    respond(
      reply,
      200,
      toPage(executionsOf(sandbox, canonical(params.task_id)).map(toDated), query, view => toExecution(view, jobs.dialect))
    ))

  app.get(
    '/api/executions/:execution_id',
    called('getExecution', schemas.getExecution, [ExecutionUnknown]),
    ({ sandbox, jobs, params }, reply) =>
      respond(reply, 200, toExecution(findExecution(sandbox, canonical(params.execution_id)), jobs.dialect))
  )

  app.put(
    '/api/executions/:execution_id',
    called('updateExecution', schemas.updateExecution, [ExecutionUnknown, JobFinished], { yaml: true }),
    (request, reply) => {
      changeExecution(request.sandbox, canonical(request.params.execution_id), request.body)
      // as text, because Fastify sends null without a body; `never`, because the type provider does not read `content` of a schema
      reply.type(typeOf(request)).serializer(unchanged).send('null' as never)
    }
  )

  transitionRoutes(app)
  streamRoutes(app)
}

function transitionRoutes (app: App): void {
  const path = '/api/executions/:execution_id/transitions'

  app.get(path, called('listTransitions', schemas.listTransitions), ({ sandbox, jobs, params, query }, reply) => {
    const transitions = toTransitions(seekExecution(sandbox, canonical(params.execution_id)), sandbox.seed, jobs.dialect)
    return respond(reply, 200, toPage(transitions, query, ({ body }) => body))
  })

  app.get(
    `${path}/:transition_id`,
    called('getTransition', schemas.getTransition, [TransitionUnknown]),
    ({ sandbox, jobs, params }, reply) => {
      const transitions = toTransitions(seekExecution(sandbox, canonical(params.execution_id)), sandbox.seed, jobs.dialect)
      return respond(reply, 200, findTransition(transitions, canonical(params.transition_id)))
    }
  )
}

function streamRoutes (app: App): void {
  app.get(
    '/api/executions/:execution_id/status.stream',
    called('streamExecution', schemas.streamExecution, [ExecutionUnknown]),
    ({ sandbox, jobs, params }, reply) => {
      const view = findExecution(sandbox, canonical(params.execution_id))
      send(app.log, reply, streamChanges(sandbox, jobs, view, statusEvents(jobs.dialect)))
    }
  )

  app.get(
    '/api/executions/:execution_id/transitions.stream',
    called('streamTransitions', schemas.streamTransitions, [ExecutionUnknown]),
    (request, reply) => {
      const { sandbox, jobs, params, query } = request
      const view = findExecution(sandbox, canonical(params.execution_id))
      send(app.log, reply, streamChanges(sandbox, jobs, view, transitionEvents(sandbox.seed, jobs.dialect, query.next_page_token)))
    }
  )
}

function send (log: FastifyBaseLogger, reply: FastifyReply, stream: Readable): void {
  stream.on('error', defectOf(log, 'a stream of an execution'))
  // Node.js sends the head with the first bytes of the body: a client would wait for the first event to know that it is connected
  reply.raw.once('pipe', () => { if (!stream.destroyed) reply.raw.flushHeaders() })
  reply.headers(eventStream).send(stream)
}
