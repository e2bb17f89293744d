import { Type, type Static } from '@sinclair/typebox'
import type { State } from '../../jobs/index.ts'
import { custom, oneOf } from '../../validation/index.ts'

/** Starfish has no queue, no retry and no cancellation (fact sheet, "Life of a job"). */
export const statuses = {
  queued: 'RUNNING',
  running: 'RUNNING',
  retrying: 'RUNNING',
  waiting: 'RUNNING',
  succeeded: 'COMPLETE',
  failed: 'FAILED',
  cancelled: 'FAILED',
  expired: 'FAILED'
} as const satisfies Record<State, string>

/** The server was observed to call a failed job ERROR. */
export const observedStatuses = {
  ...statuses,
  failed: 'ERROR',
  cancelled: 'ERROR',
  expired: 'ERROR'
} as const satisfies Record<State, string>

export const models = ['gpt-4o-2024-08-06', 'gpt-4o-mini-2024-07-18', 'gpt-4-turbo-2024-04-09'] as const

/** A required text; an empty one counts as missing. */
const text = (description: string) => Type.String({ minLength: 1, description })

export const ProjectIdSchema = text('The project that the request is about')

const JobStatusRequestSchema = Type.Object({
  jobId: text('The id of the job'),
  projectId: text('The project that the job belongs to')
})

const GenerateRequestSchema = Type.Object({
  prompt: text('A description of the rows to generate'),
  numOfRecords: Type.Integer({ minimum: 1, description: 'How many rows to generate; 0 counts as missing' }),
  model: oneOf(models),
  projectId: Type.Optional(Type.Unknown({
    description: 'A new project is always created; the server requires a project of the client all the same'
  }))
})
export interface GenerateRequest extends Static<typeof GenerateRequestSchema> {}

const EvaluateRequestSchema = Type.Object({
  projectId: text('The project whose rows to evaluate')
})
export interface EvaluateRequest extends Static<typeof EvaluateRequestSchema> {}

const tokenSchema = {
  type: 'string',
  nullable: true,
  description: 'The nextToken of the previous page; missing, null or empty for the first page'
}

const DataRequestSchema = Type.Object({
  projectId: text('The project whose rows to return'),
  nextToken: Type.Optional(custom<string | null>(tokenSchema,
    value => value === null || typeof value === 'string', 'must be a string or null'))
})

const JobStatusSchema = Type.Object({
  jobId: Type.Optional(Type.String()),
  status: Type.Optional(Type.Unsafe<string>(oneOf(['RUNNING', 'COMPLETE', 'FAILED']))),
  type: Type.Optional(Type.String({ description: 'GENERATION or EVALUATION' })),
  success: Type.Optional(Type.Boolean({ description: 'Whether the request succeeded: true even for a failed job' }))
})
export interface JobStatus extends Static<typeof JobStatusSchema> {}

const StartedSchema = Type.Object({
  projectId: Type.String({ description: 'The project to name in further requests' }),
  jobId: Type.String(),
  success: Type.Boolean()
})
export interface Started extends Static<typeof StartedSchema> {}

const RowSchema = Type.Object({
  id: Type.String(),
  data: Type.String({ description: 'A JSON text, not an object' }),
  topic: Type.String(),
  qualityScore: Type.Optional(Type.Number()),
  accuracyScore: Type.Optional(Type.Number()),
  adherenceScore: Type.Optional(Type.Number())
})
export interface Row extends Static<typeof RowSchema> {}

const DataSchema = Type.Object({
  data: Type.Array(RowSchema),
  nextToken: Type.Unsafe<string | null>({ type: 'string', nullable: true, description: 'For the next page; null on the last page' }),
  averageQualityScore: Type.Optional(Type.Number({ description: 'The score of the last evaluation, times ten' })),
  success: Type.Boolean()
})
export interface Data extends Static<typeof DataSchema> {}

const ErrorSchema = Type.Object({ error: Type.String() })
const security = [{ ApiKeyAuth: [] }]
const errors = { 400: ErrorSchema, 401: ErrorSchema, 413: ErrorSchema, 415: ErrorSchema, 500: ErrorSchema }

export const getJobStatus = {
  operationId: 'getJobStatus',
  summary: 'The status of one job',
  security,
  body: JobStatusRequestSchema,
  response: { 200: JobStatusSchema, ...errors, 404: ErrorSchema }
}

export const generateData = {
  operationId: 'generateData',
  summary: 'Starts a job that generates rows in a new project',
  security,
  body: GenerateRequestSchema,
  response: { 200: StartedSchema, ...errors, 507: ErrorSchema }
}

export const evaluateData = {
  operationId: 'evaluateData',
  summary: 'Starts a job that scores the rows of a project',
  security,
  body: EvaluateRequestSchema,
  response: { 200: StartedSchema, ...errors, 404: ErrorSchema, 507: ErrorSchema }
}

export const getData = {
  operationId: 'getData',
  summary: 'The rows of a project so far, with their scores',
  security,
  body: DataRequestSchema,
  response: { 200: DataSchema, ...errors, 404: ErrorSchema }
}

export const document = {
  openapi: '3.0.0',
  info: { title: 'Starfishdata API', version: '1.0.0' },
  components: { securitySchemes: { ApiKeyAuth: { type: 'apiKey', in: 'header', name: 'x-api-key' } } }
}
