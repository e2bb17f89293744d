import type { PageInput } from '../paging.ts'

/** The members, the tags and the label sets of a team. */
export const teamDefs = /* GraphQL */ `
  input GetTeamMembersPaginatedInput {
    cursor: String
    filter: GetTeamMembersFilterInput
    page: OffsetPageInput
    sort: [SortInput!]
  }

  input GetTeamMembersFilterInput { keyword: String roleId: [ID!] teamId: ID! }

  type GetTeamMembersPaginatedResponse implements PaginatedResponse {
    nodes: [TeamMember!]!
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type TeamMember {
    id: ID!
    invitationEmail: String
    invitationKey: String
    invitationStatus: String
    isDeleted: Boolean!
    joinedDate: String!
    user: User
  }

  type User { displayName: String! email: String! id: ID name: String username: String }

  input GetTagsInput { filter: GetTagsFilterInput teamId: ID }

  input GetTagsFilterInput { includeGlobalTag: Boolean! }

  type Tag { globalTag: Boolean! id: ID! name: String! }

  input CreateTagInput { name: String! teamId: ID }

  input CreateLabelSetInput {
    arrowLabelRequired: Boolean
    index: Int
    name: String
    tagItems: [TagItemInput!]!
  }

  input TagItemInput {
    arrowRules: [LabelClassArrowRuleInput!]
    color: String
    desc: String
    id: String!
    parentId: ID
    tagName: String!
    type: LabelClassType
  }

  type LabelSet {
    arrowLabelRequired: Boolean!
    id: ID!
    index: Int!
    lastUsedBy: LastUsedProject
    name: String!
    signature: String
    tagItems: [TagItem!]!
  }

  type LastUsedProject { name: String! projectId: ID! }

  type TagItem {
    color: String
    desc: String
    id: String!
    parentId: ID
    tagName: String!
    type: LabelClassType!
  }
`

export interface GetTeamMembersPaginatedInput extends PageInput {
  filter?: { teamId: string, keyword?: string | null, roleId?: string[] | null } | null
}

export interface TeamMember {
  id: string
  invitationEmail: string | null
  invitationKey: string | null
  invitationStatus: string | null
  isDeleted: boolean
  joinedDate: string
  user: User | null
}

export interface User { displayName: string, email: string, id: string | null, name: string | null, username: string | null }

export interface GetTagsInput { filter?: { includeGlobalTag: boolean } | null, teamId?: string | null }

export interface Tag { globalTag: boolean, id: string, name: string }

export interface CreateTagInput { name: string, teamId?: string | null }

export type LabelClassType = 'ALL' | 'ARROW' | 'SPAN'

export interface CreateLabelSetInput {
  arrowLabelRequired?: boolean | null
  index?: number | null
  name?: string | null
  tagItems: TagItemInput[]
}

export interface TagItemInput {
  color?: string | null
  desc?: string | null
  id: string
  parentId?: string | null
  tagName: string
  type?: LabelClassType | null
}

export interface LabelSet {
  arrowLabelRequired: boolean
  id: string
  index: number
  lastUsedBy?: { name: string, projectId: string } | null
  name: string
  signature: string | null
  tagItems: TagItem[]
}

export interface TagItem {
  color: string | null
  desc: string | null
  id: string
  parentId: string | null
  tagName: string
  type: LabelClassType
}
