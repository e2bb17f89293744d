import type { Sandbox } from '../../../sandboxes/index.ts'
import type { Project } from '../projects/projects.ts'
import type { Role } from '../schema/work.ts'
import { findMember } from '../team/members.ts'
import { distinctNames, toSafeName } from './names.ts'

/** One version of a project's documents: reviewed, or by one labeler. The names of the folders are documented («Export project»). */
export interface Cabinet {
  folder: string
  role: Role
  /** The user id of the labeler; null for the review, and for a labeler who has not joined. */
  userId: number | null
}

export const review: Cabinet = { folder: 'REVIEW', role: 'REVIEWER', userId: null }

/** Stands in for the labelers of a project without any, for an export that asks for their work alone. */
const anyLabeler: Cabinet = { folder: 'DOCUMENT-LABELER', role: 'LABELER', userId: null }

/** The versions of a project, or those of one role. */
export function cabinetsOf (sandbox: Sandbox, { assignees }: Project, role?: Role): Cabinet[] {
  const nameOf = distinctNames()
  const labeling = assignees.filter(({ role }) => role !== 'REVIEWER').map(assignee => findMember(sandbox, assignee))
  const members = new Map(labeling.map(member => [member.id, member]))
  const labelers = Array.from(members.values(), ({ user, invitationEmail }): Cabinet => ({
    // a member without a user has an invitation
    folder: nameOf(`DOCUMENT-${toSafeName(user?.displayName ?? invitationEmail!)}`),
    role: 'LABELER',
    userId: user?.id == null ? null : Number(user.id)
  }))
  if (role === 'LABELER') return labelers.length > 0 ? labelers : [anyLabeler]
  return role === 'REVIEWER' ? [review] : [review, ...labelers]
}
