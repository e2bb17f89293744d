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
    role: TeamRole
    user: User
  }

  type TeamRole { id: ID! name: TeamMemberRole! }

  enum TeamMemberRole { ADMIN LABELER REVIEWER }

  type User {
    allowedActions: [Action!]
    companyName: String
    displayName: String!
    email: String!
    emailVerified: Boolean
    id: ID
    name: String
    package: Package!
    profilePicture: String
    teamPackage: Package
    totpAuthEnabled: Boolean
    username: String
  }

  enum Action { CONFIGURE_APP_SETTINGS CONFIGURE_ASSISTED_LABELING CREATE_TEAM IMPORT_TOKEN_LABEL INTERNAL }
  enum Package { ENTERPRISE FREE GROWTH }

  input GetTeamDetailInput { id: ID! }

  type Team {
    expiredAt: String
    id: ID!
    isExpired: Boolean
    logoURL: String
    members: [TeamMember!]
    membersScalar: JobResult
    name: String!
    owner: User
    setting: TeamSetting
  }

  type TeamSetting {
    allowedASRProviders: [String!]
    allowedAdminExportMethods: [GqlExportMethod!]!
    allowedExtraAutoLabelProviders: [String!]
    allowedLabelerExportMethods: [GqlExportMethod!]!
    allowedOCRProviders: [OCRProvider!]!
    allowedReviewerExportMethods: [GqlExportMethod!]!
    commentNotificationType: String
    customAPICreationLimit: Int!
    defaultCustomTextExtractionAPIId: ID
    defaultExternalObjectStorageId: ID
    enableActions: Boolean
    enableAssistedLabeling: Boolean!
    enableDataProgramming: Boolean!
    enableDatasaurAssistRowBased: Boolean
    enableDatasaurPredictiveRowBased: Boolean
    enableDemo: Boolean
    enableExportTeamOverview: Boolean!
    enableLLMProject: Boolean
    enableLabelingFunctionMultipleLabel: Boolean
    enableWipeData: Boolean!
  }

  input InviteTeamMembersInput { members: [TeamMemberInput!]! teamId: ID! }

  input TeamMemberInput { email: String! }

  type Guideline { content: String! id: ID name: String! }

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

  input AppendLabelSetTagItemsInput {
    arrowLabelRequired: Boolean
    labelSetId: ID!
    labelSetSignature: String
    tagItems: [AppendTagItemInput!]!
  }

  input AppendTagItemInput {
    arrowRules: [LabelClassArrowRuleInput!]
    color: String
    desc: String
    id: ID
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

export interface InviteTeamMembersInput { members: Array<{ email: string }>, teamId: string }

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

export interface AppendLabelSetTagItemsInput {
  labelSetId: string
  tagItems: Array<Omit<TagItemInput, 'id' | 'parentId'> & { id?: string | null }>
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
