import { Type, type Static } from '@sinclair/typebox'
import { security, bodyErrors } from './schema.ts'

const closed = { additionalProperties: false }

/** The documentation has numbers in its examples, and does not rule out strings. */
const DataSourceIdSchema = Type.Union([Type.Integer(), Type.String({ minLength: 1 })])

/** At most the default of --max-jobs: a bulk update starts one job for each data source. */
const DataSourceIdsSchema = Type.Array(DataSourceIdSchema, { minItems: 1, maxItems: 10_000 })

export const AuthenticateSchema = Type.Object({ apikey: Type.String({ minLength: 1 }) }, closed)

export const AuthenticatedSchema = Type.Object({
  authenticated: Type.Boolean(),
  token: Type.String({ description: 'Hexadecimal' }),
  tokenExpiration: Type.String({ format: 'date-time' })
}, closed)
export interface Authenticated extends Static<typeof AuthenticatedSchema> {}

export const authenticate = {
  operationId: 'authenticate',
  summary: 'A token for an API key',
  body: AuthenticateSchema,
  response: { 200: AuthenticatedSchema, ...bodyErrors }
}

const trigger = {
  security,
  params: Type.Object({ handlerId: Type.Integer({ minimum: 1 }) }),
  response: { 200: Type.String({ description: 'The id of the job' }), ...bodyErrors }
}

/** The operationId is the last segment of the path. */
export const triggers = [
  { operationId: 'triggerHighCardinalityJob', summary: 'Recomputes the high cardinality columns of a data source', ...trigger },
  { operationId: 'refreshNativeViewJob', summary: 'Refreshes the native view of a data source', ...trigger }
] as const

export const IdentificationSchema = Type.Object({
  domainId: Type.Optional(Type.String({ minLength: 1, description: 'Either this or dataSourceIds is required' })),
  dataSourceIds: Type.Optional(DataSourceIdsSchema)
}, closed)
export interface Identification extends Static<typeof IdentificationSchema> {}

export const runIdentification = {
  operationId: 'runIdentification',
  summary: 'Looks for sensitive data in a domain or in data sources',
  security,
  body: IdentificationSchema,
  response: { 200: Type.Object({ workflowId: Type.String({ description: 'The id of the job' }) }, closed), ...bodyErrors }
}

export const BulkUpdateSchema = Type.Object({
  ids: DataSourceIdsSchema,
  update: Type.Optional(Type.Object({}, { additionalProperties: true, description: 'The changes to each data source' }))
}, closed)
export interface BulkUpdate extends Static<typeof BulkUpdateSchema> {}

export const bulkUpdate = {
  operationId: 'bulkUpdateDataSources',
  summary: 'Updates data sources, one job for each',
  security,
  params: Type.Object({ type: Type.String({ minLength: 1 }) }),
  body: BulkUpdateSchema,
  response: { 200: Type.Object({ bulkId: Type.String({ format: 'uuid' }) }, closed), ...bodyErrors }
}
