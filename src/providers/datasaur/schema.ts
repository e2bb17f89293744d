import type { State } from '../../jobs/index.ts'
import { documentDefs } from './schema/documents.ts'
import { exportDefs } from './schema/exports.ts'
import { jobDefs } from './schema/jobs.ts'
import { labelingDefs } from './schema/labeling.ts'
import { launchDefs } from './schema/launch.ts'
import { projectDefs } from './schema/projects.ts'
import { settingsDefs } from './schema/settings.ts'
import { teamDefs } from './schema/teams.ts'
import { workDefs } from './schema/work.ts'

/** A job ends as DELIVERED or FAILED. NONE is in the enum, but no job has it. */
export const statuses = {
  queued: 'QUEUED',
  running: 'IN_PROGRESS',
  retrying: 'IN_PROGRESS',
  waiting: 'IN_PROGRESS',
  succeeded: 'DELIVERED',
  failed: 'FAILED',
  cancelled: 'FAILED',
  expired: 'FAILED'
} as const satisfies Record<State, string>

/** The root fields. */
export const rootDefs = /* GraphQL */ `
  type Query {
    getJob(jobId: String!): Job
    getJobs(jobIds: [String!]!): [Job]!
    getDataProgrammingPredictions(input: GetDataProgrammingPredictionsInput!): Job!
    exportTextProject(input: ExportTextProjectInput!): ExportRequestResult!
    exportTextProjectDocument(input: ExportTextProjectDocumentInput!): ExportRequestResult!
    exportTeamOverview(input: ExportTeamOverviewInput!): ExportRequestResult!
    getExportDeliveryStatus(exportId: ID!): GetExportDeliveryStatusResult!
    getProject(input: GetProjectInput!): Project!
    getProjects(input: GetProjectsPaginatedInput!): ProjectPaginatedResponse!
    getCabinet(projectId: ID!, role: Role!): Cabinet!
    getProjectCabinets(projectId: ID!): [Cabinet!]!
    getCabinetLabelSetsById(cabinetId: ID!): [LabelSet!]!
    getRowAnalyticEvents(input: RowAnalyticEventInput!): RowAnalyticEventPaginatedResponse!
    getTextDocument(fileId: ID!, signature: String): TextDocument!
    getAllTeams: [Team!]!
    getTeamDetail(input: GetTeamDetailInput): Team!
    getGuidelines(teamId: ID): [Guideline!]!
    getTags(input: GetTagsInput!): [Tag!]!
    getTeamMembersPaginated(input: GetTeamMembersPaginatedInput!): GetTeamMembersPaginatedResponse!
    replicateCabinet(projectId: ID!, role: Role!): Job!
  }

  type Mutation {
    autoLabelTokenBasedProject(input: AutoLabelTokenBasedProjectInput!): Job!
    calculateAgreementTables(projectId: ID!): Job!
    collectDataset(input: CollectDatasetInput!): Job
    runAutomation(automationId: ID!, type: AutomationType!): Job!
    launchTextProjectAsync(input: LaunchTextProjectInput!): ProjectLaunchJob!
    createProject(input: LaunchProjectInput!): ProjectLaunchJob!
    createLabelSet(input: CreateLabelSetInput!, projectId: ID): LabelSet!
    createGuideline(content: String!, name: String!, teamId: ID): Guideline!
    inviteTeamMembers(input: InviteTeamMembersInput!): [TeamMember!]!
    acceptInvitation(invitationKey: String!): Team!
    createTag(input: CreateTagInput!): Tag!
    updateProject(input: UpdateProjectInput!): Project!
    deleteProject(input: DeleteProjectInput!): Project!
    launchTextProject(input: LaunchTextProjectInput!): Project!
    addDocumentsToProject(input: AddDocumentsToProjectInput!): ProjectLaunchJob!
    appendLabelSetTagItems(input: AppendLabelSetTagItemsInput!): [TagItem!]
    updateTextDocument(input: UpdateTextDocumentInput!): TextDocument!
    updateLabels(input: UpdateTokenLabelsInput!): UpdateLabelsResult!
    updateMultiRowAnswers(input: UpdateMultiRowAnswersInput!): UpdateMultiRowAnswersResult!
  }

  scalar Upload
  scalar DateTime
  "Opaque JSON"
  scalar JobErrorArgs
  "Opaque JSON"
  scalar JobResult`

/** The fields of `Query` and `Mutation` as operations, known without parsing the schema: `datasaur.getJob`. */
export const rootOperations: readonly string[] = Array.from(rootDefs.matchAll(/^ {4}(\w+)/gm), ([, name]) => `datasaur.${name}`)

/** The part of Datasaur's public schema that clients use to run jobs; names and nullability are as published. */
export const typeDefs = [
  rootDefs,
  jobDefs,
  workDefs,
  exportDefs,
  launchDefs,
  documentDefs,
  settingsDefs,
  projectDefs,
  labelingDefs,
  teamDefs
].join('\n')
