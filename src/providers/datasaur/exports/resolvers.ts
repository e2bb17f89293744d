import createError from '@fastify/error'
import type { StoredFile } from '../../../sandboxes/index.ts'
import { toIso } from '../../../time/index.ts'
import type { Args, Context } from '../graphql/request.ts'
import { newJobId } from '../jobs.ts'
import { toJob } from '../map.ts'
import { allProjects, markExported, projectOf } from '../projects/projects.ts'
import type {
  Delivery,
  ExportRequestResult,
  ExportTeamOverviewInput,
  ExportTextProjectDocumentInput,
  ExportTextProjectInput,
  GetExportDeliveryStatusResult
} from '../schema/exports.ts'
import { expiryOf, exportQueue, hasFile, mustBeComplete, redactSecrets } from './delivery.ts'
import { pathOf } from './downloads.ts'
import { formatOf } from './formats/index.ts'
import { packOverview } from './overview.ts'
import { pack, packDocument } from './package.ts'

const ProjectsMissing = createError('PROJECTS_MISSING', 'projectIds must name at least one project', 400)
const DocumentUnknown = createError('DOCUMENT_UNKNOWN', 'Document not found', 404)

/** An export is created at the time of the request, from the state at that time, and can be downloaded when its job is DELIVERED. */
export const exportResolvers = {
  Query: {
    exportTextProject: (_: unknown, { input }: Args<ExportTextProjectInput>, context: Context) => exportProjects(context, input),
    exportTextProjectDocument: (_: unknown, { input }: Args<ExportTextProjectDocumentInput>, context: Context) =>
      exportDocument(context, input),
    exportTeamOverview: (_: unknown, { input }: Args<ExportTeamOverviewInput>, context: Context) => exportOverview(context, input),
    getExportDeliveryStatus: (_: unknown, { exportId }: { exportId: string }, context: Context) => deliveryOf(context, exportId)
  }
}

async function exportProjects (context: Context, input: ExportTextProjectInput): Promise<ExportRequestResult> {
  const { fileName, filteredCabinetRole, role } = input
  const format = formatOf(input.format)
  mustBeComplete(input, ['url', 'externalFileStorageParameter', 'externalObjectStorageParameter'])
  const ids = [...new Set(input.projectIds)]
  if (ids.length === 0) throw new ProjectsMissing()
  const projects = ids.map(id => projectOf(context, id))
  // a reviewer sees the work of all: the vendor's script exports as a reviewer, for a zip with the work of each labeler
  const packedRole = filteredCabinetRole ?? (role === 'LABELER' ? role : undefined)
  return await deliver(context, 'exportTextProject', input, () => pack(context, projects, { fileName, format, role: packedRole }), undo => {
    for (const id of ids) undo.push(markExported(context, id))
  })
}

async function exportDocument (context: Context, input: ExportTextProjectDocumentInput): Promise<ExportRequestResult> {
  const { documentId, fileName } = input
  const format = formatOf(input.format)
  mustBeComplete(input, ['url', 'externalFileStorageParameter'])
  for (const project of allProjects(context)) {
    const document = project.documents.find(({ id }) => id === documentId)
    if (document === undefined) continue
    return await deliver(context, 'exportTextProjectDocument', input, () => packDocument(context, project, document, { fileName, format }))
  }
  throw new DocumentUnknown()
}

async function exportOverview (context: Context, input: ExportTeamOverviewInput): Promise<ExportRequestResult> {
  mustBeComplete(input, ['url'])
  const projects = allProjects(context).filter(({ teamId }) => teamId === input.teamId)
  return await deliver(context, 'exportTeamOverview', input, () => packOverview(input.teamId, projects))
}

/**
 * Stores the file that `create` returns, then starts the job of the export, so that no job is without its file. `mark` runs before
 * the job starts, and adds functions that undo its changes to `undo`. Throws FILES_FULL, JOB_LIMIT, and the errors of `create` and
 * `mark`; then nothing has changed.
 */
async function deliver (
  context: Context,
  operation: string,
  input: Delivery,
  create: () => Promise<StoredFile>,
  mark: (undo: Array<() => void>) => void = () => {}
): Promise<ExportRequestResult> {
  const { sandbox, jobs, body, linkTo } = context
  const id = newJobId(sandbox.ids, exportQueue)
  const file = hasFile(input) ? await create() : undefined
  if (file !== undefined) sandbox.files.put(id, file, { spare: true })
  const undo = [() => { sandbox.files.delete(id) }]
  try {
    mark(undo)
    const job = jobs.start({ id, kind: exportQueue, input: redactSecrets(input) }, { operation, body, arguments: { input } })
    const expiry = expiryOf(job)
    const fileUrl = file === undefined ? null : linkTo(pathOf(id, file))
    return {
      exportId: id,
      fileUrl,
      fileUrlExpiredAt: expiry === undefined ? null : toIso(expiry),
      key: null,
      queued: true,
      // the published schema sends clients that use this method here
      redirect: input.method === 'DOWNLOAD' ? fileUrl : null
    }
  } catch (error) {
    for (const takeBack of undo) takeBack()
    throw error
  }
}

/** A job that is not an export has the status NONE, and so has an unknown id (inferred). */
function deliveryOf ({ jobs, dialect }: Context, exportId: string): GetExportDeliveryStatusResult {
  const job = jobs.seek(exportId)
  if (job?.kind !== exportQueue) return { deliveryStatus: 'NONE', errors: [] }
  const { status, errors } = toJob(job, dialect)
  return { deliveryStatus: status, errors }
}
