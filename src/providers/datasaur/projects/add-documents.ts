import createError from '@fastify/error'
import type { ProviderJob } from '../../../sandboxes/index.ts'
import type { Context } from '../graphql/request.ts'
import type { AddDocumentsToProjectInput } from '../schema/projects.ts'
import { additionQueue } from './draft.ts'
import { fromUpload } from './launch.ts'
import { projectOf, type Project } from './projects.ts'

export const DocumentsMissing = createError('DOCUMENTS_MISSING', 'documents must have at least one document', 400)

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
