import type { Place } from '../work.ts'
import type { Details, Hit, Hits, Search } from './schema.ts'
import { allDataSources, findDataSource, type DataSource } from './sources.ts'

/** A page of the data sources that match, by name. */
export function searchDataSources (place: Place, search: Search): Hits {
  const { offset = 0, size = 50, sortOrder = 'asc' } = search
  const found = allDataSources(place).filter(source => matches(source, search))
  found.sort((one, other) => one.name < other.name ? -1 : 1)
  if (sortOrder === 'desc') found.reverse()
  return { hits: found.slice(offset, offset + size).map(toHit), count: found.length }
}

/** `origin` is the URL of the sandbox. Throws DATA_SOURCE_UNKNOWN. */
export function toDetails (place: Place, id: number, origin: string): Details {
  const source = findDataSource(place, id)
  return {
    ...toHit(source),
    blobHandler: { url: `${origin}/${source.technology}/handler/${id}` },
    tags: source.tags.map(name => ({ name }))
  }
}

function matches (
  source: DataSource,
  { searchText = '', nameOnly = false, blobHandlerType, connectionString, tag, schema, dataSourceIds }: Search
): boolean {
  const { id, name, tags } = source
  const texts = nameOnly ? [name] : [name, source.connectionString]
  return texts.some(text => text.toLowerCase().includes(searchText.toLowerCase())) &&
    (blobHandlerType?.includes(source.blobHandlerType) ?? true) &&
    (connectionString?.includes(source.connectionString) ?? true) &&
    (tag?.some(name => tags.includes(name)) ?? true) &&
    (schema === undefined || schema === source.schema) &&
    (dataSourceIds?.includes(id) ?? true)
}

/** Every data source is healthy, and the user owns it. */
function toHit ({ id, name, createdAt, blobHandlerType, connectionString, schema, table }: DataSource): Hit {
  return {
    id,
    name,
    description: null,
    deleted: false,
    createdAt,
    status: 'passed',
    subscriptionStatus: 'owner',
    blobHandlerType,
    connectionString,
    remoteSchema: schema,
    remoteTable: table
  }
}
