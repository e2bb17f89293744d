import type { Stamp } from '../map.ts'
import type { Resource } from '../resources.ts'
import type { NewTask, TaskData } from './schema.ts'
import { kindOf } from './steps.ts'

export function toTask ({ id, createdAt, updatedAt, data }: Resource<TaskData>, stamp: Stamp) {
  const main = data.main.map(step => ({ kind_: kindOf(step).kind, ...step }))
  return { ...data, main, id, created_at: stamp(createdAt), updated_at: stamp(updatedAt) }
}

/** The data of a task from the body that creates or replaces it. Its other workflows are not kept. */
export function fromNewTask (body: NewTask, canonicalName: string): TaskData {
  return {
    name: body.name,
    canonical_name: body.canonical_name ?? canonicalName,
    description: body.description ?? '',
    main: body.main,
    input_schema: { ...body.input_schema },
    tools: body.tools ?? [],
    inherit_tools: body.inherit_tools ?? false,
    metadata: { ...body.metadata }
  }
}
