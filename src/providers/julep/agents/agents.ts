import type { Dialect, Sandbox } from '../../../sandboxes/index.ts'
import { ownerKey, removeDocsOf } from '../docs/docs.ts'
import { change, find, list, put, remove, seek, type Resource } from '../resources.ts'
import { tools } from '../tools/schema.ts'
import { nameFor } from '../values.ts'
import { fromNewAgent, missingInPatch, patchAgent } from './map.ts'
import { agents, type AgentData, type AgentPatch, type NewAgent } from './schema.ts'

/** Throws COLLECTION_FULL. */
export function createAgent (sandbox: Sandbox, body: NewAgent): Resource<AgentData> {
  return createOrReplaceAgent(sandbox, sandbox.ids.uuid4(), body)
}

/** An agent that exists keeps its canonical name. Throws COLLECTION_FULL. */
export function createOrReplaceAgent (sandbox: Sandbox, id: string, body: NewAgent): Resource<AgentData> {
  const known = seek(sandbox, agents, id)?.data.canonical_name
  const data = fromNewAgent(body, nameFor('agent', id))
  return put(sandbox, agents, known === undefined ? data : { ...data, canonical_name: known }, { id })
}

/** Throws RESOURCE_UNKNOWN, COLLECTION_FULL. */
export function replaceAgent (sandbox: Sandbox, id: string, body: NewAgent): Resource<AgentData> {
  const agent = find(sandbox, agents, id, 'update')
  return change(sandbox, agents, agent, fromNewAgent(body, agent.data.canonical_name))
}

/** Throws RESOURCE_UNKNOWN, COLLECTION_FULL. */
export function changeAgent (sandbox: Sandbox, dialect: Dialect, id: string, body: AgentPatch): Resource<AgentData> {
  const agent = find(sandbox, agents, id, 'patch')
  return change(sandbox, agents, agent, patchAgent(agent.data, body, missingInPatch[dialect]))
}

/** Deletes an agent, its tools and its documents. Throws RESOURCE_UNKNOWN. */
export function deleteAgent (sandbox: Sandbox, id: string): void {
  remove(sandbox, agents, id)
  for (const tool of list(sandbox, tools, id)) remove(sandbox, tools, tool.id)
  removeDocsOf(sandbox, ownerKey('agent', id))
}
