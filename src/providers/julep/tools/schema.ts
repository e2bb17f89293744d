import { Type, type Static } from '@sinclair/typebox'
import { oneOf } from '../../../validation/index.ts'
import { maybeText, maybeOneOf, ObjectSchema, text } from '../fields.ts'
import { pageOf, PageSchema } from '../paging.ts'
import { resourceKind } from '../resources.ts'
import { DeletedSchema, IdSchema, listErrors, MomentSchema, readErrors, security, unknownError, writeErrors } from '../schema.ts'
import { MaybeObjectSchema, MaybeStringSchema, UuidSchema } from '../values.ts'

export const toolTypes = [
  'function',
  'integration',
  'system',
  'api_call',
  'computer_20241022',
  'text_editor_20241022',
  'bash_20241022'
] as const

export type ToolType = typeof toolTypes[number]

/** What is kept of a tool: all of it but its id and its moments, its specification once. */
const ToolDataSchema = Type.Object({
  name: Type.String(),
  type: oneOf(toolTypes),
  description: MaybeStringSchema,
  spec: Type.Unsafe<object | null>(Type.Union([ObjectSchema, Type.Null()]))
})
export interface ToolData extends Static<typeof ToolDataSchema> {}

export const tools = resourceKind('tool', ToolDataSchema)

/** The specification of a tool is in the key that is named like its type. */
const specs = {
  function: Type.Optional(MaybeObjectSchema),
  integration: Type.Optional(MaybeObjectSchema),
  system: Type.Optional(MaybeObjectSchema),
  api_call: Type.Optional(MaybeObjectSchema),
  computer_20241022: Type.Optional(MaybeObjectSchema),
  text_editor_20241022: Type.Optional(MaybeObjectSchema),
  bash_20241022: Type.Optional(MaybeObjectSchema)
}

const ToolSchema = Type.Required(Type.Object({
  name: Type.String(),
  type: oneOf(toolTypes),
  description: MaybeStringSchema,
  ...specs,
  created_at: MomentSchema,
  updated_at: MomentSchema,
  id: IdSchema
}))

const name = { maxLength: 40, pattern: '^[^\\W0-9]\\w*$' }

const NewToolSchema = Type.Object({ name: text(name), type: oneOf(toolTypes), description: Type.Optional(MaybeStringSchema), ...specs })
export interface NewTool extends Static<typeof NewToolSchema> {}

const ToolPatchSchema = Type.Object({
  ...NewToolSchema.properties,
  name: Type.Optional(maybeText(name)),
  type: Type.Optional(maybeOneOf(toolTypes))
})
export interface ToolPatch extends Static<typeof ToolPatchSchema> {}

const ownerParams = Type.Object({ agent_id: UuidSchema })
const params = Type.Object({ agent_id: UuidSchema, tool_id: UuidSchema })

export const createTool = {
  operationId: 'create_agent_tool_agents__agent_id__tools_post',
  summary: 'Adds a tool to an agent',
  security,
  params: ownerParams,
  body: NewToolSchema,
  response: { 201: ToolSchema, ...unknownError, ...writeErrors }
}

export const listTools = {
  operationId: 'list_agent_tools_agents__agent_id__tools_get',
  summary: 'The tools of an agent',
  security,
  params: ownerParams,
  querystring: PageSchema,
  response: { 200: pageOf(ToolSchema), ...listErrors }
}

export const updateTool = {
  operationId: 'update_agent_tool_agents__agent_id__tools__tool_id__put',
  summary: 'Replaces a tool of an agent',
  security,
  params,
  body: NewToolSchema,
  response: { 200: ToolSchema, ...unknownError, ...writeErrors }
}

export const patchTool = {
  ...updateTool,
  operationId: 'patch_agent_tool_agents__agent_id__tools__tool_id__patch',
  summary: 'Changes fields of a tool of an agent',
  body: ToolPatchSchema
}

export const deleteTool = {
  operationId: 'delete_agent_tool_agents__agent_id__tools__tool_id__delete',
  summary: 'Deletes a tool of an agent',
  security,
  params,
  response: { 200: DeletedSchema, ...unknownError, ...readErrors }
}
