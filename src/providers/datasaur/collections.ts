import { Type, type Static } from '@sinclair/typebox'
import { oneOf } from '../../validation/index.ts'
import { DraftSchema } from './projects/draft.ts'

const closed = { additionalProperties: false }
const text = Type.String()
const textOrNull = Type.Union([text, Type.Null()])
const moment = Type.String({ format: 'date-time' })

/** An access token. Clients and their secrets are kept as fingerprints only. */
const TokenSchema = Type.Object({ expiresAt: Type.Integer({ description: 'ms since the epoch' }), client: text, secret: text }, closed)
export interface Token extends Static<typeof TokenSchema> {}

const ClientSchema = Type.Object({ secret: text, replaced: Type.Array(text) }, closed)

const { name, tagIds, labelSets: labels, documents } = DraftSchema.properties
const { id, name: documentName, fileName, isCompleted } = documents.items.properties
/** What clients have changed in a project since its launch. */
const ChangesSchema = Type.Partial(Type.Object({
  name,
  tagIds,
  labelSets: labels,
  documents: Type.Array(Type.Object({ id, name: Type.Optional(documentName), fileName, isCompleted }, closed)),
  isDeleted: Type.Literal(true),
  updatedDate: moment,
  exportedDate: Type.Union([moment, Type.Null()])
}, closed), closed)
export interface Changes extends Static<typeof ChangesSchema> {}

const TagItemSchema = Type.Object({
  color: textOrNull,
  desc: textOrNull,
  id: text,
  parentId: textOrNull,
  tagName: text,
  type: oneOf(['ALL', 'ARROW', 'SPAN'])
}, closed)

const LabelSetSchema = Type.Object({
  arrowLabelRequired: Type.Boolean(),
  id: text,
  index: Type.Integer({ minimum: 0 }),
  name: text,
  signature: textOrNull,
  tagItems: Type.Array(TagItemSchema)
}, closed)

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
  roleId: text,
  /** Whether the control API has created or changed it. */
  isSet: Type.Optional(Type.Literal(true))
}, closed)
export interface Member extends Static<typeof MemberSchema> {}

/** A tag belongs to the team for which it was created; its `teamId` is null if it was created for none. */
const TagSchema = Type.Object({ globalTag: Type.Boolean(), id: text, name: text, teamId: textOrNull }, closed)

const GuidelineSchema = Type.Object({ id: text, name: text, content: text, teamId: textOrNull }, closed)
export interface Guideline extends Static<typeof GuidelineSchema> {}

/** The answers in a document, by line. */
const RowAnswersSchema = Type.Record(Type.String(), Type.Unknown())

const CursorSchema = Type.Object({ sentenceId: Type.Integer({ minimum: 0 }), tokenId: Type.Integer({ minimum: 0 }) })

/** A label on tokens of a document. `l`: the id of its item in a label set of the project. */
const TokenLabelSchema = Type.Object({ id: text, l: text, layer: Type.Integer(), start: CursorSchema, end: CursorSchema })

/** The labels of a document, by id. */
const TokenLabelsSchema = Type.Record(Type.String(), TokenLabelSchema)

export const tokens = { name: 'datasaur.tokens', schema: TokenSchema }
export const clients = { name: 'datasaur.clients', schema: ClientSchema }
export const projectChanges = { name: 'datasaur.projectChanges', schema: ChangesSchema }
export const labelSets = { name: 'datasaur.labelSets', schema: LabelSetSchema }
export const members = { name: 'datasaur.members', schema: MemberSchema }
export const guidelines = { name: 'datasaur.guidelines', schema: GuidelineSchema }
export const rowAnswers = { name: 'datasaur.rowAnswers', schema: RowAnswersSchema }
export const tokenLabels = { name: 'datasaur.tokenLabels', schema: TokenLabelsSchema }
export const users = { name: 'datasaur.users', schema: Type.Object({ id: text }, closed) }
export const tags = { name: 'datasaur.tags', schema: TagSchema }

/** What Datasaur keeps in a sandbox besides its jobs. */
export const collections = [tokens, clients, projectChanges, labelSets, members, guidelines, rowAnswers, tokenLabels, tags, users]
