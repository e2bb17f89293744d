import createError from '@fastify/error'
import type { TSchema } from '@sinclair/typebox'
import { InvalidField, mustFit, oneOf } from '../../validation/index.ts'
import { excerpt, shorten } from '../../validation/text.ts'
import type { CollectionKind } from '../collection.ts'
import type { Sandbox } from '../sandbox.ts'
import { putSnapshot } from './contents.ts'
import { SnapshotSchema, snapshotVersion, type Snapshot } from './schema.ts'

const SnapshotForeign = createError('SNAPSHOT_FOREIGN',
  'version: is %s, but this program reads version %s; take the snapshot again with GET /__admin/snapshot', 400)

/** What a provider requires of its jobs and collections in a snapshot. */
export interface ProviderRecords {
  readonly name: string
  readonly collections: readonly CollectionKind[]
  /** Returns why an id cannot be that of one of its jobs; undefined if it can. */
  refuseId? (id: string): string | undefined
  /** The schema of the input of a job of this kind, if the provider depends on one. */
  inputSchema? (kind: string): TSchema | undefined
}

/**
 * Replaces the contents of a sandbox by those of a document, which may be anything. `providers`: all providers; `served`: the names
 * of those that may have jobs. Throws an error with a message of one line, and then nothing has changed.
 */
export function restoreSnapshot (
  sandbox: Sandbox, document: unknown, providers: readonly ProviderRecords[], served: readonly string[]
): void {
  mustBeSnapshot(document)
  const known = oneOf(providers.map(({ name }) => name))
  const mustBeKnown = (provider: string | undefined, field: string) => { if (provider !== undefined) mustFit(known, provider, field) }
  document.jobs.items.forEach((job, index) => {
    const field = `jobs.items[${index}]`
    const provider = providers.find(({ name }) => name === job.provider && served.includes(name))
    if (provider === undefined) {
      throw new InvalidField(`${field}.provider`, `${shorten(job.provider)} is not served here; --providers sets which are`)
    }
    mustBeJobOf(provider, job, field)
  })
  document.rules.items.forEach(({ provider }, index) => mustBeKnown(provider, `rules.items[${index}].provider`))
  document.faults?.rules.forEach(({ match }, index) => mustBeKnown(match?.provider, `faults.rules[${index}].match.provider`))
  putSnapshot(sandbox, document, providers.flatMap(({ collections }) => collections))
}

/** Throws InvalidField for a job that the provider could not have created. */
function mustBeJobOf ({ refuseId, inputSchema }: ProviderRecords, job: Snapshot['jobs']['items'][number], field: string): void {
  const { id, kind, input } = job
  const reason = refuseId?.(id)
  if (reason !== undefined) throw new InvalidField(`${field}.id`, reason)
  const schema = inputSchema?.(kind)
  if (schema !== undefined) mustFit(schema, input, `${field}.input`)
}

/** The version comes first: a document of another version may differ in every other field. */
function mustBeSnapshot (document: unknown): asserts document is Snapshot {
  if (typeof document !== 'object' || document === null || !('version' in document)) {
    throw new InvalidField('version', 'is required: this is not a snapshot; GET /__admin/snapshot returns one')
  }
  if (document.version !== snapshotVersion) throw new SnapshotForeign(excerpt(document.version), snapshotVersion)
  mustFit(SnapshotSchema, document, '')
}
