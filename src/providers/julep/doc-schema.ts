import { Type, type Static } from '@sinclair/typebox'
import { refusals } from './error-schema.ts'
import { MaybeObjectSchema, MaybeStringSchema, TextOrTextsSchema, UuidSchema } from './values.ts'

const NewDocSchema = Type.Object({
  title: Type.String(),
  content: TextOrTextsSchema,
  metadata: Type.Optional(MaybeObjectSchema),
  embed_instruction: Type.Optional(MaybeStringSchema)
})

/** What the versions of 2024 answered. */
const CreatedSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  created_at: Type.String({ format: 'date-time' }),
  jobs: Type.Array(Type.String({ format: 'uuid' }))
})
export interface Created extends Static<typeof CreatedSchema> {}

export const createAgentDoc = {
  operationId: 'create_agent_doc_agents__agent_id__docs_post',
  summary: 'Gives an agent a document, which is embedded by a job',
  security: [{ APIKeyHeader: [] }],
  params: Type.Object({ agent_id: UuidSchema }),
  body: NewDocSchema,
  response: { 201: CreatedSchema, ...refusals(400, 403, 405, 413, 415, 422, 500, 507) }
}

export const createUserDoc = {
  ...createAgentDoc,
  operationId: 'create_user_doc_users__user_id__docs_post',
  summary: 'Gives a user a document, which is embedded by a job',
  params: Type.Object({ user_id: UuidSchema })
}
