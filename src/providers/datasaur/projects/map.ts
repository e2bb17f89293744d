import type { Sandbox } from '../../../sandboxes/index.ts'
import { findMember } from '../team/members.ts'
import type { Assignee, Document } from './draft.ts'
import type { Project } from './projects.ts'
import type { AssignmentAnswer, CabinetAnswer, ProjectAnswer } from '../schema/projects.ts'
import { tagsWith } from '../team/tags.ts'

export function toAnswer (sandbox: Sandbox, project: Project): ProjectAnswer {
  const { id, assignees, tagIds, kinds, documents } = project
  const assignments = assignees.map(assignee => toAssignment(sandbox, assignee, documents))
  const labelers = assignments.filter(({ role }) => role !== 'REVIEWER')
  return {
    ...project,
    assignees: assignments,
    tags: tagsWith(sandbox, tagIds),
    // ids of cabinets are ours: the documents name none
    labelerCabinets: labelers.map(({ teamMember }): CabinetAnswer => ({ id: `${id}-${teamMember.id}`, owner: teamMember.user, role: 'LABELER' })),
    reviewCabinet: { id: `${id}-review`, owner: null, role: 'REVIEWER' },
    workspaceSettings: { kinds }
  }
}

/** Who is assigned to no document in particular has all of them. */
function toAssignment (sandbox: Sandbox, assignee: Assignee, documents: readonly Document[]): AssignmentAnswer {
  const own = assignee.documents === undefined ? documents : documents.filter(({ name }) => assignee.documents!.includes(name))
  return {
    role: assignee.role,
    teamMember: findMember(sandbox, assignee),
    documents: own.map(({ id, name }) => ({ id, name, fileName: name }))
  }
}
