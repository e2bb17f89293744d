import type { Sandbox } from '../../../sandboxes/index.ts'
import { agents } from '../agents/schema.ts'
import { put, seek, type Resource } from '../resources.ts'
import { mustHaveOwner } from '../strict.ts'
import { nameFor } from '../values.ts'
import { fromNewTask } from './map.ts'
import { tasks, type NewTask, type TaskData } from './schema.ts'

/** Throws DEPENDENCY_UNKNOWN, COLLECTION_FULL. */
export function createTask (sandbox: Sandbox, agentId: string, body: NewTask): Resource<TaskData> {
  mustHaveOwner(sandbox, agents, agentId, 'task')
  const id = sandbox.ids.uuid4()
  return put(sandbox, tasks, fromNewTask(body, nameFor('task', id)), { id, owner: agentId })
}

/** A task that exists keeps its canonical name. Throws DEPENDENCY_UNKNOWN, COLLECTION_FULL. */
export function createOrReplaceTask (sandbox: Sandbox, agentId: string, id: string, body: NewTask): Resource<TaskData> {
  mustHaveOwner(sandbox, agents, agentId, 'task', 'create_or_update')
  const known = seek(sandbox, tasks, id)?.data.canonical_name
  const data = fromNewTask(body, nameFor('task', id))
  return put(sandbox, tasks, known === undefined ? data : { ...data, canonical_name: known }, { id, owner: agentId })
}
