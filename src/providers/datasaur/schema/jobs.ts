/** A job, which every operation that starts work returns. */
export const jobDefs = /* GraphQL */ `
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

  type JobAdditionalData { automationActivityId: ID documentIds: [ID!] }
  type JobError { args: JobErrorArgs id: String! stack: String! }
  enum JobStatus { DELIVERED FAILED IN_PROGRESS NONE QUEUED }
`

/** A job as a resolver returns it. */
export interface Job {
  additionalData: { automationActivityId?: string, documentIds?: string[] } | null
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
