import type { Sandbox } from '../../../sandboxes/index.ts'
import type { AssignmentResponse, CabinetResponse, ProjectResponse } from '../schema/projects.ts'
import { findMember } from '../team/members.ts'
import { tagsWith } from '../team/tags.ts'
import type { Assignee, Document } from './draft.ts'
import type { Project } from './projects.ts'

export function toResponse (sandbox: Sandbox, project: Project): ProjectResponse {
  const { id, assignees, tagIds, kinds, documents } = project
  const assignments = assignees.map(assignee => toAssignment(sandbox, assignee, documents))
  const labelers = assignments.filter(({ role }) => role !== 'REVIEWER')
  return {
    ...project,
    assignees: assignments,
    tags: tagsWith(sandbox, tagIds),
    // the form of a cabinet's id is not documented
    labelerCabinets: labelers.map(({ teamMember: { id: memberId, user } }): CabinetResponse =>
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
