import { Type, type Static } from '@sinclair/typebox'
import type { State } from '../../jobs/index.ts'
import { custom, oneOf } from '../../validation.ts'
import { toUuid } from './uuid.ts'

/** A job that waits for input is still in progress; one that ran out of time has failed. */
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

const UuidSchema = custom<string>('Uuid', { type: 'string', format: 'uuid' }, value => toUuid(value) !== undefined, 'Input should be a valid UUID')

/** The documented pattern of a name. It needs the regular expression flag `u`, and breaks on the documented default, the empty name. */
const namePattern = '^[\\p{L}\\p{Nl}\\p{Pattern_Syntax}\\p{Pattern_White_Space}]+[\\p{ID_Start}\\p{Mn}\\p{Mc}\\p{Nd}\\p{Pc}\\p{Pattern_Syntax}\\p{Pattern_White_Space}]*$'

export const JobStatusSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  created_at: Type.String({ format: 'date-time' }),
  updated_at: Type.String({ format: 'date-time' }),
  name: Type.Optional(Type.String({ maxLength: 120, pattern: namePattern, default: '' })),
  reason: Type.Optional(Type.String({ default: '' })),
  has_progress: Type.Optional(Type.Boolean({ default: false })),
  progress: Type.Optional(Type.Number({ minimum: 0, maximum: 100, default: 0 })),
  state: Type.Optional(oneOf(['pending', 'in_progress', 'retrying', 'succeeded', 'aborted', 'failed', 'unknown'], { default: 'pending' }))
})
export interface JobStatus extends Static<typeof JobStatusSchema> {}

export const ErrorSchema = Type.Object({ detail: Type.String() })

export const ValidationErrorSchema = Type.Object({
  detail: Type.Optional(Type.Array(Type.Object({
    type: Type.String(),
    loc: Type.Array(Type.Union([Type.String(), Type.Integer()])),
    msg: Type.String(),
    input: Type.Optional(Type.Unknown())
  })))
})

export const getJobStatus = {
  operationId: 'get_job_status_jobs__job_id__get',
  summary: 'The status of one job',
  security: [{ APIKeyHeader: [] }],
  params: Type.Object({ job_id: UuidSchema }),
  response: { 200: JobStatusSchema, 403: ErrorSchema, 404: ErrorSchema, 405: ErrorSchema, 422: ValidationErrorSchema, 500: ErrorSchema }
}

export const document = {
  openapi: '3.1.0',
  info: { title: 'Julep Agents API', version: '0.4.0' },
  components: { securitySchemes: { APIKeyHeader: { type: 'apiKey', in: 'header', name: 'Authorization' } } }
}
