import { Type, type Static } from '@sinclair/typebox'
import type { State } from '../../jobs/index.ts'
import { oneOf } from '../../validation/index.ts'

/** The seven states of the pg-boss queue. A job that waits for input is active, because its worker still has it. */
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

export type Status = typeof statuses[State]

/** The `jobType` of the jobs that clients start (inferred: the documentation does not name them). */
export const jobTypes = {
  triggerHighCardinalityJob: 'highCardinality',
  refreshNativeViewJob: 'nativeViewRefresh',
  identification: 'domainIdentification',
  bulkUpdate: 'dataSourceBulkUpdate',
  createDataSources: 'dataSourceBulkCreate',
  updateHandlers: 'handlerBulkUpdate',
  putConnection: 'dataSourceUpsert',
  schemaDetection: 'schemaDetection',
  columnDetection: 'columnDetection'
} as const

/** The technologies whose data sources public clients create, by their names in paths. */
export const technologies = [
  'asdw', 'athena', 'azureblob', 'custom', 'databricks', 'db2', 'elastic', 'ftp', 'greenplum', 'hdfs', 'hive', 'impala',
  'mariadb', 'memsql', 'mssql', 'mysql', 'netezza', 'oracle', 'persisted', 'pg', 'presto', 'redshift', 's3',
  'snowflake', 'teradata', 'vertica'
] as const

/** All states, in the order of the queue's enum. */
export const words = ['created', 'retry', 'active', 'completed', 'expired', 'cancelled', 'failed'] as const satisfies readonly Status[]

const anything = Type.Object({}, { additionalProperties: true })

export const job = {
  id: Type.String(),
  state: Type.Unsafe<string>(oneOf(words)),
  output: Type.Union([anything, Type.Null()])
}

/** Open, because "additional fields may be included" (documentation). */
export const JobSchema = Type.Object(job, { additionalProperties: true })
export interface Job extends Static<typeof JobSchema> {}

export const StatusesSchema = Type.Unsafe<Record<string, Job>>(Type.Object({}, { additionalProperties: JobSchema }))

const envelope = { statusCode: Type.Integer(), error: Type.String(), message: Type.String() }

const ErrorSchema = Type.Object(envelope, { additionalProperties: false })

const InvalidSchema = Type.Object({
  ...envelope,
  validation: Type.Optional(Type.Object({ source: Type.String(), keys: Type.Array(Type.String()) }, { additionalProperties: false }))
}, { additionalProperties: false })

/** The error responses of every operation. */
export const errors = { 400: InvalidSchema, 401: ErrorSchema, 404: ErrorSchema, 500: ErrorSchema }
/** The error responses of an operation with a body. 507: the number of jobs, tokens and waits in a sandbox is limited. */
export const bodyErrors = { ...errors, 413: ErrorSchema, 415: ErrorSchema, 507: ErrorSchema }

export const security = [{ BearerAuth: [] }, { ApiKeyAuth: [] }]

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
