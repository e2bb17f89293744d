import createError from '@fastify/error'
import type { Script } from '../../../jobs/index.ts'
import type { ProviderJob, Sandbox, StoredFile } from '../../../sandboxes/index.ts'
import { shorten } from '../../../validation/text.ts'
import type { UploadedFile } from '../graphql/multipart.ts'
import type { Context } from '../graphql/request.ts'
import type { CreateTextDocumentInput, DocumentDetail, TableOptions } from '../schema/documents.ts'
import type { Assignment, LaunchProjectInput, LaunchTextProjectInput } from '../schema/launch.ts'
import type { AddDocumentsToProjectInput } from '../schema/projects.ts'
import { labelSetOf } from '../team/label-sets.ts'
import { mustName } from '../team/members.ts'
import { tagsNamed } from '../team/tags.ts'
import { additionQueue, launchQueue, maxQuestions, projectIdOf, type Assignee, type Document, type Draft } from './draft.ts'
import { fromLabelSet, fromOpaqueLabelSet, fromTextLabelSet, textQuestionsOf, toQuestion } from './launch-parts.ts'
import { projectOf, type Project } from './projects.ts'

export const LaunchInvalid = createError('LAUNCH_INVALID', '%s', 400)
export const DocumentsMissing = createError('DOCUMENTS_MISSING', 'documents must have at least one document', 400)

/** What a launch adds to the sandbox if it starts: files by their keys, and tags by their names. */
interface Additions { files: Map<string, StoredFile>, tagNames: readonly string[] }

const noAdditions: Additions = { files: new Map(), tagNames: [] }

/** The field that starts a launch, and the lifecycle of the job if it has one of its own. */
interface Cause { operation: string, arguments: unknown, lifecycle?: Script }

/** Starts the launch of `createProject`. Throws LAUNCH_INVALID, JOB_LIMIT. */
export function launchProject (context: Context, input: LaunchProjectInput): ProviderJob {
  const { sandbox } = context
  const isElsewhere = input.externalObjectStorageId != null
  const documents = input.documents.map((document, index) => fromUpload(sandbox, document, index, isElsewhere))
  const labelSets = [...input.tokenLabelSets ?? [], ...input.bboxLabelSets ?? []].map(fromOpaqueLabelSet)
  const columns = toColumns(input.creationSettings ?? {})
  return launch(context, { operation: 'createProject', arguments: { input } }, {
    ...common(input),
    kinds: input.kinds,
    documents: documents.map(document => ({ ...document, ...columns })),
    labelSets,
    rowQuestions: (input.rowQuestions ?? []).map(toQuestion),
    documentQuestions: (input.documentQuestions ?? []).map(toQuestion)
  })
}

/** Launches a project at once. Throws as `launchTextProject` does. */
export function launchAtOnce (context: Context, input: LaunchTextProjectInput): Project {
  const lifecycle = { steps: [{ state: 'running' as const }, { state: 'succeeded' as const }] }
  const { input: launched, kind } = launchTextProject(context, input, { operation: 'launchTextProject', arguments: { input }, lifecycle })
  // a launch job has the id of its project
  return projectOf(context, projectIdOf(launched, kind)!)
}

/** Starts the launch of `launchTextProjectAsync`. Throws LAUNCH_INVALID, LABEL_SET_UNKNOWN, JOB_LIMIT, FILES_FULL. */
export function launchTextProject (
  context: Context, input: LaunchTextProjectInput, cause: Cause = { operation: 'launchTextProjectAsync', arguments: { input } }
): ProviderJob {
  const { sandbox } = context
  const { documentSettings, type, labelSetId, labelSetIDs, labelSets, bboxLabelSets, assignees, tagNames } = input
  // the vendor's program sends an empty list besides the kind of the documents
  const kinds = input.kinds?.length ? input.kinds : [documentSettings.kind ?? 'TOKEN_BASED']
  const documents = input.documents ?? []
  const files: Additions['files'] = new Map()
  const draft = {
    ...common(input),
    kinds,
    type: type ?? null,
    documents: documents.map(document => ({
      ...fromText(sandbox, document, files),
      ...toColumns({ firstRowAsHeader: documentSettings.firstRowAsHeader ?? null, ...document.docFileOptions })
    })),
    ...textQuestionsOf(documents, kinds),
    labelSets: [
      ...[labelSetId, ...labelSetIDs ?? []].filter(id => id != null).map(id => fromLabelSet(labelSetOf(sandbox, id))),
      ...(labelSets ?? []).map(fromTextLabelSet),
      ...(bboxLabelSets ?? []).map(fromOpaqueLabelSet)
    ]
  }
  draft.assignees.unshift(...(assignees ?? []).map(assignment => toAssignee(assignment, assignment.documentNames ?? undefined)))
  return launch(context, cause, draft, { files, tagNames: tagNames ?? [] })
}

/**
 * Starts the job that adds documents to a project. The documents belong to the project from the time at which the job is DELIVERED.
 * Throws PROJECT_UNKNOWN, DOCUMENTS_MISSING, LAUNCH_INVALID, JOB_LIMIT.
 */
