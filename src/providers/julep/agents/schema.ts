import { Type, type Static } from '@sinclair/typebox'
import { MaybeCanonicalNameSchema, MaybeNameSchema, NameSchema, ObjectSchema, text } from '../fields.ts'
import { FilteredPageSchema, pageOf } from '../paging.ts'
import { resourceKind } from '../resources.ts'
import { DeletedSchema, errors, IdSchema, listErrors, MomentSchema, readErrors, security, unknownError, writeErrors } from '../schema.ts'
import { MaybeObjectSchema, MaybeStringSchema, TextOrTextsSchema, UuidSchema } from '../values.ts'

/** What is kept of an agent: all of it but its id and its moments. */
const AgentDataSchema = Type.Object({
  metadata: ObjectSchema,
  name: Type.String(),
  project: MaybeStringSchema,
  canonical_name: Type.String(),
  about: Type.String(),
  model: Type.String(),
  instructions: Type.Array(Type.String()),
  default_settings: ObjectSchema,
  default_system_template: Type.String()
})
export interface AgentData extends Static<typeof AgentDataSchema> {}

export const agents = resourceKind('agent', AgentDataSchema, true)

const { metadata, ...agentFields } = AgentDataSchema.properties
const AgentSchema = Type.Object({ id: IdSchema, metadata, created_at: MomentSchema, updated_at: MomentSchema, ...agentFields })

const NewAgentSchema = Type.Object({
  metadata: Type.Optional(MaybeObjectSchema),
  name: NameSchema,
  project: Type.Optional(MaybeCanonicalNameSchema),
  canonical_name: Type.Optional(MaybeCanonicalNameSchema),
  about: Type.Optional(text()),
  model: Type.Optional(text()),
  instructions: Type.Optional(TextOrTextsSchema),
  default_settings: Type.Optional(MaybeObjectSchema),
  default_system_template: Type.Optional(text())
})
export interface NewAgent extends Static<typeof NewAgentSchema> {}

const AgentPatchSchema = Type.Object({ ...NewAgentSchema.properties, name: Type.Optional(MaybeNameSchema) })
export interface AgentPatch extends Static<typeof AgentPatchSchema> {}

const params = Type.Object({ agent_id: UuidSchema })

export const createAgent = {
  operationId: 'create_agent_agents_post',
  summary: 'Creates an agent',
  security,
  body: NewAgentSchema,
  response: { 201: AgentSchema, ...writeErrors }
}

export const createOrUpdateAgent = {
  ...createAgent,
  operationId: 'create_or_update_agent_agents__agent_id__post',
  summary: 'Creates an agent with this id, or replaces it',
  params
}

export const listAgents = {
  operationId: 'list_agents_agents_get',
  summary: 'The agents',
  security,
  querystring: FilteredPageSchema,
  response: { 200: pageOf(AgentSchema), ...listErrors }
}

export const getAgent = {
  operationId: 'get_agent_details_agents__agent_id__get',
  summary: 'One agent',
  security,
  params,
  response: { 200: AgentSchema, ...unknownError, ...readErrors }
}

export const updateAgent = {
  operationId: 'update_agent_agents__agent_id__put',
  summary: 'Replaces an agent',
  security,
  params,
  body: NewAgentSchema,
  response: { 200: AgentSchema, ...unknownError, ...writeErrors }
}

export const patchAgent = {
  ...updateAgent,
  operationId: 'patch_agent_agents__agent_id__patch',
  summary: 'Changes fields of an agent',
  body: AgentPatchSchema
}

export const deleteAgent = {
  operationId: 'delete_agent_agents__agent_id__delete',
  summary: 'Deletes an agent, and its tools and documents',
  security,
  params,
  response: { 202: DeletedSchema, ...unknownError, ...readErrors }
}

const ModelsSchema = Type.Object({ models: Type.Array(Type.Object({ id: Type.String() })) })

export const listModels = {
  operationId: 'list_models_agents_models_get',
  summary: 'The models that an agent can use',
  security,
  response: { 200: ModelsSchema, ...errors(403, 405, 500) }
}
