import createError from '@fastify/error'
import { jobTypes } from '../schema.ts'
import { mustNameOneOf, startAll, type Place } from '../work.ts'
import {
  createDataSources,
  detectRemoteChanges,
  HandlersSchema,
  updateHandlers,
  type Create,
  type Created,
  type Detected,
  type Detection,
  type Handlers,
  type Metadata
} from './schema.ts'
import { claimedDataSources, createDataSource, putByJobs, toConnectionString, type Draft } from './sources.ts'

export const NameTaken = createError('NAME_TAKEN', 'A data source with the name %j already exists', 400)

/**
 * Creates data sources: a single one exists at once; of several, each exists when its job has succeeded, and the client finds
 * the jobs by their connection string (observed). Throws NAME_TAKEN, JOB_LIMIT, COLLECTION_FULL.
 */
export function createByHandlers (place: Place, technology: string, body: Create): Created {
  const drafts = [body.handler].flat().map(({ metadata }) => toDraft(technology, metadata, body.dataSource))
  mustBeFree(place, drafts)
  const [first, ...others] = drafts as [Draft, ...Draft[]]
  if (others.length === 0) {
    const { id } = createDataSource(place, first)
    return { id, dataSourceId: id }
  }
  putByJobs(place, jobTypes.createDataSources, drafts, { operation: createDataSources.operationId, body })
  return { connectionString: first.connectionString }
}

/** Starts a job for each data source, or one for a connection. Throws RequestFailed, JOB_LIMIT. */
export function updateByHandlers (place: Place, technology: string, body: Handlers): { bulkId: string } {
  const { ids, connectionString } = body
  mustNameOneOf(['connectionString', 'ids'], body, HandlersSchema)
  const bulkId = place.sandbox.ids.uuid4()
  const inputs = connectionString === undefined
    ? Array.from(new Set(ids), id => ({ bulkId, technology, id }))
    : [{ bulkId, technology, connectionString }]
  startAll(place, inputs.map(input => ({ kind: jobTypes.updateHandlers, input })), { operation: updateHandlers.operationId, body })
  return { bulkId }
}

/** Starts the job that looks for tables, and unless the client skips it the job that looks for columns. Throws JOB_LIMIT. */
export function detect (place: Place, body: Detection): Detected {
  const { skipColumnDetection = false, ...input } = body
  const kinds = skipColumnDetection ? [jobTypes.schemaDetection] : [jobTypes.schemaDetection, jobTypes.columnDetection]
  const ids = startAll(place, kinds.map(kind => ({ kind, input })), { operation: detectRemoteChanges.operationId, body: input })
  const [schemaDetection, columnDetection] = ids.map(id => ({ jobs: [id] }))
  // the first kind is always there
  return { schemaDetection: schemaDetection!, ...columnDetection && { columnDetection } }
}

function toDraft (technology: string, metadata: Metadata, dataSource: Create['dataSource']): Draft {
  const { dataSourceName, schema = null, table = null } = metadata
  const { name, blobHandlerType = technology, tags = [] } = dataSource
  return {
    name: dataSourceName ?? name ?? [schema, table].filter(part => part !== null).join('.'),
    technology,
    blobHandlerType,
    connectionString: toConnectionString(metadata),
    connectionKey: null,
    schema,
    table,
    tags: tags.map(({ name }) => name)
  }
}

/** Throws NAME_TAKEN: a name is unique in a tenant (documentation). */
function mustBeFree (place: Place, drafts: readonly Draft[]): void {
  const taken = new Set(claimedDataSources(place).map(({ name }) => name))
  for (const { name } of drafts) {
    if (taken.has(name)) throw new NameTaken(name)
    taken.add(name)
  }
}
