import { Type, type Static } from '@sinclair/typebox'
import { MaybeCanonicalNameSchema, ObjectSchema, text } from '../fields.ts'
import { FilteredPageSchema, pageOf } from '../paging.ts'
import { resourceKind } from '../resources.ts'
import {
  DeletedSchema,
  IdSchema,
  listErrors,
  MomentSchema,
  namePattern,
  readErrors,
  security,
  unknownError,
  writeErrors
} from '../schema.ts'
import { MaybeObjectSchema, MaybeStringSchema, UuidSchema } from '../values.ts'

/** What is kept of a user: all of it but its id and its moments. */
const UserDataSchema = Type.Object({
  metadata: ObjectSchema,
  name: Type.String(),
  about: Type.String(),
  project: MaybeStringSchema
})
export interface UserData extends Static<typeof UserDataSchema> {}

export const users = resourceKind('user', UserDataSchema, true)

const { metadata, ...userFields } = UserDataSchema.properties
const UserSchema = Type.Object({ id: IdSchema, metadata, created_at: MomentSchema, updated_at: MomentSchema, ...userFields })

/** The same for all operations: no field is required. */
const NewUserSchema = Type.Object({
  metadata: Type.Optional(MaybeObjectSchema),
  name: Type.Optional(text({ maxLength: 120, pattern: namePattern })),
  about: Type.Optional(text()),
  project: Type.Optional(MaybeCanonicalNameSchema)
})
export interface NewUser extends Static<typeof NewUserSchema> {}

const params = Type.Object({ user_id: UuidSchema })

export const createUser = {
  operationId: 'create_user_users_post',
  summary: 'Creates a user',
  security,
  body: NewUserSchema,
  response: { 201: UserSchema, ...writeErrors }
}

export const createOrUpdateUser = {
  ...createUser,
  operationId: 'create_or_update_user_users__user_id__post',
  summary: 'Creates a user with this id, or replaces it',
  params
}

export const listUsers = {
  operationId: 'list_users_users_get',
  summary: 'The users',
  security,
  querystring: FilteredPageSchema,
  response: { 200: pageOf(UserSchema), ...listErrors }
}

export const getUser = {
  operationId: 'get_user_details_users__user_id__get',
  summary: 'One user',
  security,
  params,
  response: { 200: UserSchema, ...unknownError, ...readErrors }
}

export const updateUser = {
  operationId: 'update_user_users__user_id__put',
  summary: 'Replaces a user',
  security,
  params,
  body: NewUserSchema,
  response: { 200: UserSchema, ...unknownError, ...writeErrors }
}

export const patchUser = {
  ...updateUser,
  operationId: 'patch_user_users__user_id__patch',
  summary: 'Changes fields of a user'
}

export const deleteUser = {
  operationId: 'delete_user_users__user_id__delete',
  summary: 'Deletes a user, and its documents',
  security,
  params,
  response: { 202: DeletedSchema, ...unknownError, ...readErrors }
}
