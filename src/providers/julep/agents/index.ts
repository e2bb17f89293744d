import type { App } from '../../provider.ts'
import { toDeleted } from '../map.ts'
import { filterByMetadata, toPage } from '../paging.ts'
import { called, stampOf } from '../requests.ts'
import { find, list, unknownIn } from '../resources.ts'
import { canonical } from '../values.ts'
import { changeAgent, createAgent, createOrReplaceAgent, deleteAgent, replaceAgent } from './agents.ts'
import { models, toAgent } from './map.ts'
import * as schemas from './schema.ts'

export function agentRoutes (app: App): void {
  app.post('/api/agents', called('createAgent', schemas.createAgent), (request, reply) => {
    reply.code(201)
    return toAgent(createAgent(request.sandbox, request.body), stampOf(request))
  })

  app.post('/api/agents/:agent_id', called('createOrUpdateAgent', schemas.createOrUpdateAgent), (request, reply) => {
    reply.code(201)
    return toAgent(createOrReplaceAgent(request.sandbox, canonical(request.params.agent_id), request.body), stampOf(request))
  })

  app.get('/api/agents', called('listAgents', schemas.listAgents), ({ sandbox, query, jobs }) =>
    toPage(filterByMetadata(list(sandbox, schemas.agents), query), query, agent => toAgent(agent, stampOf({ jobs }))))

  app.get('/api/agents/models', called('listModels', schemas.listModels), () =>
    ({ models }))

  app.get('/api/agents/:agent_id', called('getAgent', schemas.getAgent, [unknownIn(schemas.agents, 'get')]), request =>
    toAgent(find(request.sandbox, schemas.agents, canonical(request.params.agent_id)), stampOf(request)))

  app.put('/api/agents/:agent_id', called('updateAgent', schemas.updateAgent, [unknownIn(schemas.agents, 'update')]), request =>
    toAgent(replaceAgent(request.sandbox, canonical(request.params.agent_id), request.body), stampOf(request)))

  app.patch('/api/agents/:agent_id', called('patchAgent', schemas.patchAgent, [unknownIn(schemas.agents, 'patch')]), request =>
    toAgent(changeAgent(request.sandbox, request.jobs.dialect, canonical(request.params.agent_id), request.body), stampOf(request)))

  app.delete('/api/agents/:agent_id', called('deleteAgent', schemas.deleteAgent, [unknownIn(schemas.agents, 'delete')]), (request, reply) => {
    const id = canonical(request.params.agent_id)
    deleteAgent(request.sandbox, id)
    reply.code(202)
    return toDeleted(request.sandbox, id, stampOf(request))
  })
}
