import { Type, type Static } from '@sinclair/typebox'
import { bodyErrors, errors, security } from '../schema.ts'

const closed = { additionalProperties: false }
const open = { additionalProperties: true }
const text = () => Type.Optional(Type.String())

/** At most the default of --max-jobs: one job is started for each data source. */
const most = 10_000

/** The parts of a connection that its connection string has; the others are ignored, and never stored. */
const MetadataSchema = Type.Object({
  hostname: text(),
  port: Type.Optional(Type.Integer({ minimum: 0 })),
  database: text(),
  schema: text(),
  table: text(),
  username: text(),
  dataSourceName: text()
}, open)
export interface Metadata extends Static<typeof MetadataSchema> {}

const HandlerSchema = Type.Object({ metadata: MetadataSchema }, open)
const TagSchema = Type.Object({ name: Type.String() }, open)

/** The name of a technology in a path: `snowflake` in `/snowflake/handler`. */
const params = Type.Object({ technology: Type.String() })

const CreateSchema = Type.Object({
  handler: Type.Union([HandlerSchema, Type.Array(HandlerSchema, { minItems: 1, maxItems: most })]),
  dataSource: Type.Object({ name: text(), blobHandlerType: text(), tags: Type.Optional(Type.Array(TagSchema)) }, open),
  schemaEvolution: Type.Optional(Type.Object({}, open)),
  policyRules: Type.Optional(Type.Array(Type.Unknown()))
}, closed)
export interface Create extends Static<typeof CreateSchema> {}

const CreatedSchema = Type.Object({
  id: Type.Optional(Type.Integer({ description: 'The id of the handler; of a single table' })),
  dataSourceId: Type.Optional(Type.Integer({ description: 'Of a single table' })),
  connectionString: Type.Optional(Type.String({ description: 'Of several tables, whose jobs can be found by it' }))
}, closed)
export interface Created extends Static<typeof CreatedSchema> {}

export const createDataSources = {
  operationId: 'createDataSources',
  summary: 'Creates a data source, or several by one job for each',
  security,
  params,
  body: CreateSchema,
  response: { 200: CreatedSchema, ...bodyErrors }
}

export const HandlersSchema = Type.Object({
  ids: Type.Optional(Type.Array(Type.Integer(), { minItems: 1, maxItems: most, description: 'Data sources; deprecated by the service' })),
  connectionString: Type.Optional(Type.String({ minLength: 1, description: 'The data sources of a connection' })),
  handler: Type.Optional(HandlerSchema),
  schemaEvolution: Type.Optional(Type.Object({}, open))
}, closed)
export interface Handlers extends Static<typeof HandlersSchema> {}

export const updateHandlers = {
  operationId: 'updateHandlers',
  summary: 'Updates the connections of data sources',
  security,
  params,
  body: HandlersSchema,
  response: { 200: Type.Object({ bulkId: Type.String({ format: 'uuid' }) }, closed), ...bodyErrors }
}

const ConnectionSchema = Type.Object({
  connectionKey: Type.String({ minLength: 1, description: 'Identifies the data sources of one connection' }),
  connection: Type.Object({ ...MetadataSchema.properties, handler: Type.String({ minLength: 1, description: 'Such as Snowflake' }) }, open),
  nameTemplate: Type.Optional(Type.Object({ dataSourceFormat: text() }, open)),
  options: Type.Optional(Type.Object({ tableTags: Type.Optional(Type.Array(Type.String())) }, open)),
  owners: Type.Optional(Type.Array(Type.Unknown())),
  sources: Type.Optional(Type.Array(Type.Object({ table: text(), schema: text() }, open), { minItems: 1, maxItems: most }))
}, closed)
export interface Connection extends Static<typeof ConnectionSchema> {}

const names = (description: string) => Type.Array(Type.String(), { description })

const ChangesSchema = Type.Object({
  dryRun: Type.Boolean(),
  creating: names('The names of the new data sources'),
  updating: names('Those that differ from the request'),
  deleting: names('Those that the request lacks'),
  noChange: names('All others'),
  detectionRunning: Type.Boolean(),
  tagsUpdated: Type.Boolean()
}, closed)
export interface Changes extends Static<typeof ChangesSchema> {}

