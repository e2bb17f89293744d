import type { JobView } from '../../../jobs/index.ts'
import type { Member } from '../collections.ts'
import type { Context } from '../graphql/request.ts'
import { findMember } from '../team/members.ts'
import { autoLabelQueue } from './draft.ts'
import type { Project } from './projects.ts'

/**
 * The labelers of a project who have begun, each once: only they have a version of its documents. In a recorded export an assigned
 * labeler who had not begun has none. A labeler begins with the project, or when a job has labelled automatically for the labeler
 * (inferred), or when the control API says so.
 */
export function begunLabelers ({ sandbox, jobs }: Context, { id, status, assignees }: Project): Member[] {
  const assisted = new Set(jobs.list({ kind: autoLabelQueue, group: id, state: 'succeeded', limit: Infinity }).items.map(labelerOf))
  const labelers = new Map<string, Member>()
  for (const assignee of assignees) {
    const member = findMember(sandbox, assignee)
    const hasBegun = assignee.begun ?? (status !== 'CREATED' || assisted.has(addressOf(member)))
    if (hasBegun && assignee.role !== 'REVIEWER') labelers.set(member.id, member)
  }
  return [...labelers.values()]
}

/** The address of a member. */
export function addressOf ({ user, invitationEmail }: Member): string {
  // a member without a user has an invitation
  return user?.email ?? invitationEmail!
}

/** The address of the labeler whose cabinet a job of a project labels; undefined if the job labels for reviewers or has no address. */
function labelerOf ({ input }: JobView): unknown {
  // it has the id of the project
  const { labelerEmail, role } = input as { labelerEmail?: unknown, role?: unknown }
  return role === 'REVIEWER' ? undefined : labelerEmail
}
