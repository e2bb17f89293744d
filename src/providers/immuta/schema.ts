import { Type, type Static } from '@sinclair/typebox'
import type { State } from '../../jobs/index.ts'
import { oneOf } from '../../validation.ts'

/** The seven states of the pg-boss queue; a job that waits for input is still with its worker. */
export const statuses = {
  queued: 'created',
  running: 'active',
  retrying: 'retry',
  waiting: 'active',
  succeeded: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  expired: 'expired'
} as const satisfies Record<State, string>

export const StatusesRequestSchema = Type.Object({
  jobIds: Type.Array(Type.String(), { description: 'The jobs that are asked about' }),
  wait: Type.Optional(Type.Integer({ minimum: -1, default: 0, description: 'Seconds to wait for all jobs to be done; -1 waits without end' })),
  pollInterval: Type.Optional(Type.Integer({ minimum: 1, default: 1, description: 'Seconds between two looks while waiting' }))
}, { additionalProperties: false })
export interface StatusesRequest extends Static<typeof StatusesRequestSchema> {}

const anything = Type.Object({}, { additionalProperties: true })

export const JobSchema = Type.Object({
  id: Type.String(),
  state: oneOf(['created', 'retry', 'active', 'completed', 'expired', 'cancelled', 'failed']),
  output: Type.Union([anything, Type.Null()])
}, { additionalProperties: false })
export interface Job extends Static<typeof JobSchema> {}

export const StatusesSchema = Type.Unsafe<Record<string, Job>>(Type.Object({}, { additionalProperties: JobSchema }))

const envelope = { statusCode: Type.Integer(), error: Type.String(), message: Type.String() }

const ErrorSchema = Type.Object(envelope, { additionalProperties: false })

const InvalidSchema = Type.Object({
  ...envelope,
  validation: Type.Optional(Type.Object({ source: Type.String(), keys: Type.Array(Type.String()) }, { additionalProperties: false }))
}, { additionalProperties: false })

export const getJobStatuses = {
  operationId: 'getJobStatuses',
  summary: 'The status and output of jobs',
  security: [{ BearerAuth: [] }, { ApiKeyAuth: [] }],
  body: StatusesRequestSchema,
  response: { 200: StatusesSchema, 400: InvalidSchema, 401: ErrorSchema, 404: ErrorSchema, 413: ErrorSchema, 415: ErrorSchema, 500: ErrorSchema }
}

export const document = {
  openapi: '3.1.0',
  info: { title: 'Immuta API', version: '1' },
  components: {
    securitySchemes: {
      BearerAuth: { type: 'http', scheme: 'bearer' },
      ApiKeyAuth: { type: 'apiKey', in: 'header', name: 'Authorization' }
    }
  }
}
