import { Type, type Static } from '@sinclair/typebox'
import { FlagSchema, MaybeIntegerSchema, maybeOneOf, MaybeUuidSchema, MaybeUuidsSchema, ObjectSchema } from '../fields.ts'
import { FilteredPageSchema, pageOf } from '../paging.ts'
import { resourceKind } from '../resources.ts'
import { DeletedSchema, IdSchema, listErrors, MomentSchema, readErrors, security, unknownError, writeErrors } from '../schema.ts'
import { MaybeObjectSchema, MaybeStringSchema, UuidSchema } from '../values.ts'

const overflows = ['truncate', 'adaptive'] as const

/** The settings of a session, as its client may leave them out. */
const settings = {
  situation: Type.Optional(MaybeStringSchema),
  system_template: Type.Optional(MaybeStringSchema),
  render_templates: Type.Optional(FlagSchema),
  token_budget: Type.Optional(MaybeIntegerSchema),
  context_overflow: Type.Optional(maybeOneOf(overflows)),
  auto_run_tools: Type.Optional(FlagSchema),
  forward_tool_calls: Type.Optional(FlagSchema),
  recall_options: Type.Optional(MaybeObjectSchema),
  metadata: Type.Optional(MaybeObjectSchema)
}

/** What is kept of a session; its participants are in no response. */
const SessionDataSchema = Type.Object({
  agents: Type.Array(IdSchema),
  users: Type.Array(IdSchema),
  ...Type.Required(Type.Object(settings)).properties,
  metadata: ObjectSchema
})
export interface SessionData extends Static<typeof SessionDataSchema> {}

export const sessions = resourceKind('session', SessionDataSchema)

const SessionSchema = Type.Object({
  situation: MaybeStringSchema,
  system_template: MaybeStringSchema,
  summary: MaybeStringSchema,
  render_templates: Type.Boolean(),
  token_budget: MaybeIntegerSchema,
  context_overflow: maybeOneOf(overflows),
  auto_run_tools: Type.Boolean(),
  forward_tool_calls: Type.Boolean(),
  recall_options: MaybeObjectSchema,
  id: IdSchema,
  metadata: ObjectSchema,
  created_at: MomentSchema,
  updated_at: MomentSchema,
  kind: MaybeStringSchema
})

/** The settings alone: PUT and PATCH do not change who takes part. */
const SettingsSchema = Type.Object(settings)
export interface Settings extends Static<typeof SettingsSchema> {}

const NewSessionSchema = Type.Object({
  user: Type.Optional(MaybeUuidSchema),
  users: Type.Optional(MaybeUuidsSchema),
  agent: Type.Optional(MaybeUuidSchema),
  agents: Type.Optional(MaybeUuidsSchema),
  ...settings
})
export interface NewSession extends Static<typeof NewSessionSchema> {}

export const params = Type.Object({ session_id: UuidSchema })

export const createSession = {
  operationId: 'create_session_sessions_post',
  summary: 'Creates a session',
  security,
  body: NewSessionSchema,
  response: { 201: SessionSchema, ...writeErrors }
}

export const createOrUpdateSession = {
  ...createSession,
  operationId: 'create_or_update_session_sessions__session_id__post',
  summary: 'Creates a session with this id, or replaces it',
  params
}

export const listSessions = {
  operationId: 'list_sessions_sessions_get',
  summary: 'The sessions',
  security,
  querystring: FilteredPageSchema,
  response: { 200: pageOf(SessionSchema), ...listErrors }
}

export const getSession = {
  operationId: 'get_session_sessions__session_id__get',
  summary: 'One session',
  security,
  params,
  response: { 200: SessionSchema, ...unknownError, ...readErrors }
}

export const updateSession = {
  operationId: 'update_session_sessions__session_id__put',
  summary: 'Replaces the settings of a session',
  security,
  params,
  body: SettingsSchema,
  response: { 200: SessionSchema, ...unknownError, ...writeErrors }
}

export const patchSession = {
  ...updateSession,
  operationId: 'patch_session_sessions__session_id__patch',
  summary: 'Changes settings of a session'
}

export const deleteSession = {
  operationId: 'delete_session_sessions__session_id__delete',
  summary: 'Deletes a session, and its history',
  security,
  params,
  response: { 202: DeletedSchema, ...unknownError, ...readErrors }
}
