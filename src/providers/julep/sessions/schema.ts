import { Type, type Static } from '@sinclair/typebox'
import { oneOf } from '../../../validation/index.ts'
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

const params = Type.Object({ session_id: UuidSchema })

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

const roles = ['user', 'assistant', 'system', 'tool'] as const

/** A message, as far as it is read. */
const MessageSchema = Type.Object({
  role: oneOf(roles),
  content: Type.Optional(Type.Unknown()),
  name: Type.Optional(MaybeStringSchema)
})
export interface Message extends Static<typeof MessageSchema> {}

const ChatSchema = Type.Object({
  messages: Type.Array(MessageSchema, { minItems: 1 }),
  stream: Type.Optional(FlagSchema),
  save: Type.Optional(FlagSchema),
  recall: Type.Optional(FlagSchema),
  remember: Type.Optional(FlagSchema),
  model: Type.Optional(MaybeStringSchema),
  agent: Type.Optional(MaybeUuidSchema),
  tools: Type.Optional(Type.Array(ObjectSchema)),
  metadata: Type.Optional(MaybeObjectSchema)
})
export interface Chat extends Static<typeof ChatSchema> {}

const AnswerSchema = Type.Object({
  role: oneOf(roles),
  tool_call_id: Type.Null(),
  content: Type.String(),
  name: Type.Null(),
  tool_calls: Type.Null(),
  created_at: Type.Null(),
  id: Type.Null()
})

const CompletionSchema = Type.Object({
  usage: Type.Object({ completion_tokens: Type.Integer(), prompt_tokens: Type.Integer(), total_tokens: Type.Integer() }),
  jobs: Type.Array(IdSchema),
  docs: Type.Array(ObjectSchema),
  created_at: MomentSchema,
  id: IdSchema,
  choices: Type.Array(Type.Object({
    index: Type.Integer(),
    finish_reason: Type.String(),
    logprobs: Type.Null(),
    tool_calls: Type.Null(),
    message: AnswerSchema
  }))
})
export interface Completion extends Static<typeof CompletionSchema> {}

const ModelErrorSchema = Type.Object({
  error: Type.Object({ message: Type.String(), code: Type.String(), type: Type.String(), fix: Type.String() })
})

export const chat = {
  operationId: 'chat_sessions__session_id__chat_post',
  summary: 'Sends messages to the agent of a session, and returns its response',
  security,
  params,
  body: ChatSchema,
  response: {
    200: { content: { 'text/event-stream': { schema: Type.String() } } },
    201: CompletionSchema,
    502: ModelErrorSchema,
    ...unknownError,
    ...writeErrors
  }
}

const RenderedSchema = Type.Object({
  messages: Type.Array(ObjectSchema),
  tools: Type.Array(ObjectSchema),
  tool_choice: Type.Null(),
  docs: Type.Array(ObjectSchema)
})

export const render = {
  operationId: 'render_sessions__session_id__render_post',
  summary: 'The messages that a chat would send to the model',
  security,
  params,
  body: ChatSchema,
  response: { 200: RenderedSchema, ...unknownError, ...writeErrors }
}

/** What is kept of a message of the history. */
const EntryDataSchema = Type.Object({
  role: oneOf(roles),
  name: MaybeStringSchema,
  content: Type.Unknown(),
  source: oneOf(['api_request', 'api_response']),
  token_count: Type.Integer({ minimum: 0 }),
  model: Type.String()
})
export interface EntryData extends Static<typeof EntryDataSchema> {}

export const entries = { ...resourceKind('entry', EntryDataSchema), name: 'julep.entries' }

const EntrySchema = Type.Object({
  ...EntryDataSchema.properties,
  tokenizer: Type.String(),
  tool_calls: Type.Null(),
  tool_call_id: Type.Null(),
  timestamp: MomentSchema,
  created_at: MomentSchema,
  id: IdSchema
})

const HistorySchema = Type.Object({
  entries: Type.Array(EntrySchema),
  relations: Type.Array(ObjectSchema),
  session_id: IdSchema,
  created_at: MomentSchema
})

export const getHistory = {
  operationId: 'get_session_history_sessions__session_id__history_get',
  summary: 'The messages of a session, oldest first',
  security,
  params,
  response: { 200: HistorySchema, ...unknownError, ...readErrors }
}
