import { Type } from '@sinclair/typebox'
import { oneOf } from '../../validation/index.ts'
import { closed, ErrorSchema, growthErrors, IdSchema, NothingSchema, nullable, TimeSchema } from '../schema.ts'

const RoleSchema = oneOf(['owner', 'admin', 'labeler', 'reviewer'])
const InvitationSchema = oneOf(['accepted', 'pending'])
const NameSchema = Type.String({ maxLength: 200 })

const MemberSchema = Type.Object({
  id: Type.String(),
  email: Type.String(),
  name: Type.String({ description: 'Empty until the invitation is accepted' }),
  username: Type.String({ description: 'Empty until the invitation is accepted' }),
  role: RoleSchema,
  invitation: InvitationSchema,
  joinedAt: TimeSchema
}, closed)

const ChangeSchema = Type.Partial(Type.Object({
  name: NameSchema,
  username: NameSchema,
  role: RoleSchema,
  invitation: InvitationSchema
}, closed), closed)

const NewMemberSchema = Type.Object({
  email: Type.String({ minLength: 1, maxLength: 320, description: 'Its case does not matter. A member has one address for good' }),
  ...ChangeSchema.properties
}, closed)

const MemberListSchema = Type.Object({ items: Type.Array(MemberSchema), next: nullable(Type.String()) }, closed)

const QuerySchema = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  cursor: Type.Optional(Type.String())
}, closed)

export const createMember = {
  operationId: 'createMember',
  body: NewMemberSchema,
  response: { 201: MemberSchema, ...growthErrors, 409: ErrorSchema }
}

export const listMembers = {
  operationId: 'listMembers',
  querystring: QuerySchema,
  response: { 200: MemberListSchema, 400: ErrorSchema }
}

export const getMember = {
  operationId: 'getMember',
  params: IdSchema,
  response: { 200: MemberSchema, 404: ErrorSchema }
}

export const changeMember = {
  operationId: 'changeMember',
  params: IdSchema,
  body: ChangeSchema,
  response: { 200: MemberSchema, ...growthErrors, 404: ErrorSchema }
}

export const deleteMember = {
  operationId: 'deleteMember',
  params: IdSchema,
  response: { 204: NothingSchema, ...growthErrors, 404: ErrorSchema }
}
