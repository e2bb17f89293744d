import { Type, type Static } from '@sinclair/typebox'
import type { Ids } from '../../../random/index.ts'
import { lenient, oneOf } from '../../../validation/index.ts'

const nullableText = (options: object = {}) => Type.Union([Type.String(), Type.Null()], options)

/** `file` is the key of the stored bytes, `url` is never fetched; a document can be without both. */
const DocumentSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  file: Type.Optional(Type.String()),
  url: Type.Optional(Type.String()),
  /** The names of the columns, if the client has given them. */
  header: Type.Optional(Type.Array(Type.String())),
  firstRowAsHeader: Type.Optional(Type.Boolean()),
  fileName: Type.Optional(Type.String({ description: 'The name if missing' })),
  isCompleted: Type.Optional(Type.Boolean())
})
export interface Document extends Static<typeof DocumentSchema> {}

/** The file name of a document, which identifies it in assignments and exports. */
export function fileNameOf ({ name, fileName = name }: Document): string {
  return fileName
}

const LabelSchema = Type.Object({ id: Type.String(), label: Type.String(), color: nullableText(), parentId: Type.Optional(nullableText()) })
export interface Label extends Static<typeof LabelSchema> {}

const LabelSetSchema = Type.Object({
  id: Type.Optional(Type.String({ description: 'Derived from the project if missing' })),
  name: Type.String(),
  signature: nullableText(),
  labels: Type.Array(LabelSchema)
})
export interface LabelSetOfProject extends Static<typeof LabelSetSchema> {}

/** A question on each row or on the document. `config` depends on the type. */
const QuestionSchema = Type.Object({
  id: Type.Number(),
  name: Type.String(),
  type: Type.String(),
  label: Type.Optional(Type.String()),
  required: Type.Optional(Type.Boolean()),
  /** The column that shows the answers; a column of their own if missing. */
  column: Type.Optional(Type.String()),
  config: Type.Optional(Type.Unknown())
})
export interface Question extends Static<typeof QuestionSchema> {}

/** The maximum number of questions of each sort. */
export const maxQuestions = 100

const AssigneeSchema = Type.Object({
  email: Type.Optional(Type.String()),
  teamMemberId: Type.Optional(Type.String()),
  role: oneOf(['LABELER', 'REVIEWER', 'LABELER_AND_REVIEWER']),
  /** The names of the documents; all documents if missing. */
  documents: Type.Optional(Type.Array(Type.String())),
  /** Whether the member has begun to label; decided by the state of the project if missing. Only the control API sets it. */
  begun: Type.Optional(Type.Boolean())
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
  rowQuestions: Type.Array(QuestionSchema, { default: [], maxItems: maxQuestions }),
  documentQuestions: Type.Array(QuestionSchema, { default: [], maxItems: maxQuestions }),
  assignees: Type.Array(AssigneeSchema, { default: [] }),
  settings: Type.Unsafe<Record<string, unknown>>(Type.Object({}, { default: {} }))
})

/** A project as its launch describes it. With the id of the project it is the input of a launch job. */
export interface Draft extends Static<typeof DraftSchema> {}

/** Reads the input of a launch job, which the control API can set to any value: what does not fit is replaced by the default. */
export const toDraft = lenient(DraftSchema)

/** The queue of launches (inferred: only the queues of exports and auto-labelling are documented). */
export const launchQueue = 'ProjectLaunchQueue'

/** The queue of auto-labelling (documented). */
export const autoLabelQueue = 'AutoLabelQueue'

/** The queue of additions (inferred). The input of such a job has a project and its new documents, as a launch has them. */
export const additionQueue = 'AddDocumentsToProjectQueue'

/** Each launch job has the id of the project that it creates. */
export const LaunchInputSchema = Type.Object({ projectId: Type.Union([Type.String(), Type.Number()]) })

/** Completes the input of a launch job with a project id of eleven characters (seed), if the id is missing or of another type. */
export function toLaunchInput (input: unknown, ids: Ids): { projectId: string | number } {
  const { projectId, ...given } = (typeof input === 'object' && input !== null ? input : {}) as { projectId?: unknown }
  const random = Buffer.from(ids.uuid4().replaceAll('-', ''), 'hex').toString('base64url').slice(-11).replaceAll(/[-_]/g, 'x')
  return { projectId: typeof projectId === 'string' || typeof projectId === 'number' ? projectId : random, ...given }
}

/** The id of the project that a job creates; undefined if it is not a launch job. */
export function projectIdOf (input: unknown, kind: string): string | undefined {
  return kind === launchQueue ? String((input as { projectId: string | number }).projectId) : undefined
}

/** The id of the project that a job creates, labels or extends, by which the jobs of a project are found. */
export function groupOf (input: unknown, kind: string): string | undefined {
  const { projectId } = (kind === autoLabelQueue || kind === additionQueue ? input ?? {} : {}) as { projectId?: unknown }
  return typeof projectId === 'string' ? projectId : projectIdOf(input, kind)
}
