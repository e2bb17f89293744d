import type { Sandbox } from '../../../sandboxes/index.ts'
import type { Context } from '../graphql/request.ts'
import type { AssignmentResponse, CabinetResponse, ProjectResponse } from '../schema/projects.ts'
import { findMember } from '../team/members.ts'
import { tagsWith } from '../team/tags.ts'
import type { Assignee, Document } from './draft.ts'
import { begunLabelers } from './labelers.ts'
import type { Project } from './projects.ts'

export function toResponse (context: Context, project: Project): ProjectResponse {
  const { sandbox } = context
  const { id, assignees, tagIds, kinds, documents } = project
  return {
    ...project,
    assignees: assignees.map(assignee => toAssignment(sandbox, assignee, documents)),
    tags: tagsWith(sandbox, tagIds),
    // the form of a cabinet's id is not documented
    labelerCabinets: begunLabelers(context, project).map(({ id: memberId, user }): CabinetResponse =>
      ({ id: `${id}-${memberId}`, owner: user, role: 'LABELER' })),
    reviewCabinet: { id: `${id}-review`, owner: null, role: 'REVIEWER' },
    workspaceSettings: { kinds }
  }
}

/** An assignment that names no documents is for all of them. */
function toAssignment (sandbox: Sandbox, assignee: Assignee, documents: readonly Document[]): AssignmentResponse {
  const { documents: names } = assignee
  const own = names === undefined ? documents : documents.filter(({ name }) => names.includes(name))
  return {
    role: assignee.role,
    teamMember: findMember(sandbox, assignee),
    documents: own.map(({ id, name }) => ({ id, name, fileName: name }))
  }
}
