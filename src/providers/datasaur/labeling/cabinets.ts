import createError from '@fastify/error'
import type { Context } from '../graphql/request.ts'
import { begunLabelers } from '../projects/labelers.ts'
import { projectOf, seekProject, type Project } from '../projects/projects.ts'
import type { CabinetResponse } from '../schema/projects.ts'
import type { Role } from '../schema/work.ts'
import { labelSetsIn } from './project-label-sets.ts'
import { measure } from './documents.ts'

export const CabinetUnknown = createError('CABINET_UNKNOWN', 'Cabinet not found', 404)

/** The reviewed work. The documented ids of cabinets are numbers; these have the id of the project. */
export function reviewCabinet (project: Project): CabinetResponse {
  return { id: `${project.id}-review`, owner: null, role: 'REVIEWER', project }
}

/** The work of each labeler who has begun. */
export function labelerCabinets (context: Context, project: Project): CabinetResponse[] {
  return begunLabelers(context, project).map(({ id, user }) =>
    ({ id: `${project.id}-${id.replaceAll('-', '_')}`, owner: user, role: 'LABELER', project }))
}

/** A token belongs to no member: a labeler's cabinet is the first one (inferred). Throws PROJECT_UNKNOWN, CABINET_UNKNOWN. */
export function cabinetOf (context: Context, { projectId, role }: { projectId: string, role: Role }): CabinetResponse {
  const project = projectOf(context, projectId)
  const [cabinet] = role === 'REVIEWER' ? [reviewCabinet(project)] : labelerCabinets(context, project)
  if (cabinet === undefined) throw new CabinetUnknown()
  return cabinet
}

/** All cabinets of a project. Throws PROJECT_UNKNOWN. */
export function cabinetsIn (context: Context, projectId: string): CabinetResponse[] {
  return cabinetsOf(context, projectOf(context, projectId))
}

function cabinetsOf (context: Context, project: Project): CabinetResponse[] {
  return [reviewCabinet(project), ...labelerCabinets(context, project)]
}

/** Throws CABINET_UNKNOWN. */
function findCabinet (context: Context, id: string): CabinetResponse {
  // the id of a cabinet has the id of its project before the last hyphen
  const project = seekProject(context, id.slice(0, Math.max(id.lastIndexOf('-'), 0)))
  const cabinet = project && cabinetsOf(context, project).find(cabinet => cabinet.id === id)
  if (cabinet === undefined) throw new CabinetUnknown()
  return cabinet
}

/** The fields of a cabinet besides those of the response. */
export const cabinetFields = {
  documents: ({ project }: CabinetResponse) => project.documents.map(document => ({ ...document, project })),
  lastOpenedDocumentId: ({ project: { documents } }: CabinetResponse) => documents[0]?.id ?? null,
  statistic: ({ id, project: { documents } }: CabinetResponse, _: unknown, { sandbox }: Context) => {
    const sizes = documents.map(document => measure(sandbox, document))
    const sum = (field: 'sentences' | 'tokens') => sizes.reduce((sum, size) => sum + size[field], 0)
    return { id, numberOfLines: sum('sentences'), numberOfTokens: sum('tokens') }
  },
  status: ({ project: { status } }: CabinetResponse) => status === 'COMPLETE' ? 'COMPLETE' : 'IN_PROGRESS'
}

/** The label sets of the project of a cabinet: all its cabinets share them. Throws CABINET_UNKNOWN. */
export function labelSetsOfCabinet (context: Context, cabinetId: string) {
  return labelSetsIn(findCabinet(context, cabinetId).project)
}
