import type { Stamp } from '../map.ts'
import { given, type Resource } from '../resources.ts'
import { toolTypes, type NewTool, type ToolData, type ToolPatch, type ToolType } from './schema.ts'

/** All types as keys, of which only that of the tool has a specification. */
function toSpecs ({ type, spec }: ToolData): Record<ToolType, object | null> {
  return Object.fromEntries(toolTypes.map(key => [key, key === type ? spec : null])) as Record<ToolType, object | null>
}

export function toTool ({ id, createdAt, updatedAt, data }: Resource<ToolData>, stamp: Stamp) {
  const { name, type, description } = data
  return { name, type, description, ...toSpecs(data), created_at: stamp(createdAt), updated_at: stamp(updatedAt), id }
}

export function fromNewTool (body: NewTool): ToolData {
  const { name, type, description = null } = body
  return { name, type, description, spec: body[type] ?? null }
}

/** Null keeps a field; a new specification replaces the whole one. */
export function patchTool (data: ToolData, body: ToolPatch): ToolData {
  const changed = { ...data, ...given(body, ['name', 'type', 'description']) }
  return { ...changed, spec: body[changed.type] ?? data.spec }
}
