import { Type, type Static, type TSchema } from '@sinclair/typebox'
import type { State } from '../../jobs/index.ts'
import { oneOf } from '../../validation/index.ts'
import { UuidSchema } from './values.ts'

/** A job that waits for input is in progress; an expired job has failed. */
export const statuses = {
  queued: 'pending',
  running: 'in_progress',
  retrying: 'retrying',
  waiting: 'in_progress',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'aborted',
  expired: 'failed'
} as const satisfies Record<State, string>

/** The server was observed to use neither pending nor retrying. */
export const observedStatuses = {
  ...statuses,
  queued: 'in_progress',
  retrying: 'in_progress'
} as const satisfies Record<State, string>

/** The documented pattern of a name. It requires the flag `u`, and does not match the documented default, the empty name. */
export const namePattern = '^[\\p{L}\\p{Nl}\\p{Pattern_Syntax}\\p{Pattern_White_Space}]+' +
  '[\\p{ID_Start}\\p{Mn}\\p{Mc}\\p{Nd}\\p{Pc}\\p{Pattern_Syntax}\\p{Pattern_White_Space}]*$'

const states = ['pending', 'in_progress', 'retrying', 'succeeded', 'aborted', 'failed', 'unknown'] as const

export const JobStatusSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  created_at: Type.String({ format: 'date-time' }),
  updated_at: Type.String({ format: 'date-time' }),
  name: Type.Optional(Type.String({ maxLength: 120, pattern: namePattern })),
  reason: Type.Optional(Type.String({ default: '' })),
  has_progress: Type.Optional(Type.Boolean({ default: false })),
  progress: Type.Optional(Type.Number({ minimum: 0, maximum: 100, default: 0 })),
  state: Type.Optional(Type.Unsafe<string>(oneOf(states, { default: 'pending' })))
})
export interface JobStatus extends Static<typeof JobStatusSchema> {}

export const IdSchema = Type.String({ format: 'uuid' })
export const MomentSchema = Type.String({ format: 'date-time' })

export const ErrorSchema = Type.Object({ detail: Type.String() })

/** The server's own error for an unknown execution; the documentation has none. */
export const HttpErrorSchema = Type.Object({
  error: Type.Object({ message: Type.String(), code: Type.String(), type: Type.String() })
})

const ValidationErrorSchema = Type.Object({
  detail: Type.Optional(Type.Array(Type.Object({
    type: Type.String(),
    loc: Type.Array(Type.Union([Type.String(), Type.Integer()])),
    msg: Type.String(),
    input: Type.Optional(Type.Unknown())
  })))
})

/** The documented schemas of errors, by status. */
export function errors (...statuses: number[]): Record<number, TSchema> {
  return Object.fromEntries(statuses.map(status => [status, status === 422 ? ValidationErrorSchema : ErrorSchema]))
}

export const security = [{ APIKeyHeader: [] }]

/** The errors of an operation without a body, of one with a body, and of one on something that may be unknown. */
export const readErrors = errors(403, 405, 422, 500)
export const listErrors = errors(400, 403, 405, 422, 500)
export const writeErrors = errors(400, 403, 405, 413, 415, 422, 500, 507)
export const unknownError = { 404: HttpErrorSchema }

export const DeletedSchema = Type.Object({ id: IdSchema, deleted_at: MomentSchema, jobs: Type.Array(IdSchema) })
export interface Deleted extends Static<typeof DeletedSchema> {}

export const getJobStatus = {
  operationId: 'get_job_status_jobs__job_id__get',
  summary: 'The status of one job',
  security,
  params: Type.Object({ job_id: UuidSchema }),
  response: { 200: JobStatusSchema, ...errors(403, 404, 405, 422, 500) }
}

export const checkHealth = {
  operationId: 'check_health_healthz_get',
  summary: 'Whether the parts of the service work',
  response: {
    200: Type.Object({ postgres: Type.String(), temporal: Type.String(), litellm: Type.String(), integration_service: Type.String() }),
    ...errors(405, 500)
  }
}

export const document = {
  openapi: '3.1.0',
  info: { title: 'Julep Agents API', version: '0.4.0' },
  components: { securitySchemes: { APIKeyHeader: { type: 'apiKey', in: 'header', name: 'Authorization' } } }
}
