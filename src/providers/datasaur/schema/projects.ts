import type { DocumentInProject } from '../labeling/documents.ts'
import type { PageInput } from '../paging.ts'
import type { Project } from '../projects/projects.ts'
import type { DocumentDetail } from './documents.ts'
import type { ProjectAssignmentRole } from './launch.ts'
import type { Tag, TeamMember, User } from './teams.ts'
import type { Role } from './work.ts'

/** Projects, and the pages of a list. */
export const projectDefs = /* GraphQL */ `
  type Project {
    assignees: [ProjectAssignment!]
    completedDate: String
    createdDate: String!
    exportedDate: String
    id: ID!
    isArchived: Boolean
    isOwnerMe: Boolean!
    isReviewByMeAllowed: Boolean!
    labelerCabinets: [Cabinet!]!
    name: String!
    purpose: ProjectPurpose!
    reviewCabinet: Cabinet
    settings: ProjectSettings!
    status: GqlProjectStatus!
    tags: [Tag!]
    team: Team
    type: String!
    updatedDate: String!
    workspaceSettings: WorkspaceSettings!
  }

  type ProjectAssignment {
    documentIds: [String!]
    documents: [TextDocument!]
    role: ProjectAssignmentRole!
    teamMember: TeamMember!
  }

  type WorkspaceSettings { kinds: [ProjectKind!]! }

  enum GqlProjectStatus { COMPLETE CREATED IN_PROGRESS IN_REVIEW REVIEW_READY }
  enum GqlProjectAndLabelingStatus { COMPLETE CREATED IN_PROGRESS IN_REVIEW NOT_STARTED REVIEW_READY }

  input GetProjectInput { projectId: ID! teamId: ID }

  input DeleteProjectInput { projectId: ID! }

  input AddDocumentsToProjectInput {
    documentAssignments: [DocumentAssignmentInput!]
    documents: [CreateDocumentInput!]!
    projectId: ID!
  }

  input UpdateProjectInput { name: String projectId: ID! tagIds: [ID!] }

  input GetProjectsPaginatedInput {
    cursor: String
    filter: GetProjectsFilterInput
    page: OffsetPageInput
    sort: [SortInput!]
  }

  input GetProjectsFilterInput {
    daysCreatedRange: DaysCreatedInput
    isArchived: Boolean
    keyword: String
    kinds: [ProjectKind!]
    labelSetSignatures: [String!]
    labelerTeamMemberIds: [ID!]
    reviewerTeamMemberIds: [ID!]
    statuses: [GqlProjectAndLabelingStatus!]
    tags: [String!]
    teamId: ID
    types: [TextDocumentType!]
  }

  input DaysCreatedInput { newestDate: String! oldestDate: String }

  input OffsetPageInput { skip: Int! take: Int! }

  input SortInput { field: String! order: OrderType! }

  enum OrderType { ASC DESC }

  interface PaginatedResponse { pageInfo: PageInfo! totalCount: Int! }

  type PageInfo { nextCursor: String prevCursor: String }

  type ProjectPaginatedResponse implements PaginatedResponse {
    nodes: [Project!]!
    pageInfo: PageInfo!
    totalCount: Int!
  }
`

/** A project as a resolver returns it. */
export interface ProjectResponse {
  assignees: AssignmentResponse[] | null
  completedDate: string | null
  createdDate: string
  exportedDate: string | null
  id: string
  isArchived: boolean | null
  labelerCabinets: CabinetResponse[]
  name: string
  purpose: string
  reviewCabinet: CabinetResponse
  status: string
  tags: Tag[] | null
  updatedDate: string
  workspaceSettings: { kinds: string[] }
}

export interface AssignmentResponse {
  documentIds: string[]
  documents: DocumentInProject[]
  role: ProjectAssignmentRole
  teamMember: TeamMember
}

/** The labels of one member, or the reviewed labels. */
export interface CabinetResponse { id: string, owner: User | null, role: Role, project: Project }

export interface AddDocumentsToProjectInput {
  documents: Array<{ document: DocumentDetail, extras?: DocumentDetail[] | null }>
  projectId: string
}

export interface UpdateProjectInput { projectId: string, name?: string | null, tagIds?: string[] | null }

export interface GetProjectsPaginatedInput extends PageInput { filter?: GetProjectsFilterInput | null }

export interface GetProjectsFilterInput {
  daysCreatedRange?: { newestDate: string, oldestDate?: string | null } | null
  isArchived?: boolean | null
  keyword?: string | null
  kinds?: string[] | null
  labelSetSignatures?: string[] | null
  labelerTeamMemberIds?: string[] | null
  reviewerTeamMemberIds?: string[] | null
  statuses?: string[] | null
  tags?: string[] | null
  teamId?: string | null
  types?: string[] | null
}
