import type { Sandbox } from '../../../sandboxes/index.ts'
import type { App } from '../../provider.ts'
import { agents } from '../agents/schema.ts'
import { toPage } from '../paging.ts'
import { called, respond, stampOf } from '../requests.ts'
import { find, list, put, seek, unknownIn, type Resource } from '../resources.ts'
import { dependencyUnknownIn, mustHaveOwner } from '../strict.ts'
import { canonical, nameFor } from '../values.ts'
import { fromNewTask, toTask } from './map.ts'
import * as schemas from './schema.ts'

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

/** Throws DEPENDENCY_UNKNOWN, COLLECTION_FULL. */
function createTask (sandbox: Sandbox, agentId: string, body: schemas.NewTask): Resource<schemas.TaskData> {
  mustHaveOwner(sandbox, agents, agentId, 'task')
  const id = sandbox.ids.uuid4()
  return put(sandbox, schemas.tasks, fromNewTask(body, nameFor('task', id)), { id, owner: agentId })
}

/** A task that exists keeps its canonical name. Throws DEPENDENCY_UNKNOWN, COLLECTION_FULL. */
function createOrReplaceTask (sandbox: Sandbox, agentId: string, id: string, body: schemas.NewTask): Resource<schemas.TaskData> {
  mustHaveOwner(sandbox, agents, agentId, 'task', 'create_or_update')
  const known = seek(sandbox, schemas.tasks, id)?.data.canonical_name
  const data = fromNewTask(body, nameFor('task', id))
  return put(sandbox, schemas.tasks, known === undefined ? data : { ...data, canonical_name: known }, { id, owner: agentId })
}