const dryRun = Type.Optional(Type.Boolean({ default: false, description: 'Whether to change nothing' }))

export const putConnection = {
  operationId: 'putConnection',
  summary: 'Creates, updates and deletes the data sources of a connection, so that they are those of the request',
  security,
  querystring: Type.Object({
    dryRun,
    wait: Type.Optional(Type.Number({ default: 0, description: 'Seconds to wait for the jobs; below 0 without a limit' }))
  }, closed),
  body: ConnectionSchema,
  response: { 200: ChangesSchema, ...bodyErrors }
}

export const deleteConnection = {
  operationId: 'deleteConnection',
  summary: 'Deletes the data sources of a connection',
  security,
  params: Type.Object({ connectionKey: Type.String({ minLength: 1 }) }),
  querystring: Type.Object({ dryRun }, closed),
  response: { 200: ChangesSchema, ...errors }
}

const list = (description: string) => Type.Optional(Type.Array(Type.String(), { description }))

const SearchSchema = Type.Object({
  searchText: Type.Optional(Type.String({ description: 'A part of the name or of the connection string, in any case' })),
  nameOnly: Type.Optional(Type.Boolean({ default: false, description: 'Whether searchText is a part of the name' })),
  blobHandlerType: list('Such as Snowflake'),
  connectionString: list('Data sources of these connections'),
  tag: list('Data sources with one of these tags'),
  schema: Type.Optional(Type.String({ description: 'The remote schema' })),
  dataSourceIds: Type.Optional(Type.Array(Type.Integer())),
  offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
  size: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 50 })),
  sortOrder: Type.Optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')]))
}, open)
export interface Search extends Static<typeof SearchSchema> {}

const orNull = () => Type.Union([Type.String(), Type.Null()])

const summary = {
  id: Type.Integer(),
  name: Type.String(),
  description: Type.Null(),
  deleted: Type.Boolean(),
  createdAt: Type.String({ format: 'date-time' }),
  status: Type.String({ description: 'The health of the data source' }),
  subscriptionStatus: Type.String(),
  blobHandlerType: Type.String(),
  connectionString: Type.String(),
  remoteSchema: orNull(),
  remoteTable: orNull()
}

const HitSchema = Type.Object(summary, open)
export interface Hit extends Static<typeof HitSchema> {}

const HitsSchema = Type.Object({ hits: Type.Array(HitSchema), count: Type.Integer({ description: 'Of all pages' }) }, closed)
export interface Hits extends Static<typeof HitsSchema> {}

export const listDataSources = {
  operationId: 'listDataSources',
  summary: 'Searches data sources',
  security,
  querystring: SearchSchema,
  response: { 200: HitsSchema, ...errors }
}

const DetailsSchema = Type.Object({
  ...summary,
  blobHandler: Type.Object({ url: Type.String() }, open),
  tags: Type.Array(Type.Object({ name: Type.String() }, closed))
}, open)
export interface Details extends Static<typeof DetailsSchema> {}

export const getDataSource = {
  operationId: 'getDataSource',
  summary: 'A data source',
  security,
  params: Type.Object({ dataSourceId: Type.Integer({ minimum: 1 }) }),
  response: { 200: DetailsSchema, ...errors }
}

const DetectionSchema = Type.Object({
  schemaEvolutionId: Type.Optional(Type.Integer()),
  dataSourceIds: Type.Optional(Type.Array(Type.Integer(), { maxItems: most })),
  hostname: text(),
  port: Type.Optional(Type.Integer()),
  database: text(),
  table: text(),
  overrides: Type.Optional(Type.Object({}, open)),
  skipColumnDetection: Type.Optional(Type.Boolean())
}, closed)
export interface Detection extends Static<typeof DetectionSchema> {}

const JobsSchema = Type.Object({ jobs: Type.Array(Type.String({ format: 'uuid' })) }, closed)
const DetectedSchema = Type.Object({ schemaDetection: JobsSchema, columnDetection: Type.Optional(JobsSchema) }, closed)
export interface Detected extends Static<typeof DetectedSchema> {}

export const detectRemoteChanges = {
  operationId: 'detectRemoteChanges',
  summary: 'Looks for new and changed tables and columns',
  security,
  body: DetectionSchema,
  response: { 200: DetectedSchema, ...bodyErrors }
}
