import type { Sandbox } from '../../../sandboxes/index.ts'
import type { Provider } from '../../provider.ts'
import type { Context } from '../context.ts'
import { createLabelSet } from './label-sets.ts'
import { allMembers, type Member } from './members.ts'
import { toPage, type SortFields } from '../paging.ts'
import type { Page } from '../schema/projects.ts'
import type { CreateLabelSetInput, CreateTagInput, GetTagsInput, GetTeamMembersPaginatedInput } from '../schema/teams.ts'
import { createTag, tagsOf } from './tags.ts'

/** A team exists when it is named; what each has: members, tags and label sets. */
export function teamResolvers (_datasaur: Provider) {
  return {
    Query: {
      getTags: async (_: unknown, { input }: { input: GetTagsInput }, { sandbox }: Context) => tagsOf(sandbox, input),
      getTeamMembersPaginated: async (_: unknown, { input }: { input: GetTeamMembersPaginatedInput }, { sandbox }: Context) => membersOf(sandbox, input)
    },
    Mutation: {
      createTag: async (_: unknown, { input }: { input: CreateTagInput }, { sandbox }: Context) => createTag(sandbox, input),
      createLabelSet: async (_: unknown, { input, projectId }: { input: CreateLabelSetInput, projectId?: string | null }, { sandbox }: Context) =>
        await createLabelSet(sandbox, input, projectId)
    }
  }
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

/** An empty keyword and an empty list of roles ask for nothing in particular: real clients send them. */
function membersOf (sandbox: Sandbox, input: GetTeamMembersPaginatedInput): Page<Member> {
  const { keyword, roleId } = input.filter ?? {}
  const word = keyword?.toLowerCase() ?? ''
  const roles = roleId?.length ? new Set(roleId) : undefined
  const found = allMembers(sandbox).filter(member => (roles === undefined || roles.has(member.roleId)) && isCalled(member, word))
  return toPage(found, input, fields)
}

function isCalled (member: Member, word: string): boolean {
  return [emailOf(member), member.user?.displayName, member.user?.username].some(name => name?.toLowerCase().includes(word))
}

function emailOf ({ user, invitationEmail }: Member): string | null {
  return user?.email ?? invitationEmail
}
