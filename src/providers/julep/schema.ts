import { Type, type Static } from '@sinclair/typebox'
import type { State } from '../../jobs/index.ts'
import { oneOf } from '../../validation.ts'
import { refusals } from './error-schema.ts'
import { UuidSchema } from './values.ts'

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

/** The server has been seen to say neither pending nor retrying. */
export const observedStatuses = { ...statuses, queued: 'in_progress', retrying: 'in_progress' } as const satisfies Record<State, string>

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
  state: Type.Optional(Type.Unsafe<string>(oneOf(['pending', 'in_progress', 'retrying', 'succeeded', 'aborted', 'failed', 'unknown'], { default: 'pending' })))
})
export interface JobStatus extends Static<typeof JobStatusSchema> {}

export const getJobStatus = {
  operationId: 'get_job_status_jobs__job_id__get',
  summary: 'The status of one job',
  security: [{ APIKeyHeader: [] }],
  params: Type.Object({ job_id: UuidSchema }),
  response: { 200: JobStatusSchema, ...refusals(403, 404, 405, 422, 500) }
}

export const document = {
  openapi: '3.1.0',
  info: { title: 'Julep Agents API', version: '0.4.0' },
  components: { securitySchemes: { APIKeyHeader: { type: 'apiKey', in: 'header', name: 'Authorization' } } }
}
