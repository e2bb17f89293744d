import { Type, type Static } from '@sinclair/typebox'
import type { State } from '../../jobs/index.ts'
import { oneOf } from '../../validation.ts'

/** Waveline has four words; what ends without a result has failed. */
export const statuses = {
  queued: 'CREATED',
  running: 'RUNNING',
  retrying: 'RUNNING',
  waiting: 'RUNNING',
  succeeded: 'COMPLETED',
  failed: 'FAILED',
  cancelled: 'FAILED',
  expired: 'FAILED'
} as const satisfies Record<State, string>

const summary = {
  id: Type.String(),
  createdAt: Type.String({ format: 'date-time' }),
  status: oneOf(['CREATED', 'RUNNING', 'FAILED', 'COMPLETED']),
  type: Type.String({ description: 'guess-shape or extract-document' }),
  pages: Type.Number({ description: 'Pages that are billed' }),
  fileName: Type.String()
}
const urls = Type.Object({ get: Type.String({ description: 'Where to ask for this job' }) })

export const JobSummarySchema = Type.Object({ ...summary, urls })
export interface JobSummary extends Static<typeof JobSummarySchema> {}

export const JobSchema = Type.Object({ ...summary, result: Type.Union([Type.Object({}, { additionalProperties: true }), Type.Null()]), urls })
export interface Job extends Static<typeof JobSchema> {}

const ListSchema = Type.Object({ items: Type.Array(JobSummarySchema), offset: Type.Integer(), count: Type.Integer(), total: Type.Integer() })

const ErrorSchema = Type.Object({ error: Type.String() })
const errors = { 400: ErrorSchema, 401: ErrorSchema, 500: ErrorSchema }

export const getJob = {
  operationId: 'getJob',
  summary: 'One job',
  security: [{ BearerAuth: [] }],
  params: Type.Object({ id: Type.String({ minLength: 1 }) }),
  response: { 200: JobSchema, ...errors, 404: ErrorSchema }
}

export const listJobs = {
  operationId: 'listJobs',
  summary: 'All jobs, newest first',
  security: [{ BearerAuth: [] }],
  querystring: Type.Object({
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 10 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 }))
  }),
  response: { 200: ListSchema, ...errors }
}

export const document = {
  openapi: '3.1.0',
  info: { title: 'Waveline API', version: '1' },
  components: { securitySchemes: { BearerAuth: { type: 'http', scheme: 'bearer' } } }
}
