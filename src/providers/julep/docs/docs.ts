import { RequestFailed } from '../../../http/failure.ts'
import type { ProviderJobs, Sandbox } from '../../../sandboxes/index.ts'
import { randomStream } from '../../../random/index.ts'
import { agents } from '../agents/schema.ts'
import { hasMetadata } from '../paging.ts'
import { list, make, remove, type Resource } from '../resources.ts'
import { mustHaveOwner } from '../strict.ts'
import { users } from '../users/schema.ts'
import { docs, type BulkDelete, type DocData, type NewDoc, type Role, type Search } from './schema.ts'

/** The agent or the user that has a document, as the key by which it is kept. */
export function ownerKey (role: Role, id: string): string {
  return `${role} ${id}`
}

/** Creates a document and starts the job that embeds it. Throws DEPENDENCY_UNKNOWN, COLLECTION_FULL, JOB_LIMIT. */
export function createDoc (
  sandbox: Sandbox,
  jobs: ProviderJobs,
  role: Role,
  ownerId: string,
  body: NewDoc
): { doc: Resource<DocData>, job: string } {
  mustHaveOwner(sandbox, role === 'agent' ? agents : users, ownerId, 'doc')
  const { title, content, metadata } = body
  const doc = make(sandbox, docs, { title, content, metadata: { ...metadata } }, { owner: ownerKey(role, ownerId) })
  const collection = sandbox.collection(docs)
  // checked before the job is started
  collection.mustFit(doc.id, doc)
  const { id: job } = jobs.start({ kind: 'EmbedDocsWorkflow', input: body }, {
    operation: role === 'agent' ? 'createAgentDoc' : 'createUserDoc',
    body
  })
  collection.put(doc.id, doc)
  return { doc, job }
}

/** Deletes the documents that a client selects, all or by metadata; none if it selects none. Returns them. */
export function removeDocs (
  sandbox: Sandbox,
  owner: string,
  { metadata_filter: filter = {}, delete_all: all = false }: BulkDelete
): Array<Resource<DocData>> {
  const isEmpty = Object.keys(filter).length === 0
  const isSelected = ({ data }: Resource<DocData>) => all || (!isEmpty && hasMetadata(data.metadata, filter))
  return list(sandbox, docs, owner).filter(isSelected).map(({ id }) => remove(sandbox, docs, id))
}

/** Deletes all documents of an owner. */
export function removeDocsOf (sandbox: Sandbox, owner: string): void {
  removeDocs(sandbox, owner, { delete_all: true })
}

/** A piece of a document that a search has found, with its distance: 0 is nearest. */
export interface Hit { doc: Resource<DocData>, index: number, content: string, distance: number }

/**
 * The pieces that have a word of the text, those with most of its words first. A search by vector only finds all, because documents
 * have no embeddings here.
 */
export function searchDocs (sandbox: Sandbox, owner: string, { text, limit = 10, metadata_filter: filter = {} }: Search): Hit[] {
  const wanted = text === undefined ? undefined : wordsOf(text)
  const toHit = (doc: Resource<DocData>, content: string, index: number): Hit =>
    ({ doc, index, content, distance: distanceOf(wanted, wordsOf(`${doc.data.title} ${content}`)) })
  const hits = list(sandbox, docs, owner)
    .filter(({ data }) => hasMetadata(data.metadata, filter))
    .flatMap(doc => [doc.data.content].flat().map((content, index) => toHit(doc, content, index)))
  return hits.filter(({ distance }) => distance < 1).sort((a, b) => a.distance - b.distance).slice(0, Number(limit))
}

/** The share of the wanted words that are missing. */
function distanceOf (wanted: ReadonlySet<string> | undefined, words: ReadonlySet<string>): number {
  if (wanted === undefined) return 0
  let found = 0
  for (const word of wanted) if (words.has(word)) found++
  return wanted.size === 0 ? 1 : 1 - found / wanted.size
}

function wordsOf (text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu))
}

/** The length of a vector of `text-embedding-3-large`, as the server asks for it. */
export const dimensions = 1024

/** How many texts a request may embed: the vectors of 60,000 take a minute and 500 MB. The documentation does not state a limit. */
const maxTexts = 200

/** The vector of each text. Throws RequestFailed if there are too many. */
export function toVectors (sandbox: Sandbox, text: string | readonly string[]): number[][] {
  const texts = [text].flat()
  if (texts.length > maxTexts) throw new RequestFailed({ kind: 'too-large' })
  return texts.map(text => toVector(sandbox, text))
}

/** A vector drawn from the seed and the text, with values from -1 to 1. */
function toVector ({ seed }: Sandbox, text: string): number[] {
  const stream = randomStream(seed, `julep embedding ${text}`)
  return Array.from({ length: dimensions }, () => stream.integer(-1000, 1000) / 1000)
}