export function addDocuments (context: Context, input: AddDocumentsToProjectInput): { project: Project, job: ProviderJob } {
  const { sandbox, jobs, body } = context
  const project = projectOf(context, input.projectId)
  if (input.documents.length === 0) throw new DocumentsMissing()
  const documents = input.documents.map((document, index) => fromUpload(sandbox, document, index, false))
  const job = jobs.start(
    { kind: additionQueue, input: { projectId: project.id, documents } },
    { operation: 'addDocumentsToProject', body, arguments: { input } })
  return { project, job }
}

/** Adds the tags and files of a launch, and starts its job. If any of it fails, nothing is added. */
function launch (
  { sandbox, jobs, body }: Context, { lifecycle, ...cause }: Cause, draft: LaunchDraft, additions: Additions = noAdditions
): ProviderJob {
  const { files, tagNames } = additions
  for (const { length } of [draft.rowQuestions, draft.documentQuestions]) {
    if (length > maxQuestions) throw new LaunchInvalid(`A project has at most ${maxQuestions} questions`)
  }
  const undo: Array<() => void> = []
  try {
    const named = tagsNamed(sandbox, draft.teamId, tagNames)
    undo.push(named.undo)
    for (const [key, file] of files) {
      undo.push(() => { sandbox.files.delete(key) })
      sandbox.files.put(key, file)
    }
    const launched = { ...draft, tagIds: named.tags.map(({ id }) => id) }
    return jobs.start({ kind: launchQueue, input: launched, ...lifecycle && { lifecycle } }, { ...cause, body })
  } catch (error) {
    for (const takeBack of undo) takeBack()
    throw error
  }
}

/** A launch before its tags are found. */
type LaunchDraft = Partial<Draft> & Pick<Draft, 'teamId' | 'assignees' | 'rowQuestions' | 'documentQuestions'>

/** The fields that both launches have. */
function common ({ name, teamId, purpose, documentAssignments, projectSettings }: LaunchProjectInput | LaunchTextProjectInput) {
  if (name.trim() === '') throw new LaunchInvalid('name must not be empty')
  const assignees = (documentAssignments ?? []).map(assignment =>
    toAssignee(assignment, assignment.documents?.map(({ fileName }) => fileName)))
  return {
    name,
    teamId: teamId ?? null,
    purpose: purpose ?? 'LABELING',
    assignees,
    settings: isRecord(projectSettings) ? projectSettings : {}
  }
}

/** Throws ASSIGNMENT_INVALID. */
function toAssignee ({ email, teamMemberId, role }: Assignment, documents?: readonly string[]): Assignee {
  mustName({ email, teamMemberId })
  return {
    ...email != null && { email },
    ...teamMemberId != null && { teamMemberId },
    ...documents?.length && { documents: [...documents] },
    role: role ?? 'LABELER_AND_REVIEWER'
  }
}

/** How the columns of a document are named. */
function toColumns ({ customHeaderColumns, firstRowAsHeader }: TableOptions): Pick<Document, 'header' | 'firstRowAsHeader'> {
  return {
    ...customHeaderColumns?.length && { header: customHeaderColumns.map(({ name }) => name) },
    ...firstRowAsHeader && { firstRowAsHeader }
  }
}

/**
 * A document that was uploaded before, or one at a URL («name and one of externalUrl and objectKey», fact sheet). If `isElsewhere`,
 * its key belongs to a store of the customer and is treated like a URL.
 */
function fromUpload (sandbox: Sandbox, { document }: { document: DocumentDetail }, index: number, isElsewhere: boolean): Document {
  const { name, objectKey, externalUrl } = document
  const place = `documents[${index}].document`
  if ((objectKey == null) === (externalUrl == null)) throw new LaunchInvalid(`${place} must have either an objectKey or an externalUrl`)
  // exactly one of the two is given
  const key = (externalUrl ?? objectKey)!
  if (externalUrl != null || isElsewhere) return { id: sandbox.ids.uuid4(), name, url: key }
  if (sandbox.files.get(key) === undefined) throw new LaunchInvalid(`${place}.objectKey: nothing has been uploaded as ${shorten(key)}`)
  return { id: sandbox.ids.uuid4(), name, file: key }
}

/** A document whose file is in the request, or at a URL, or missing. A file is added to `files`. */
function fromText (sandbox: Sandbox, input: CreateTextDocumentInput, files: Additions['files']): Document {
  const { name, fileName, fileUrl, externalImportableUrl, externalObjectStorageFileKey } = input
  const document = { id: sandbox.ids.uuid4(), name: name ?? fileName, ...name != null && name !== fileName && { fileName } }
  const url = externalImportableUrl ?? fileUrl ?? externalObjectStorageFileKey
  // the scalar `Upload` accepts nothing else
  const upload = input.file as UploadedFile | null | undefined
  if (upload == null) return { ...document, ...url != null && { url } }
  const key = `documents/${document.id}`
  files.set(key, { name: fileName, type: upload.mimeType, bytes: upload.bytes })
  return { ...document, file: key }
}

function isRecord (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
