import type { App } from '../../provider.ts'
import { toDeleted } from '../map.ts'
import { filterByMetadata, toPage } from '../paging.ts'
import { called, respond, stampOf } from '../requests.ts'
import { find, list, unknownIn } from '../resources.ts'
import { canonical } from '../values.ts'
import { changeAgent, createAgent, createOrReplaceAgent, deleteAgent, replaceAgent } from './agents.ts'
import { models, toAgent } from './map.ts'
import * as schemas from './schema.ts'

export function agentRoutes (app: App): void {
  app.post('/api/agents', called('createAgent', schemas.createAgent), (request, reply) =>
    respond(reply, 201, toAgent(createAgent(request.sandbox, request.body), stampOf(request))))

  app.post('/api/agents/:agent_id', called('createOrUpdateAgent', schemas.createOrUpdateAgent), (request, reply) => {
    const agent = createOrReplaceAgent(request.sandbox, canonical(request.params.agent_id), request.body)
    return respond(reply, 201, toAgent(agent, stampOf(request)))
  })

  app.get('/api/agents', called('listAgents', schemas.listAgents), (request, reply) => {
    const { sandbox, query } = request
    return respond(
      reply,
      200,
      toPage(filterByMetadata(list(sandbox, schemas.agents), query), query, agent => toAgent(agent, stampOf(request)))
    )
  })

  app.get('/api/agents/models', called('listModels', schemas.listModels), (_request, reply) =>
    respond(reply, 200, { models }))

  app.get('/api/agents/:agent_id', called('getAgent', schemas.getAgent, [unknownIn(schemas.agents, 'get')]), (request, reply) =>
    respond(reply, 200, toAgent(find(request.sandbox, schemas.agents, canonical(request.params.agent_id)), stampOf(request))))

  app.put('/api/agents/:agent_id', called('updateAgent', schemas.updateAgent, [unknownIn(schemas.agents, 'update')]), (request, reply) =>
    respond(reply, 200, toAgent(replaceAgent(request.sandbox, canonical(request.params.agent_id), request.body), stampOf(request))))

  app.patch('/api/agents/:agent_id', called('patchAgent', schemas.patchAgent, [unknownIn(schemas.agents, 'patch')]), (request, reply) =>
    respond(
      reply,
      200,
      toAgent(changeAgent(request.sandbox, request.jobs.dialect, canonical(request.params.agent_id), request.body), stampOf(request))
    ))

  app.delete(
    '/api/agents/:agent_id',
    called('deleteAgent', schemas.deleteAgent, [unknownIn(schemas.agents, 'delete')]),
    (request, reply) => {
      const id = canonical(request.params.agent_id)
      deleteAgent(request.sandbox, id)
      return respond(reply, 202, toDeleted(request.sandbox, id, stampOf(request)))
    }
  )
}
