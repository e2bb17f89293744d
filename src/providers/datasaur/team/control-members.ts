import type { Sandbox } from '../../../sandboxes/index.ts'
import type { Members, TeamMember } from '../../provider.ts'
import { members, type Member } from '../collections.ts'
import { addressOf } from '../projects/labelers.ts'
import { allMembers, findMember, idOf, roles, toMember } from './members.ts'

const roleNames = new Map<string, TeamMember['role']>(Object.entries(roles).map(([name, id]) => [id, name as keyof typeof roles]))

/** The members of Datasaur's teams, for the control API. */
export const controlMembers: Members = {
  list: sandbox => allMembers(sandbox).map(toTeamMember),
  idOf,
  put (sandbox, { id, role, invitation, joinedAt: joined, email, name, username }) {
    const invited = invitation === 'pending'
    const own = email.replace(/@.*/s, '')
    const person = { email, role, joined, invited, name: name || own, username: username || own }
    collectionOf(sandbox).put(id, { ...toMember(sandbox.seed, person, id), isSet: true }, ({ isSet }) => isSet === undefined)
  },
  delete (sandbox, id) {
    // an assignment still shows a deleted member
    const member = { ...findMember(sandbox, { teamMemberId: id }), isDeleted: true, isSet: true as const }
    collectionOf(sandbox).put(id, member, ({ isSet }) => isSet === undefined)
  }
}

function toTeamMember (member: Member): TeamMember {
  const { id, user, roleId, joinedDate } = member
  return {
    id,
    email: addressOf(member),
    name: user?.displayName ?? '',
    username: user?.username ?? '',
    // every member has one of the roles
    role: roleNames.get(roleId)!,
    invitation: user === null ? 'pending' : 'accepted',
    joinedAt: joinedDate
  }
}

function collectionOf (sandbox: Sandbox) {
  return sandbox.collection(members)
}
