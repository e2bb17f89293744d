import { Type, type Static } from '@sinclair/typebox'
import { errors } from '../schema.ts'
import { MaybeObjectSchema, MaybeStringSchema, TextOrTextsSchema, UuidSchema } from '../values.ts'

const NewDocSchema = Type.Object({
  title: Type.String(),
  content: TextOrTextsSchema,
  metadata: Type.Optional(MaybeObjectSchema),
  embed_instruction: Type.Optional(MaybeStringSchema)
})

/** The response of the versions of 2024. */
const CreatedSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  created_at: Type.String({ format: 'date-time' }),
  jobs: Type.Array(Type.String({ format: 'uuid' }))
})
export interface Created extends Static<typeof CreatedSchema> {}

export const createAgentDoc = {
  operationId: 'create_agent_doc_agents__agent_id__docs_post',
  summary: 'Adds a document to an agent, and starts a job that embeds it',
  security: [{ APIKeyHeader: [] }],
  params: Type.Object({ agent_id: UuidSchema }),
  body: NewDocSchema,
  response: { 201: CreatedSchema, ...errors(400, 403, 405, 413, 415, 422, 500, 507) }
}

export const createUserDoc = {
  ...createAgentDoc,
  operationId: 'create_user_doc_users__user_id__docs_post',
  summary: 'Adds a document to a user, and starts a job that embeds it',
  params: Type.Object({ user_id: UuidSchema })
}
