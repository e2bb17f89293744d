import { Type, type Static } from '@sinclair/typebox'
import type { State } from '../../jobs/index.ts'
import { oneOf } from '../../validation.ts'

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

export const JobStatusRequestSchema = Type.Object({
  jobId: Type.String({ description: 'The job that is asked about' }),
  projectId: Type.String({ description: 'The project that the job belongs to' })
})

export const JobStatusSchema = Type.Object({
  jobId: Type.Optional(Type.String()),
  status: Type.Optional(oneOf(['RUNNING', 'COMPLETE', 'FAILED'])),
  type: Type.Optional(Type.String({ description: 'GENERATION or EVALUATION' })),
  success: Type.Optional(Type.Boolean({ description: 'Speaks of the request, not of the job: true even when the job failed' }))
})
export interface JobStatus extends Static<typeof JobStatusSchema> {}

export const ErrorSchema = Type.Object({ error: Type.String() })

export const getJobStatus = {
  operationId: 'getJobStatus',
  summary: 'The status of one job',
  security: [{ ApiKeyAuth: [] }],
  body: JobStatusRequestSchema,
  response: { 200: JobStatusSchema, 400: ErrorSchema, 401: ErrorSchema, 404: ErrorSchema, 413: ErrorSchema, 500: ErrorSchema }
}

export const document = {
  openapi: '3.0.0',
  info: { title: 'Starfishdata API', version: '1.0.0' },
  components: { securitySchemes: { ApiKeyAuth: { type: 'apiKey', in: 'header', name: 'x-api-key' } } }
}
