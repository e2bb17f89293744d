import type { Sandbox } from '../../../sandboxes/index.ts'
import { fileNameOf } from '../projects/draft.ts'
import { addressOf } from '../projects/labelers.ts'
import type { Project } from '../projects/projects.ts'
import { findMember } from '../team/members.ts'
import { tagsWith } from '../team/tags.ts'

/** The content of project-data.json, as in recorded exports: a project without assignments has no list of them. */
export function toProjectData (sandbox: Sandbox, { id, name, tagIds, assignees, documents }: Project): object {
  const assignments = assignees.map((assignee, index) => {
    const member = findMember(sandbox, assignee)
    const email = addressOf(member)
    const names = assignee.documents ?? documents.map(fileNameOf)
    return {
      id: index + 1,
      displayName: member.user?.displayName ?? email,
      email,
      role: assignee.role,
      documentInfos: names.map(name => ({ name, part: 0 }))
    }
  })
  const tags = tagsWith(sandbox, tagIds).map(({ name }) => name)
  return { project: { id, title: name, tags, ...assignments.length > 0 && { assignments } } }
}
