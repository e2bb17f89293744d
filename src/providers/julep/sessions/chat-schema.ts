import { Type, type Static } from '@sinclair/typebox'
import { oneOf } from '../../../validation/index.ts'
import { FlagSchema, MaybeUuidSchema, ObjectSchema } from '../fields.ts'
import { resourceKind } from '../resources.ts'
import { IdSchema, MomentSchema, readErrors, security, unknownError, writeErrors } from '../schema.ts'
import { MaybeObjectSchema, MaybeStringSchema } from '../values.ts'
import { params } from './schema.ts'

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
