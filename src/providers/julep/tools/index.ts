import type { App } from '../../provider.ts'
import { agents } from '../agents/schema.ts'
import { toDeleted } from '../map.ts'
import { toPage } from '../paging.ts'
import { called, respond, stampOf } from '../requests.ts'
import { change, find, list, put, remove, unknownIn } from '../resources.ts'
import { dependencyUnknownIn, mustHaveOwner } from '../strict.ts'
import { canonical } from '../values.ts'
import { fromNewTool, patchTool, toTool } from './map.ts'
import * as schemas from './schema.ts'

const { tools } = schemas

export function toolRoutes (app: App): void {
  const path = '/api/agents/:agent_id/tools'

  app.post(path, called('createTool', schemas.createTool, [dependencyUnknownIn('tool')]), (request, reply) => {
    const owner = canonical(request.params.agent_id)
    mustHaveOwner(request.sandbox, agents, owner, 'tool')
    return respond(reply, 201, toTool(put(request.sandbox, tools, fromNewTool(request.body), { owner }), stampOf(request)))
  })

  app.get(path, called('listTools', schemas.listTools), (request, reply) => {
    const { sandbox, params, query } = request
    return respond(reply, 200, toPage(list(sandbox, tools, canonical(params.agent_id)), query, tool => toTool(tool, stampOf(request))))
  })

  app.put(`${path}/:tool_id`, called('updateTool', schemas.updateTool, [unknownIn(tools, 'update')]), (request, reply) => {
    const { sandbox, params, body } = request
    const tool = find(sandbox, tools, canonical(params.tool_id), 'update', canonical(params.agent_id))
    return respond(reply, 200, toTool(change(sandbox, tools, tool, fromNewTool(body)), stampOf(request)))
  })

  app.patch(`${path}/:tool_id`, called('patchTool', schemas.patchTool, [unknownIn(tools, 'patch')]), (request, reply) => {
    const { sandbox, params, body } = request
    const tool = find(sandbox, tools, canonical(params.tool_id), 'patch', canonical(params.agent_id))
    return respond(reply, 200, toTool(change(sandbox, tools, tool, patchTool(tool.data, body)), stampOf(request)))
  })

  app.delete(`${path}/:tool_id`, called('deleteTool', schemas.deleteTool, [unknownIn(tools, 'delete')]), (request, reply) => {
    const { sandbox, params } = request
    const { id } = remove(sandbox, tools, canonical(params.tool_id), canonical(params.agent_id))
    return respond(reply, 200, toDeleted(sandbox, id, stampOf(request)))
  })
}
