import { Type, type Static } from '@sinclair/typebox'
import { oneOf } from '../../validation.ts'
import { DraftSchema } from './projects/draft.ts'

/** What Datasaur keeps beside its jobs. */

const closed = { additionalProperties: false }
const text = Type.String()
const textOrNull = Type.Union([text, Type.Null()])
const moment = Type.String({ format: 'date-time' })

/** Of clients and their secrets only fingerprints are kept. */
const TokenSchema = Type.Object({ expiresAt: Type.Integer({ description: 'ms since the epoch' }), client: text, secret: text }, closed)
export interface Token extends Static<typeof TokenSchema> {}

const ClientSchema = Type.Object({ secret: text, replaced: Type.Array(text) }, closed)

const { name, tagIds, labelSets: labels } = DraftSchema.properties
/** What clients have changed of a project since its launch. */
const ChangesSchema = Type.Partial(Type.Object({ name, tagIds, labelSets: labels, updatedDate: moment, exportedDate: Type.Union([moment, Type.Null()]) }, closed), closed)
export interface Changes extends Static<typeof ChangesSchema> {}

const LabelSetSchema = Type.Object({
  arrowLabelRequired: Type.Boolean(),
  id: text,
  index: Type.Integer({ minimum: 0 }),
  name: text,
  signature: textOrNull,
  tagItems: Type.Array(Type.Object({ color: textOrNull, desc: textOrNull, id: text, parentId: textOrNull, tagName: text, type: oneOf(['ALL', 'ARROW', 'SPAN']) }, closed))
}, closed)
export interface LabelSet extends Static<typeof LabelSetSchema> {}

const UserSchema = Type.Object({ displayName: text, email: text, id: textOrNull, name: textOrNull, username: textOrNull }, closed)

/** A member with a role in the team. */
const MemberSchema = Type.Object({
  id: text,
  invitationEmail: textOrNull,
  invitationKey: textOrNull,
  invitationStatus: textOrNull,
  isDeleted: Type.Boolean(),
  joinedDate: moment,
  user: Type.Union([UserSchema, Type.Null()]),
  roleId: text
}, closed)
export interface Member extends Static<typeof MemberSchema> {}

/** A tag belongs to the team for which it was made, or to none. */
const TagSchema = Type.Object({ globalTag: Type.Boolean(), id: text, name: text, teamId: textOrNull }, closed)
export interface KeptTag extends Static<typeof TagSchema> {}

export const tokens = { name: 'datasaur.tokens', schema: TokenSchema }
export const clients = { name: 'datasaur.clients', schema: ClientSchema }
export const projectChanges = { name: 'datasaur.projectChanges', schema: ChangesSchema }
export const labelSets = { name: 'datasaur.labelSets', schema: LabelSetSchema }
export const members = { name: 'datasaur.members', schema: MemberSchema }
export const tags = { name: 'datasaur.tags', schema: TagSchema }

export const shelves = [tokens, clients, projectChanges, labelSets, members, tags]
