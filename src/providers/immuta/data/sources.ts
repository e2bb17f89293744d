import createError from '@fastify/error'
import { Type, type Static } from '@sinclair/typebox'
import { isFinal } from '../../../jobs/index.ts'
import type { ProviderJob } from '../../../sandboxes/index.ts'
import { toIso } from '../../../time/index.ts'
import { tryToCancel, type Place } from '../work.ts'
import type { Metadata } from './schema.ts'

export const DataSourceUnknown = createError('DATA_SOURCE_UNKNOWN', 'Not Found', 404)

const orNull = Type.Union([Type.String(), Type.Null()])

const DataSourceSchema = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  technology: Type.String(),
  blobHandlerType: Type.String(),
  connectionString: Type.String(),
  connectionKey: orNull,
  schema: orNull,
  table: orNull,
  tags: Type.Array(Type.String()),
  createdAt: Type.String(),
  /** The job that creates it: it exists when the job has succeeded. Null if it existed at once. */
  jobId: orNull
}, { additionalProperties: false })
export interface DataSource extends Static<typeof DataSourceSchema> {}

/** A data source to create, or with an id one to replace. */
export interface Draft extends Omit<DataSource, 'id' | 'createdAt' | 'jobId'> { id?: number }

export const dataSources = { name: 'immuta.dataSources', schema: DataSourceSchema }

/** All data sources that exist, oldest first. */
export function allDataSources (place: Place): DataSource[] {
  return stored(place).filter(source => stateOf(place, source) === 'created')
}

/** All data sources that exist or are being created, oldest first. */
export function claimedDataSources (place: Place): DataSource[] {
  return stored(place).filter(source => stateOf(place, source) !== 'failed')
}

/** Throws DATA_SOURCE_UNKNOWN. */
export function findDataSource (place: Place, id: number): DataSource {
  const source = collectionOf(place).get(String(id))
  if (source === undefined || stateOf(place, source) !== 'created') throw new DataSourceUnknown()
  return source
}

/** Creates a data source that exists at once. Throws COLLECTION_FULL. */
export function createDataSource (place: Place, draft: Draft): DataSource {
  const source = { ...draft, id: newId(place), createdAt: toIso(place.sandbox.clock.now()), jobId: null }
  put(place, source)
  return source
}

/** Creates or replaces data sources, by one job for each. Throws JOB_LIMIT, COLLECTION_FULL, and then nothing has changed. */
export function putByJobs (
  place: Place,
  kind: string,
  drafts: readonly Draft[],
  request: { operation: string, body: unknown }
): ProviderJob[] {
  const done: Array<{ id: number, before: DataSource | undefined, job: ProviderJob }> = []
  try {
    for (const draft of drafts) {
      const { id = newId(place), name, connectionString } = draft
      const before = collectionOf(place).get(String(id))
      const job = place.jobs.start({ kind, input: { dataSourceId: id, name, connectionString } }, request)
      done.push({ id, before, job })
      const { createdAt = toIso(place.sandbox.clock.now()), jobId = job.id } = before ?? {}
      put(place, { ...draft, id, createdAt, jobId })
    }
  } catch (error) {
    for (const { id, before, job } of done) {
      if (before === undefined) deleteDataSource(place, id)
      else put(place, before)
      tryToCancel(place.sandbox, job.id)
    }
    throw error
  }
  return done.map(({ job }) => job)
}

export function deleteDataSource (place: Place, id: number): void {
  collectionOf(place).delete(String(id))
}

/** `user@host:443/database`, without the parts that are missing (observed). */
export function toConnectionString ({ username, hostname = '', port, database }: Metadata): string {
  const [user, address, path] = [
    username && `${username}@`,
    port === undefined ? hostname : `${hostname}:${port}`,
    database && `/${database}`
  ]
  return [user, address, path].join('')
}

/** A data source whose job has failed makes room. */
function put (place: Place, source: DataSource): void {
  collectionOf(place).put(String(source.id), source, other => stateOf(place, other) === 'failed')
}

/** A data source exists as long as it is stored, also when its job has been evicted. */
function stateOf ({ jobs }: Place, { jobId }: DataSource): 'created' | 'pending' | 'failed' {
  const state = jobId === null ? undefined : jobs.seek(jobId)?.state
  if (state === undefined || state === 'succeeded') return 'created'
  return isFinal(state) ? 'failed' : 'pending'
}

/** Drawn, because a client that has an id must not find another data source under it later. */
function newId (place: Place): number {
  const stream = place.sandbox.random(dataSources.name)
  let id
  do id = stream.integer(1, 1_000_000)
  while (collectionOf(place).get(String(id)) !== undefined)
  return id
}

function stored (place: Place): DataSource[] {
  return Array.from(collectionOf(place).entries(), ([, source]) => source)
}

function collectionOf ({ sandbox }: Place) {
  return sandbox.collection(dataSources)
}
