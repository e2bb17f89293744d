import type { Dialect } from '../../../sandboxes/index.ts'
import type { Stamp } from '../map.ts'
import type { Resource } from '../resources.ts'
import { dimensions, type Hit } from './docs.ts'
import type { Doc, DocData, Found } from './schema.ts'

/** The server was observed to show the content as a list of pieces, also if there is one. */
const contentOf: Readonly<Record<Dialect, (content: DocData['content']) => DocData['content']>> = {
  documented: content => content,
  observed: content => [content].flat()
}

export function toDoc ({ id, createdAt, data }: Resource<DocData>, dialect: Dialect, stamp: Stamp): Doc {
  return {
    id,
    metadata: data.metadata,
    created_at: stamp(createdAt),
    title: data.title,
    content: contentOf[dialect](data.content),
    embeddings: null,
    modality: 'text',
    language: 'english',
    embedding_model: 'text-embedding-3-large',
    embedding_dimensions: dimensions
  }
}

/** The results of a search; the server says that it takes at least 10 ms. */
export function toFound (hits: readonly Hit[]): Found {
  return { docs: hits.map(toReference), time: 0.01 }
}

function toReference ({ doc: { id, owner = '', data: { metadata, title } }, index, content, distance }: Hit) {
  const [role = '', ownerId = ''] = owner.split(' ')
  return { metadata, owner: { id: ownerId, role }, id, title, snippet: { index, content, embedding: null }, distance }
}
