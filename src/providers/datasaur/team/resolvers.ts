import type { Sandbox } from '../../../sandboxes/index.ts'
import type { Member } from '../collections.ts'
import type { Args, Context } from '../graphql/request.ts'
import { toPage, type Page, type SortFields } from '../paging.ts'
import type {
  CreateLabelSetInput,
  CreateTagInput,
  GetTagsInput,
  GetTeamMembersPaginatedInput,
  InviteTeamMembersInput
} from '../schema/teams.ts'
import { createGuideline, guidelinesOf } from './guidelines.ts'
import { accept, invite } from './invitations.ts'
import { createLabelSet } from './label-sets.ts'
import { allMembers } from './members.ts'
import { createTag, tagsOf } from './tags.ts'
import { allTeams, firstTeam, memberFields, teamDetail, toTeam, userFields } from './teams.ts'

/** The members, tags and label sets of teams. Every team that a client names exists. */
export const teamResolvers = {
  Query: {
    getAllTeams: (_: unknown, __: unknown, context: Context) => allTeams(context),
    getTeamDetail: (_: unknown, { input }: { input?: { id: string } | null }, context: Context) => teamDetail(context, input?.id),
    getGuidelines: (_: unknown, { teamId }: { teamId?: string | null }, { sandbox }: Context) => guidelinesOf(sandbox, teamId),
    getTags: (_: unknown, { input }: Args<GetTagsInput>, { sandbox }: Context) => tagsOf(sandbox, input),
    getTeamMembersPaginated: (_: unknown, { input }: Args<GetTeamMembersPaginatedInput>, { sandbox }: Context) => membersOf(sandbox, input)
  },
  Mutation: {
    createGuideline: (_: unknown, args: { name: string, content: string, teamId?: string | null }, { sandbox }: Context) =>
      createGuideline(sandbox, args),
    inviteTeamMembers: (_: unknown, { input }: Args<InviteTeamMembersInput>, { sandbox }: Context) => invite(sandbox, input),
    acceptInvitation: (_: unknown, { invitationKey }: { invitationKey: string }, context: Context) => {
      accept(context.sandbox, invitationKey)
      // the service has an invitation for each team; here all teams have the same members
      return toTeam(firstTeam)
    },
    createTag: (_: unknown, { input }: Args<CreateTagInput>, { sandbox }: Context) => createTag(sandbox, input),
    createLabelSet: (_: unknown, { input, projectId }: Args<CreateLabelSetInput> & { projectId?: string | null }, context: Context) =>
      createLabelSet(context, input, projectId)
  },
  TeamMember: memberFields,
  User: userFields
}

const fields: SortFields<Member> = {
  id: ({ id }) => id,
  displayName: ({ user }) => user && user.displayName,
  name: ({ user }) => user && user.name,
  username: ({ user }) => user && user.username,
  email: member => emailOf(member),
  invitationEmail: ({ invitationEmail }) => invitationEmail,
  invitationStatus: ({ invitationStatus }) => invitationStatus,
  joinedDate: ({ joinedDate }) => joinedDate,
  roleId: ({ roleId }) => roleId
}

/** An empty keyword and an empty list of roles match everything: real clients send them. */
function membersOf (sandbox: Sandbox, input: GetTeamMembersPaginatedInput): Page<Member> {
  const { keyword, roleId } = input.filter ?? {}
  const word = keyword?.toLowerCase() ?? ''
  const roles = roleId?.length ? new Set(roleId) : undefined
  const found = allMembers(sandbox).filter(member => (roles === undefined || roles.has(member.roleId)) && hasWord(member, word))
  return toPage(found, input, fields)
}

function hasWord (member: Member, word: string): boolean {
  return [emailOf(member), member.user?.displayName, member.user?.username].some(name => name?.toLowerCase().includes(word))
}

function emailOf ({ user, invitationEmail }: Member): string | null {
  return user?.email ?? invitationEmail
}
