import { Type, type Static } from '@sinclair/typebox'
import { randomStream, type Seed } from '../../random/index.ts'
import { bodyErrors, errors, security } from './schema.ts'
import { AuthenticatedSchema } from './work-schema.ts'

const closed = { additionalProperties: false }

/** A user as a token names it. */
export const UserSchema = Type.Object({ iamid: Type.String(), userid: Type.String() }, closed)
export interface User extends Static<typeof UserSchema> {}

/** The user of every credential that was not issued for a user name. `bim` is the internal identity manager (observed). */
export const keyOwner: User = { iamid: 'bim', userid: 'key.owner@example.com' }

export const signIn = {
  operationId: 'signIn',
  summary: 'A token for a user name and a password',
  params: Type.Object({ iamid: Type.String({ minLength: 1 }) }),
  body: Type.Object({ username: Type.String({ minLength: 1 }), password: Type.String({ minLength: 1 }) }, closed),
  response: { 200: Type.Object({ ...AuthenticatedSchema.properties, profileId: Type.Integer() }, closed), ...bodyErrors }
}

const CurrentUserSchema = Type.Object({
  id: Type.Integer(),
  iamid: Type.String(),
  userid: Type.String(),
  authorizations: Type.Object({}, { additionalProperties: true, description: 'The attributes of the user' }),
  permissions: Type.Array(Type.String()),
  groups: Type.Array(Type.Integer()),
  profile: Type.Object({ id: Type.Integer(), name: Type.String(), email: Type.String() }, closed),
  systemGenerated: Type.Boolean(),
  disabled: Type.Boolean()
}, closed)
export interface CurrentUser extends Static<typeof CurrentUserSchema> {}

export const getCurrentUser = {
  operationId: 'getCurrentUser',
  summary: 'The user of the request',
  security,
  response: { 200: CurrentUserSchema, ...errors }
}

/** A user without attributes, who may create data sources. */
export function toCurrentUser (seed: Seed, user: User): CurrentUser {
  const { iamid, userid } = user
  const id = profileIdOf(seed, user)
  return {
    id,
    iamid,
    userid,
    authorizations: {},
    permissions: ['CREATE_DATA_SOURCE', 'CREATE_PROJECT'],
    groups: [],
    profile: { id, name: userid.replace(/@.*/, ''), email: userid },
    systemGenerated: false,
    disabled: false
  }
}

/** Drawn from the user, so that it is the same for each of the user's tokens. */
export function profileIdOf (seed: Seed, { iamid, userid }: User): number {
  return randomStream(seed, `immuta.users ${iamid} ${userid}`).integer(1, 1_000_000)
}
