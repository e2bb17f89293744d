import type { State } from '../../jobs/index.ts'

/** The end states are DELIVERED and FAILED; NONE is in the enum and no job has it. */
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

/** The part of Datasaur's schema that is served: names and nullability as published. */
export const typeDefs = /* GraphQL */ `
  "Opaque JSON"
  scalar JobErrorArgs
  "Opaque JSON"
  scalar JobResult

  type Query {
    getJob(jobId: String!): Job
    getJobs(jobIds: [String!]!): [Job]!
  }

  type Mutation {
    autoLabelTokenBasedProject(input: AutoLabelTokenBasedProjectInput!): Job!
  }

  type Job {
    additionalData: JobAdditionalData
    createdAt: String!
    errors: [JobError!]!
    id: String!
    progress: Int!
    result: JobResult
    resultId: String
    status: JobStatus!
    updatedAt: String!
  }

  type JobAdditionalData {
    automationActivityId: ID
  }

  type JobError {
    args: JobErrorArgs
    id: String!
    stack: String!
  }

  enum JobStatus { DELIVERED FAILED IN_PROGRESS NONE QUEUED }

  input AutoLabelTokenBasedProjectInput {
    labelerEmail: String!
    options: AutoLabelProjectOptionsInput!
    projectId: ID!
    role: Role
    targetAPI: TargetApiInput!
  }

  input AutoLabelProjectOptionsInput {
    numberOfFilesPerRequest: Int!
    serviceProvider: GqlAutoLabelServiceProvider
  }

  input TargetApiInput {
    endpoint: String!
    secretKey: String!
  }

  enum GqlAutoLabelServiceProvider {
    ASSISTED_LABELING CORENLP_NER CORENLP_POS CUSTOM DISTILBERT_OPIEC HUGGINGFACE
    NLTK SENTIMENT_ANALYSIS SPACY SPARKNLP_NER SPARKNLP_POS
  }

  enum Role { LABELER REVIEWER }
`

/** A job as the resolvers hand it over. */
export interface Job {
  additionalData: { automationActivityId: string | null } | null
  createdAt: string
  errors: JobError[]
  id: string
  progress: number
  result: unknown
  resultId: string | null
  status: string
  updatedAt: string
}

export interface JobError { id: string, stack: string, args: unknown }
