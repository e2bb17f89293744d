import type { FastifyReply } from 'fastify'
import { toIso } from '../../../time/index.ts'
import type { App } from '../../provider.ts'
import { toDeleted } from '../map.ts'
import { filterByMetadata, toPage } from '../paging.ts'
import { called, eventStream, respond, stampOf } from '../requests.ts'
import { change, find, list, remove, unknownIn } from '../resources.ts'
import { canonical } from '../values.ts'
import { forgetHistory, historyOf, ModelFailed, startChat } from './chat.ts'
import { fromSettings, patchSession, toChunks, toCompletion, toHistory, toSession } from './map.ts'
import * as chatSchemas from './chat-schema.ts'
import * as schemas from './schema.ts'
import { putSession } from './sessions.ts'

const { sessions } = schemas
const path = '/api/sessions/:session_id'

export function sessionRoutes (app: App): void {
  app.post('/api/sessions', called('createSession', schemas.createSession), (request, reply) =>
    respond(reply, 201, toSession(putSession(request.sandbox, request.body), stampOf(request))))

  app.post(path, called('createOrUpdateSession', schemas.createOrUpdateSession), (request, reply) =>
    respond(reply, 201, toSession(putSession(request.sandbox, request.body, canonical(request.params.session_id)), stampOf(request))))

  app.get('/api/sessions', called('listSessions', schemas.listSessions), (request, reply) => {
    const { sandbox, query } = request
    return respond(
      reply,
      200,
      toPage(filterByMetadata(list(sandbox, sessions), query), query, session => toSession(session, stampOf(request)))
    )
  })

  app.get(path, called('getSession', schemas.getSession, [unknownIn(sessions, 'get')]), (request, reply) =>
    respond(reply, 200, toSession(find(request.sandbox, sessions, canonical(request.params.session_id)), stampOf(request))))

  app.put(path, called('updateSession', schemas.updateSession, [unknownIn(sessions, 'update')]), (request, reply) => {
    const session = find(request.sandbox, sessions, canonical(request.params.session_id), 'update')
    const data = { ...session.data, ...fromSettings(request.body) }
    return respond(reply, 200, toSession(change(request.sandbox, sessions, session, data), stampOf(request)))
  })

  app.patch(path, called('patchSession', schemas.patchSession, [unknownIn(sessions, 'patch')]), (request, reply) => {
    const session = find(request.sandbox, sessions, canonical(request.params.session_id), 'patch')
    const data = patchSession(session.data, request.body)
    return respond(reply, 200, toSession(change(request.sandbox, sessions, session, data), stampOf(request)))
  })

  app.delete(path, called('deleteSession', schemas.deleteSession, [unknownIn(sessions, 'delete')]), (request, reply) => {
    const { id } = remove(request.sandbox, sessions, canonical(request.params.session_id))
    forgetHistory(request.sandbox, id)
    return respond(reply, 202, toDeleted(request.sandbox, id, stampOf(request)))
  })

  chatRoutes(app)
}

function chatRoutes (app: App): void {
  app.post(`${path}/chat`, called('chat', chatSchemas.chat, [unknownIn(sessions, 'get'), ModelFailed]), async (request, reply) => {
    const { sandbox, jobs, params, body } = request
    const said = await startChat(sandbox, jobs, canonical(params.session_id), body, end => reply.raw.once('close', end))
    const now = toIso(sandbox.clock.now())
    if (body.stream === true) return sendEvents(reply, toChunks(said, now, stampOf(request)))
    return respond(reply, 201, toCompletion(said, now, stampOf(request)))
  })

  app.post(`${path}/render`, called('render', chatSchemas.render, [unknownIn(sessions, 'get')]), ({ sandbox, params, body }, reply) => {
    find(sandbox, sessions, canonical(params.session_id))
    return respond(reply, 200, { messages: body.messages, tools: body.tools ?? [], tool_choice: null, docs: [] })
  })

  app.get(`${path}/history`, called('getHistory', chatSchemas.getHistory, [unknownIn(sessions, 'get')]), (request, reply) => {
    const session = find(request.sandbox, sessions, canonical(request.params.session_id))
    return respond(reply, 200, toHistory(session, historyOf(request.sandbox, session.id), stampOf(request)))
  })
}

/** `never`, because the schema of the route describes the response that is not streamed. */
function sendEvents (reply: FastifyReply, events: string): never {
  return reply.code(200).headers(eventStream).send(events) as never
}
