import createError from '@fastify/error'
import type { Sandbox, StoredFile } from '../../../sandboxes/index.ts'
import type { Provider } from '../../provider.ts'
import type { Context } from '../context.ts'
import { review } from './cabinets.ts'
import { exportQueue, expiryOf, hasFile, mustBeComplete, withoutSecrets } from './delivery.ts'
import { pathOf } from './downloads.ts'
import { formatOf } from './formats.ts'
import { packOverview } from './overview.ts'
import { pack, packDocument } from './package.ts'
import { start } from '../jobs.ts'
import { toJob } from '../map.ts'
import { allProjects, markExported, projectOf, type Project } from '../projects/projects.ts'
import type { Delivery, ExportRequestResult, ExportTeamOverviewInput, ExportTextProjectDocumentInput, ExportTextProjectInput, GetExportDeliveryStatusResult } from '../schema/exports.ts'

const ProjectsMissing = createError('PROJECTS_MISSING', 'projectIds must name at least one project', 400)
const DocumentUnknown = createError('DOCUMENT_UNKNOWN', 'Document not found', 404)

interface Asked<Input> { input: Input }

/** Exports: what is asked for is made at once, as it stands then, and can be fetched when its job is DELIVERED. */
export function exportResolvers (datasaur: Provider) {
  return {
    Query: {
      exportTextProject: async (_: unknown, { input }: Asked<ExportTextProjectInput>, context: Context) =>
        await exportProjects(context, datasaur, input),
      exportTextProjectDocument: async (_: unknown, { input }: Asked<ExportTextProjectDocumentInput>, context: Context) =>
        await exportDocument(context, datasaur, input),
      exportTeamOverview: async (_: unknown, { input }: Asked<ExportTeamOverviewInput>, context: Context) =>
        await exportOverview(context, datasaur, input),
      getExportDeliveryStatus: async (_: unknown, { exportId }: { exportId: string }, { sandbox }: Context) =>
        await deliveryOf(sandbox, exportId)
    },
    Mutation: {}
  }
}

async function exportProjects (context: Context, datasaur: Provider, input: ExportTextProjectInput): Promise<ExportRequestResult> {
  const { sandbox } = context
  const { fileName, filteredCabinetRole, role: asked } = input
  const format = formatOf(input.format)
  mustBeComplete(input, ['url', 'externalFileStorageParameter', 'externalObjectStorageParameter'])
  const ids = [...new Set(input.projectIds)]
  if (ids.length === 0) throw new ProjectsMissing()
  const projects: Project[] = []
  for (const id of ids) projects.push(await projectOf(sandbox, id))
  // a reviewer sees everybody's work: the vendor's script asks as one, for a zip with that of each labeler
  const role = filteredCabinetRole ?? (asked === 'LABELER' ? asked : undefined)
  return await deliver(context, datasaur, 'exportTextProject', input, () => pack(sandbox, projects, { fileName, format, role }), async undo => {
    for (const id of ids) undo.push(await markExported(sandbox, id))
  })
}

async function exportDocument (context: Context, datasaur: Provider, input: ExportTextProjectDocumentInput): Promise<ExportRequestResult> {
  const { sandbox } = context
  const format = formatOf(input.format)
  mustBeComplete(input, ['url', 'externalFileStorageParameter'])
  for (const project of await allProjects(sandbox)) {
    const document = project.documents.find(({ id }) => id === input.documentId)
    if (document === undefined) continue
    return await deliver(context, datasaur, 'exportTextProjectDocument', input, () => packDocument(sandbox, project, document, review, { fileName: input.fileName, format }))
  }
  throw new DocumentUnknown()
}

async function exportOverview (context: Context, datasaur: Provider, input: ExportTeamOverviewInput): Promise<ExportRequestResult> {
  mustBeComplete(input, ['url'])
  const projects = (await allProjects(context.sandbox)).filter(({ teamId }) => teamId === input.teamId)
  return await deliver(context, datasaur, 'exportTeamOverview', input, () => packOverview(input.teamId, projects))
}

/** The file is there before its job is, so that no job is left without one. Throws FILES_FULL, JOB_LIMIT, and whatever `make` and `mark` throw. */
async function deliver (context: Context, datasaur: Provider, operation: string, input: Delivery, make: () => StoredFile, mark: (undo: Array<() => void>) => Promise<void> = async () => {}): Promise<ExportRequestResult> {
  const { sandbox, linkTo } = context
  const id = datasaur.newId(sandbox.ids, exportQueue, sandbox.clock.now())
  const file = hasFile(input) ? make() : undefined
  if (file !== undefined) sandbox.files.put(id, file, { spare: true })
  const undo = [() => { sandbox.files.delete(id) }]
  try {
    await mark(undo)
    const view = await start(context, datasaur, operation, { id, kind: exportQueue, input: withoutSecrets(input) })
    const expiry = expiryOf(view)
    const fileUrl = file === undefined ? null : linkTo(pathOf(id, file))
    return {
      exportId: id,
      fileUrl,
      fileUrlExpiredAt: expiry === undefined ? null : new Date(expiry).toISOString(),
      key: null,
      queued: true,
      // where the published schema sends clients that use this method
      redirect: input.method === 'DOWNLOAD' ? fileUrl : null
    }
  } catch (error) {
    for (const takeBack of undo) takeBack()
    throw error
  }
}

/** What is no export has status NONE (inferred). */
async function deliveryOf (sandbox: Sandbox, exportId: string): Promise<GetExportDeliveryStatusResult> {
  const [view] = await sandbox.jobs.many('datasaur', [exportId])
  if (view?.kind !== exportQueue) return { deliveryStatus: 'NONE', errors: [] }
  const { status, errors } = toJob(view, 'documented')
  return { deliveryStatus: status, errors }
}
