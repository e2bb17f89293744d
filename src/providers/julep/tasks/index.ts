import type { App } from '../../provider.ts'
import { toPage } from '../paging.ts'
import { called, respond, stampOf } from '../requests.ts'
import { find, list, unknownIn } from '../resources.ts'
import { dependencyUnknownIn } from '../strict.ts'
import { canonical } from '../values.ts'
import { toTask } from './map.ts'
import * as schemas from './schema.ts'
import { createOrReplaceTask, createTask } from './tasks.ts'

export function taskRoutes (app: App): void {
  app.post(
    '/api/agents/:agent_id/tasks',
    called('createTask', schemas.createTask, [dependencyUnknownIn('task')], { yaml: true }),
    (request, reply) =>
      respond(reply, 201, toTask(createTask(request.sandbox, canonical(request.params.agent_id), request.body), stampOf(request)))
  )

  app.post(
    '/api/agents/:agent_id/tasks/:task_id',
    called('createOrUpdateTask', schemas.createOrUpdateTask, [dependencyUnknownIn('task', 'create_or_update')], { yaml: true }),
    (request, reply) => {
      const { sandbox, params, body } = request
      return respond(
        reply,
        201,
        toTask(createOrReplaceTask(sandbox, canonical(params.agent_id), canonical(params.task_id), body), stampOf(request))
      )
    }
  )

  app.get('/api/agents/:agent_id/tasks', called('listTasks', schemas.listTasks), (request, reply) => {
    const { sandbox, params, query } = request
    return respond(
      reply,
      200,
      toPage(list(sandbox, schemas.tasks, canonical(params.agent_id)), query, task => toTask(task, stampOf(request)))
    )
  })

  app.get('/api/tasks/:task_id', called('getTask', schemas.getTask, [unknownIn(schemas.tasks, 'get')]), (request, reply) =>
    respond(reply, 200, toTask(find(request.sandbox, schemas.tasks, canonical(request.params.task_id)), stampOf(request))))
}
