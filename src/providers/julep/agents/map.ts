import type { Dialect } from '../../../sandboxes/index.ts'
import type { Stamp } from '../map.ts'
import { given, type Resource } from '../resources.ts'
import type { AgentData, AgentPatch, NewAgent } from './schema.ts'

/** A short template in place of the server's, which also renders the user, the situation and the documents. */
const defaultTemplate = 'You are {{agent.name}}. {{agent.about}}'

export function toAgent ({ id, createdAt, updatedAt, data }: Resource<AgentData>, stamp: Stamp) {
  return { id, created_at: stamp(createdAt), updated_at: stamp(updatedAt), ...data }
}

/** The data of an agent from the body that creates or replaces it. */
export function fromNewAgent (body: NewAgent, canonicalName: string): AgentData {
  return {
    metadata: { ...body.metadata },
    name: body.name,
    project: body.project ?? null,
    canonical_name: body.canonical_name ?? canonicalName,
    about: body.about ?? '',
    model: body.model ?? '',
    instructions: [body.instructions ?? []].flat(),
    default_settings: { ...body.default_settings },
    default_system_template: body.default_system_template ?? defaultTemplate
  }
}

/** The values that a PATCH gives to the fields that it omits. */
type Missing = Partial<Pick<AgentData, 'about' | 'model' | 'instructions' | 'default_system_template'>>

/** A PATCH keeps the fields that it omits. The server was observed to reset the fields that have a default in its model of the body. */
export const missingInPatch: Readonly<Record<Dialect, Missing>> = {
  documented: {},
  observed: { about: '', model: '', instructions: [], default_system_template: defaultTemplate }
}

/** Null keeps a field, and metadata is merged. */
export function patchAgent (data: AgentData, body: AgentPatch, missing: Missing): AgentData {
  return {
    ...data,
    ...missing,
    ...given(body, ['name', 'project', 'canonical_name', 'about', 'model', 'default_settings', 'default_system_template']),
    ...body.instructions !== undefined && { instructions: [body.instructions].flat() },
    metadata: { ...data.metadata, ...body.metadata }
  }
}

/** Some of the models in the documentation. Any model is accepted. */
export const models = ['claude-3.5-sonnet', 'gpt-4o', 'gpt-4o-mini', 'gemini-1.5-pro'].map(id => ({ id }))
