import type { Sandbox } from '../../../sandboxes/index.ts'
import { distinctNames, toSafeName } from './names.ts'
import { findMember } from '../team/members.ts'
import type { Project } from '../projects/projects.ts'
import type { Role } from '../schema/work.ts'

/** One version of a project's documents: the reviewed one, or one labeler's. How its folder is called is documented («Export project»). */
export interface Cabinet {
  folder: string
  role: Role
  /** The labeler's, where there is one who has joined. */
  userId: number | null
}

export const review: Cabinet = { folder: 'REVIEW', role: 'REVIEWER', userId: null }

/** Where nobody is told to label, somebody does, for those who ask for labelers' work alone. */
const somebody: Cabinet = { folder: 'DOCUMENT-LABELER', role: 'LABELER', userId: null }

/** The versions of a project, or those of one role. */
export function cabinetsOf (sandbox: Sandbox, { assignees, teamId }: Project, role?: Role): Cabinet[] {
  const nameOf = distinctNames()
  const labeling = assignees.filter(({ role }) => role !== 'REVIEWER').map(assignee => findMember(sandbox, assignee, teamId))
  const members = new Map(labeling.map(member => [member.id, member]))
  const labelers = Array.from(members.values(), ({ user, invitationEmail }): Cabinet => ({
    // whoever has not joined has been invited
    folder: nameOf(`DOCUMENT-${toSafeName(user?.displayName ?? invitationEmail!)}`),
    role: 'LABELER',
    userId: user?.id == null ? null : Number(user.id)
  }))
  if (role === 'LABELER') return labelers.length > 0 ? labelers : [somebody]
  return role === 'REVIEWER' ? [review] : [review, ...labelers]
}
