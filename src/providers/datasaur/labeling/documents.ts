import createError from '@fastify/error'
import { createHash } from 'node:crypto'
import type { Sandbox, StoredFile } from '../../../sandboxes/index.ts'
import { sentencesOf, textOf } from '../exports/content/text.ts'
import type { Context } from '../graphql/request.ts'
import { fileNameOf, type Document } from '../projects/draft.ts'
import { allProjects, change, changeDocument, projectOf, type Project } from '../projects/projects.ts'
import type { UpdateTextDocumentInput } from '../schema/labeling.ts'
import { labelSetsIn, placeLabelSets } from './project-label-sets.ts'

export const DocumentUnknown = createError('DOCUMENT_UNKNOWN', 'Document not found', 404)
export const DocumentInvalid = createError('DOCUMENT_INVALID', '%s', 400)

/** A document and its project, from which its fields are made. */
export interface DocumentInProject extends Document { project: Project }

/** A document has the same id in every cabinet (inferred: the service has one for each). Throws DOCUMENT_UNKNOWN. */
export function documentOf (context: Context, id: string): DocumentInProject {
  const projectId = projectsOf(context).get(id)
  if (projectId === undefined) throw new DocumentUnknown()
  const project = projectOf(context, projectId)
  // a project never loses a document
  return { ...project.documents.find(document => document.id === id)!, project }
}

const indexes = new WeakMap<Context, ReadonlyMap<string, string>>()

/** The projects of all documents, by the ids of the documents. One request searches many documents at most once. */
function projectsOf (context: Context): ReadonlyMap<string, string> {
  let index = indexes.get(context)
  if (index === undefined) {
    index = new Map(allProjects(context).flatMap(({ id, documents }) => documents.map(document => [document.id, id])))
    indexes.set(context, index)
  }
  return index
}

/** The fields of a document; its id, name and file name stand in it. */
export const documentFields = {
  createdAt: ({ project: { createdDate } }: DocumentInProject) => createdDate,
  fileName: fileNameOf,
  isCompleted: ({ project: { status }, isCompleted = status === 'COMPLETE' }: DocumentInProject) => isCompleted,
  part: () => 0,
  projectId: ({ project: { id } }: DocumentInProject) => id,
  settings: ({ project }: DocumentInProject) => ({ labelSets: labelSetsIn(project), textLang: null }),
  signature: signatureOf,
  statistic: (document: DocumentInProject, _: unknown, { sandbox }: Context) => {
    const { sentences, tokens } = measure(sandbox, document)
    return { documentId: document.id, numberOfSentences: sentences, numberOfTokens: tokens }
  },
  type: ({ project }: DocumentInProject) => typeOf(project)
}

/** The type of a project that was launched without one (inferred). */
export function typeOf ({ type, kinds }: Project): string {
  return type ?? (kinds.includes('BBOX_BASED') ? 'BOUNDING_BOX' : kinds.includes('TOKEN_BASED') ? 'NER' : 'DOC')
}

/** It has the form of the documented one. The text of a document never changes, so neither does its signature. */
export function signatureOf ({ id, file, url }: Document): string {
  return createHash('sha256').update(`${id} ${file ?? url}`).digest('hex')
}

interface Size { sentences: number, tokens: number }

/** The sizes of files and of documents without a file, each of which is read once. */
const sizes = new WeakMap<StoredFile | Document, Size>()

/** The number of sentences and tokens of a document. */
export function measure (sandbox: Sandbox, document: Document): Size {
  const stored = document.file === undefined ? undefined : sandbox.files.get(document.file)
  const known = sizes.get(stored ?? document)
  if (known !== undefined) return known
  const sentences = sentencesOf(textOf(sandbox, document))
  const size = { sentences: sentences.length, tokens: sentences.reduce((sum, { tokens }) => sum + tokens.length, 0) }
  sizes.set(stored ?? document, size)
  return size
}

/** Changes a document, and the label sets of its project. Throws DOCUMENT_UNKNOWN, DOCUMENT_INVALID, LABEL_SET_UNKNOWN, COLLECTION_FULL. */
export function updateDocument (context: Context, { id, settings, ...given }: UpdateTextDocumentInput): DocumentInProject {
  const { project } = documentOf(context, id)
  for (const field of ['name', 'fileName'] as const) {
    if (given[field]?.trim() === '') throw new DocumentInvalid(`${field} must not be empty`)
  }
  const { name, fileName, isCompleted } = given
  const changed = { ...name != null && { name }, ...fileName != null && { fileName }, ...isCompleted != null && { isCompleted } }
  const labelSets = settings?.labelSets && placeLabelSets(context, project, settings.labelSets)
  change(context, project.id, { ...changeDocument(context, project.id, { id, ...changed }), ...labelSets && { labelSets } })
  const after = projectOf(context, project.id)
  // a project never loses a document
  return { ...after.documents.find(document => document.id === id)!, project: after }
}
