import createError from '@fastify/error'
import type { Sandbox } from '../../../sandboxes/index.ts'
import { toIso } from '../../../time/index.ts'
import { members, type Member } from '../collections.ts'
import type { InviteTeamMembersInput } from '../schema/teams.ts'
import { addressOf } from '../projects/labelers.ts'
import { allMembers, idOf, toMember } from './members.ts'

export const InvitationUnknown = createError('INVITATION_UNKNOWN', 'Invitation not found', 404)
export const InvitationInvalid = createError('INVITATION_INVALID', 'members[%s].email must be an e-mail address', 400)

/** Invites people into the team, as labelers. Members of the team are not changed. Throws INVITATION_INVALID, COLLECTION_FULL. */
export function invite (sandbox: Sandbox, { members: invited }: InviteTeamMembersInput): Member[] {
  for (const [index, { email }] of invited.entries()) if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw new InvitationInvalid(index)
  const known = new Map(allMembers(sandbox).map(member => [addressOf(member).toLowerCase(), member]))
  return invited.map(({ email }) => {
    const address = email.toLowerCase()
    const member = known.get(address) ?? store(
      sandbox,
      toMember(sandbox.seed, { email, role: 'labeler', joined: now(sandbox), invited: true }, idOf(sandbox, email))
    )
    known.set(address, member)
    return member
  })
}

/** Throws INVITATION_UNKNOWN for a key that no invitation has, or one that has been accepted. */
export function accept (sandbox: Sandbox, invitationKey: string): void {
  const member = allMembers(sandbox).find(member => member.invitationKey === invitationKey && member.invitationStatus === 'PENDING')
  if (member === undefined) throw new InvitationUnknown()
  const email = addressOf(member)
  const name = email.replace(/@.*/s, '')
  store(sandbox, {
    ...toMember(sandbox.seed, { name, email, username: name, role: 'labeler', joined: now(sandbox) }, member.id), roleId: member.roleId
  })
}

function store (sandbox: Sandbox, member: Member): Member {
  const kept = { ...member, isSet: true as const }
  sandbox.collection(members).put(member.id, kept, ({ isSet }) => isSet === undefined)
  return kept
}

function now ({ clock }: Sandbox): string {
  return toIso(clock.now())
}
