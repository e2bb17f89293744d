import type { Sandbox } from '../../../sandboxes/index.ts'
import type { Context } from '../graphql/request.ts'
import { labelerCabinets, reviewCabinet } from '../labeling/cabinets.ts'
import type { AssignmentResponse, ProjectResponse } from '../schema/projects.ts'
import { findMember } from '../team/members.ts'
import { tagsWith } from '../team/tags.ts'
import { fileNameOf, type Assignee } from './draft.ts'
import type { Project } from './projects.ts'

export function toResponse (context: Context, project: Project): ProjectResponse {
  const { sandbox } = context
  const { assignees, tagIds, kinds } = project
  return {
    ...project,
    assignees: assignees.map(assignee => toAssignment(sandbox, assignee, project)),
    tags: tagsWith(sandbox, tagIds),
    labelerCabinets: labelerCabinets(context, project),
    reviewCabinet: reviewCabinet(project),
    workspaceSettings: { kinds }
  }
}

/** An assignment that names no documents is for all of them. It can name them by their files, as assignments of documents do. */
function toAssignment (sandbox: Sandbox, assignee: Assignee, project: Project): AssignmentResponse {
  const { documents: names } = assignee
  const own = names === undefined
    ? project.documents
    : project.documents.filter(document => names.includes(fileNameOf(document)) || names.includes(document.name))
  return {
    role: assignee.role,
    teamMember: findMember(sandbox, assignee),
    documentIds: own.map(({ id }) => id),
    documents: own.map(document => ({ ...document, project }))
  }
}
