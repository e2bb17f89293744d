import { jobTypes } from '../schema.ts'
import type { Place } from '../work.ts'
import { putConnection, type Changes, type Connection } from './schema.ts'
import {
  claimedDataSources,
  DataSourceUnknown,
  deleteDataSource,
  putByJobs,
  toConnectionString,
  type DataSource,
  type Draft
} from './sources.ts'

/** The format of a name that the documented examples have: `Public Barfoo` for the table `barfoo` in the schema `public`. */
const defaultFormat = '<Schema> <Tablename>'

/** What a request changes, and the jobs that change it. */
export interface Changed { changes: Changes, jobIds: string[] }

/**
 * Replaces the data sources of a connection by those of the request. A job creates or updates each; deletion is immediate. Throws
 * JOB_LIMIT, COLLECTION_FULL, and then nothing has changed.
 */
export function changeConnection (place: Place, body: Connection, dryRun: boolean): Changed {
  const current = new Map(sourcesOf(place, body.connectionKey).map(source => [source.name, source]))
  const drafts = toDrafts(body)
  const [creating, known] = partition([...drafts.values()], ({ name }) => !current.has(name))
  // `known` and `updating` are drafts whose name is in `current`
  const [noChange, updating] = partition(known, draft => isSame(draft, current.get(draft.name)!))
  const deleting = [...current.values()].filter(({ name }) => !drafts.has(name))
  const tagsUpdated = updating.some(({ name, tags }) => tags.join() !== current.get(name)!.tags.join())
  const changes = { ...toChanges(dryRun, { creating, updating, deleting, noChange }), tagsUpdated }
  if (dryRun) return { changes, jobIds: [] }
  const changed = [...updating.map(draft => ({ ...draft, id: current.get(draft.name)!.id })), ...creating]
  const jobs = putByJobs(place, jobTypes.putConnection, changed, { operation: putConnection.operationId, body })
  for (const { id } of deleting) deleteDataSource(place, id)
  return { changes, jobIds: jobs.map(({ id }) => id) }
}

/** Deletes the data sources of a connection at once. Throws DATA_SOURCE_UNKNOWN if there are none. */
export function removeConnection (place: Place, connectionKey: string, dryRun: boolean): Changes {
  const deleting = sourcesOf(place, connectionKey)
  if (deleting.length === 0) throw new DataSourceUnknown()
  if (!dryRun) for (const { id } of deleting) deleteDataSource(place, id)
  return toChanges(dryRun, { deleting })
}

function sourcesOf (place: Place, key: string): DataSource[] {
  return claimedDataSources(place).filter(({ connectionKey }) => connectionKey === key)
}

interface Named { name: string }

function toChanges (
  dryRun: boolean,
  {
    creating = [],
    updating = [],
    deleting = [],
    noChange = []
  }: Partial<Record<'creating' | 'updating' | 'deleting' | 'noChange', readonly Named[]>>
): Changes {
  const names = (sources: readonly Named[]) => sources.map(({ name }) => name)
  return {
    dryRun,
    creating: names(creating),
    updating: names(updating),
    deleting: names(deleting),
    noChange: names(noChange),
    detectionRunning: false,
    tagsUpdated: false
  }
}

/** The data sources of a request, by name. Without `sources` a connection has one table with its own key as name: no database is asked. */
function toDrafts ({ connectionKey, connection, nameTemplate, options, sources = [{}] }: Connection): Map<string, Draft> {
  const { dataSourceFormat = defaultFormat } = nameTemplate ?? {}
  return new Map(sources.map(({ table = connectionKey, schema = connection.schema ?? 'public' }) => {
    const name = toName(dataSourceFormat, { schema, tablename: table, database: connection.database ?? '' })
    const connectionString = toConnectionString(connection)
    const { tableTags: tags = [] } = options ?? {}
    return [
      name,
      {
        name,
        technology: connection.handler.toLowerCase(),
        blobHandlerType: connection.handler,
        connectionString,
        connectionKey,
        schema,
        table,
        tags
      }
    ]
  }))
}

/** `<Schema> <tablename>` → `Public customers`: the case of a placeholder is that of the value. */
function toName (format: string, values: Readonly<Record<string, string>>): string {
  return format.replace(/<(\w+)>/g, (placeholder, word: string) => {
    const value = values[word.toLowerCase()]
    if (value === undefined) return placeholder
    if (word === word.toUpperCase()) return value.toUpperCase()
    return word === word.toLowerCase() ? value.toLowerCase() : value.slice(0, 1).toUpperCase() + value.slice(1).toLowerCase()
  })
}

function isSame (draft: Draft, source: DataSource): boolean {
  return draft.connectionString === source.connectionString &&
    draft.blobHandlerType === source.blobHandlerType &&
    draft.tags.join() === source.tags.join()
}

function partition<T> (items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter(item => !isFirst(item))]
}
