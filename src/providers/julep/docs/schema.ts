import { Type, type Static } from '@sinclair/typebox'
import { FlagSchema, ObjectSchema, text } from '../fields.ts'
import { FilteredPageSchema, pageOf } from '../paging.ts'
import { resourceKind } from '../resources.ts'
import { DeletedSchema, IdSchema, listErrors, MomentSchema, readErrors, security, unknownError, writeErrors } from '../schema.ts'
import { boundedInteger, MaybeObjectSchema, MaybeStringSchema, TextOrTextsSchema, UuidSchema } from '../values.ts'

/** Who has documents. */
export const roles = ['agent', 'user'] as const

export type Role = typeof roles[number]

/** What is kept of a document: what its client sent. */
const DocDataSchema = Type.Object({ title: Type.String(), content: TextOrTextsSchema, metadata: ObjectSchema })
export interface DocData extends Static<typeof DocDataSchema> {}

export const docs = resourceKind('doc', DocDataSchema)

const DocSchema = Type.Object({
  id: IdSchema,
  metadata: ObjectSchema,
  created_at: MomentSchema,
  title: Type.String(),
  content: TextOrTextsSchema,
  embeddings: Type.Null(),
  modality: Type.String(),
  language: Type.String(),
  embedding_model: Type.String(),
  embedding_dimensions: Type.Integer()
})
export interface Doc extends Static<typeof DocSchema> {}

/** A document as current versions show it, with the job that embeds it, as the versions of 2024 showed it. */
const CreatedDocSchema = Type.Object({ ...DocSchema.properties, jobs: Type.Array(IdSchema) })

const NewDocSchema = Type.Object({
  title: text({ maxLength: 800 }),
  content: TextOrTextsSchema,
  metadata: Type.Optional(MaybeObjectSchema),
  embed_instruction: Type.Optional(MaybeStringSchema)
})
export interface NewDoc extends Static<typeof NewDocSchema> {}

const BulkDeleteSchema = Type.Object({ metadata_filter: Type.Optional(ObjectSchema), delete_all: Type.Optional(FlagSchema) })
export interface BulkDelete extends Static<typeof BulkDeleteSchema> {}

/** A search by text, by vector or by both. */
const SearchSchema = Type.Object({
  text: Type.Optional(text()),
  vector: Type.Optional(Type.Array(Type.Number())),
  limit: Type.Optional(boundedInteger(1, 50)),
  metadata_filter: Type.Optional(ObjectSchema),
  include_embeddings: Type.Optional(FlagSchema)
})
export interface Search extends Static<typeof SearchSchema> {}

const FoundSchema = Type.Object({
  docs: Type.Array(Type.Object({
    metadata: ObjectSchema,
    owner: Type.Object({ id: IdSchema, role: Type.String() }),
    id: IdSchema,
    title: Type.String(),
    snippet: Type.Object({ index: Type.Integer(), content: Type.String(), embedding: Type.Null() }),
    distance: Type.Number()
  })),
  time: Type.Number()
})
export interface Found extends Static<typeof FoundSchema> {}

/** Path parameters of which one, `agent_id` or `user_id`, is the owner. */
function paramsOf (...names: string[]) {
  return Type.Unsafe<Record<string, string>>(Type.Object(Object.fromEntries(names.map(name => [name, UuidSchema]))))
}

/** The operations on the documents of an agent or of a user. */
export function schemasOf (role: Role) {
  const path = `${role}s__${role}_id_`
  const params = paramsOf(`${role}_id`)
  return {
    create: {
      operationId: `create_${role}_doc_${path}_docs_post`,
      summary: `Adds a document to the ${role}, and starts a job that embeds it`,
      security,
      params,
      body: NewDocSchema,
      response: { 201: CreatedDocSchema, ...unknownError, ...writeErrors }
    },
    list: {
      operationId: `list_${role}_docs_${path}_docs_get`,
      summary: `The documents of the ${role}`,
      security,
      params,
      querystring: FilteredPageSchema,
      response: { 200: pageOf(DocSchema), ...listErrors }
    },
    remove: {
      operationId: `delete_${role}_doc_${path}_docs__doc_id__delete`,
      summary: `Deletes a document of the ${role}`,
      security,
      params: paramsOf(`${role}_id`, 'doc_id'),
      response: { 202: DeletedSchema, ...unknownError, ...readErrors }
    },
    removeMany: {
      operationId: `bulk_delete_${role}_docs_${path}_docs_delete`,
      summary: `Deletes all documents of the ${role}, or those with certain metadata`,
      security,
      params,
      body: BulkDeleteSchema,
      response: { 202: pageOf(DeletedSchema), ...writeErrors }
    },
    search: {
      operationId: `search_${role}_docs_${path}_search_post`,
      summary: `Searches the documents of the ${role}`,
      security,
      params,
      body: SearchSchema,
      response: { 200: FoundSchema, ...writeErrors }
    }
  }
}

export const getDoc = {
  operationId: 'get_doc_docs__doc_id__get',
  summary: 'One document',
  security,
  params: paramsOf('doc_id'),
  response: { 200: DocSchema, ...unknownError, ...readErrors }
}

const EmbedSchema = Type.Object({ text: TextOrTextsSchema, embed_instruction: Type.Optional(text()) })

export const embed = {
  operationId: 'embed_embed_post',
  summary: 'The vectors of texts',
  security,
  body: EmbedSchema,
  response: { 200: Type.Object({ vectors: Type.Array(Type.Array(Type.Number())) }), ...writeErrors }
}
