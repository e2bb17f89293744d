import { Type, type Static } from '@sinclair/typebox'
import type { State } from '../../jobs/index.ts'
import { custom, oneOf } from '../../validation.ts'

export const name = 'starfish'

/** Starfish knows no queue, no retry and no cancellation (fact sheet, «Life of a job»). */
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

export const models = ['gpt-4o-2024-08-06', 'gpt-4o-mini-2024-07-18', 'gpt-4-turbo-2024-04-09'] as const

/** An empty text counts as missing. */
const Id = (description: string) => Type.String({ minLength: 1, description })

export const JobStatusRequestSchema = Type.Object({
  jobId: Id('The job that is asked about'),
  projectId: Id('The project that the job belongs to')
})

export const GenerateRequestSchema = Type.Object({
  prompt: Id('What the rows are to be like'),
  numOfRecords: Type.Integer({ minimum: 1, description: 'How many rows to make; 0 counts as missing' }),
  model: oneOf(models),
  projectId: Type.Optional(Type.Unknown({ description: 'Not looked at: a new project is made whatever is sent' }))
})
export interface GenerateRequest extends Static<typeof GenerateRequestSchema> {}

export const EvaluateRequestSchema = Type.Object({
  projectId: Id('The project whose rows are to be evaluated')
})

export const DataRequestSchema = Type.Object({
  projectId: Id('The project whose rows are asked for'),
  nextToken: Type.Optional(custom<string | null>('NextToken', { type: 'string', nullable: true, description: 'From the page before; none for the first' },
    value => value === null || typeof value === 'string', 'must be a string or null'))
})
export interface DataRequest extends Static<typeof DataRequestSchema> {}

export const JobStatusSchema = Type.Object({
  jobId: Type.Optional(Type.String()),
  status: Type.Optional(Type.Unsafe<string>(oneOf(['RUNNING', 'COMPLETE', 'FAILED']))),
  type: Type.Optional(Type.String({ description: 'GENERATION or EVALUATION' })),
  success: Type.Optional(Type.Boolean({ description: 'Speaks of the request, not of the job: true even when the job failed' }))
})
export interface JobStatus extends Static<typeof JobStatusSchema> {}

export const StartedSchema = Type.Object({
  projectId: Type.String({ description: 'The project to ask with from now on' }),
  jobId: Type.String(),
  success: Type.Boolean()
})
export interface Started extends Static<typeof StartedSchema> {}

export const RowSchema = Type.Object({
  id: Type.String(),
  data: Type.String({ description: 'A JSON text, not an object' }),
  topic: Type.String(),
  qualityScore: Type.Optional(Type.Number()),
  accuracyScore: Type.Optional(Type.Number()),
  adherenceScore: Type.Optional(Type.Number())
})
export interface Row extends Static<typeof RowSchema> {}

export const DataSchema = Type.Object({
  data: Type.Array(RowSchema),
  nextToken: Type.Unsafe<string | null>({ type: 'string', nullable: true, description: 'For the next page; null on the last' }),
  averageQualityScore: Type.Optional(Type.Number({ description: 'The score of the last evaluation, times ten' })),
  success: Type.Boolean()
})
export interface Data extends Static<typeof DataSchema> {}
