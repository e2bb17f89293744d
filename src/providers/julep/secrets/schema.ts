import { Type, type Static } from '@sinclair/typebox'
import { ObjectSchema, text } from '../fields.ts'
import { PageSchema } from '../paging.ts'
import { resourceKind } from '../resources.ts'
import {
  DeletedSchema,
  HttpErrorSchema,
  IdSchema,
  listErrors,
  MomentSchema,
  readErrors,
  security,
  unknownError,
  writeErrors
} from '../schema.ts'
import { MaybeObjectSchema, MaybeStringSchema, UuidSchema } from '../values.ts'

/** What is kept of a secret: not its value, which no response shows. */
const SecretDataSchema = Type.Object({ name: Type.String(), description: MaybeStringSchema, metadata: ObjectSchema })
export interface SecretData extends Static<typeof SecretDataSchema> {}

export const secrets = resourceKind('secret', SecretDataSchema)

const SecretSchema = Type.Object({
  id: IdSchema,
  created_at: MomentSchema,
  updated_at: MomentSchema,
  metadata: ObjectSchema,
  name: Type.String(),
  description: MaybeStringSchema,
  value: Type.String()
})

const NewSecretSchema = Type.Object({
  metadata: Type.Optional(MaybeObjectSchema),
  name: text(),
  description: Type.Optional(MaybeStringSchema),
  value: text()
})
export interface NewSecret extends Static<typeof NewSecretSchema> {}

const params = Type.Object({ secret_id: UuidSchema })
const conflict = { 409: HttpErrorSchema }

export const createSecret = {
  operationId: 'create_developer_secret_secrets_post',
  summary: 'Creates a secret',
  security,
  body: NewSecretSchema,
  response: { 201: SecretSchema, ...conflict, ...writeErrors }
}

export const listSecrets = {
  operationId: 'list_developer_secrets_secrets_get',
  summary: 'The secrets, newest first',
  security,
  querystring: Type.Pick(PageSchema, ['limit', 'offset']),
  response: { 200: Type.Array(SecretSchema), ...listErrors }
}

export const updateSecret = {
  operationId: 'update_developer_secret_secrets__secret_id__put',
  summary: 'Replaces a secret',
  security,
  params,
  body: NewSecretSchema,
  response: { 200: SecretSchema, ...unknownError, ...conflict, ...writeErrors }
}

export const deleteSecret = {
  operationId: 'delete_developer_secret_secrets__secret_id__delete',
  summary: 'Deletes a secret',
  security,
  params,
  response: { 202: DeletedSchema, ...unknownError, ...readErrors }
}
