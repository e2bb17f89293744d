import { Type, type Static } from '@sinclair/typebox'
import { lenient, oneOf } from '../../../validation.ts'

const nullableText = (options: object = {}) => Type.Union([Type.String(), Type.Null()], options)

/** Its bytes are kept under `file`, or lie at a URL that is never fetched, or are nowhere. */
const DocumentSchema = Type.Object({ id: Type.String(), name: Type.String(), file: Type.Optional(Type.String()), url: Type.Optional(Type.String()) })
export interface Document extends Static<typeof DocumentSchema> {}

const LabelSchema = Type.Object({ id: Type.String(), label: Type.String(), color: nullableText() })
export interface Label extends Static<typeof LabelSchema> {}

const LabelSetSchema = Type.Object({ name: Type.String(), signature: nullableText(), labels: Type.Array(LabelSchema) })
export interface LabelSetOfProject extends Static<typeof LabelSetSchema> {}

const AssigneeSchema = Type.Object({
  email: Type.Optional(Type.String()),
  teamMemberId: Type.Optional(Type.String()),
  role: oneOf(['LABELER', 'REVIEWER', 'LABELER_AND_REVIEWER']),
  /** The names of the documents; all if left out. */
  documents: Type.Optional(Type.Array(Type.String()))
})
export interface Assignee extends Static<typeof AssigneeSchema> {}

export const DraftSchema = Type.Object({
  name: Type.String({ default: 'Untitled' }),
  teamId: nullableText({ default: null }),
  kinds: Type.Array(oneOf<string>(['BBOX_BASED', 'DOCUMENT_BASED', 'ROW_BASED', 'TOKEN_BASED']), { default: ['TOKEN_BASED'] }),
  type: nullableText({ default: null }),
  purpose: oneOf<string>(['LABELER_TEST', 'LABELING', 'VALIDATION'], { default: 'LABELING' }),
  status: oneOf<string>(['COMPLETE', 'CREATED', 'IN_PROGRESS', 'IN_REVIEW', 'REVIEW_READY'], { default: 'CREATED' }),
  isArchived: Type.Boolean({ default: false }),
  completedDate: nullableText({ default: null }),
  tagIds: Type.Array(Type.String(), { default: [] }),
  documents: Type.Array(DocumentSchema, { default: [] }),
  labelSets: Type.Array(LabelSetSchema, { default: [] }),
  assignees: Type.Array(AssigneeSchema, { default: [] })
})

/** What a launch says of its project. The input of a launch job is one, with the project's id. */
export interface Draft extends Static<typeof DraftSchema> {}

/** The control API may tell a launch job as little as it likes, and anything: what is no part of a project counts as not said. */
export const toDraft = lenient(DraftSchema)
