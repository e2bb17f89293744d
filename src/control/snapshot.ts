import createError from '@fastify/error'
import { version } from '../assets.ts'
import { maxDepthAround } from '../http/json.ts'
import { excerpt, shorten } from '../validation/text.ts'
import { providers, type App, type Provider } from '../providers/index.ts'
import { putSnapshot, SnapshotSchema, snapshotVersion, takeSnapshot, type Sandbox, type Snapshot } from '../sandboxes/index.ts'
import { custom, InvalidField, mustFit } from '../validation/index.ts'
import { SandboxSchema } from './sandboxes/schema.ts'
import { toSandbox } from './sandboxes/view.ts'
import { ErrorSchema, ProviderSchema } from './schema.ts'

/** How large a snapshot may be, in bytes: room for all files that a sandbox keeps, and as much again for the rest. */
export const snapshotLimit = 128 * 1024 * 1024

const SnapshotForeign = createError('SNAPSHOT_FOREIGN', 'version: %s; this program reads version %s: take the snapshot again with GET /__admin/snapshot', 400)
const SnapshotTooLarge = createError('SNAPSHOT_TOO_LARGE', 'The snapshot would have more than %s MB, and could not be put back; leave out what the test does not need', 507)
const SnapshotBodyTooLarge = createError('BODY_TOO_LARGE', 'The snapshot is larger than %s MB', 413)

/** Checked where it is put back, to say first whether it is a snapshot at all. */
const BodySchema = custom<unknown>('SnapshotBody', SnapshotSchema, () => true, '')

/** Gives a sandbox as one document, and puts one back. */
export function snapshotRoutes (app: App, served: readonly Provider[]): void {
  const names = served.map(({ name }) => name)

  app.get('/__admin/snapshot', { schema: { operationId: 'getSnapshot', response: { 200: SnapshotSchema, 507: ErrorSchema } } }, async ({ sandbox }, reply) =>
    // as text, which is what was measured
    reply.type('application/json; charset=utf-8').send(writeSnapshot(sandbox) as unknown as Snapshot))

  app.put('/__admin/snapshot', {
    bodyLimit: snapshotLimit,
    config: { bodyDepth: maxDepthAround },
    schema: { operationId: 'putSnapshot', body: BodySchema, response: { 200: SandboxSchema, 400: ErrorSchema, 413: ErrorSchema, 507: ErrorSchema } },
    errorHandler: error => { throw error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? new SnapshotBodyTooLarge(snapshotLimit / 2 ** 20) : error }
  }, request => {
    putBack(request.sandbox, request.body, names)
    return toSandbox(request.sandbox, request)
  })
}

/** A sandbox as text. Throws SNAPSHOT_TOO_LARGE. */
export function writeSnapshot (sandbox: Sandbox): string {
  const snapshot = takeSnapshot(sandbox, version)
  const text = stringify(snapshot)
  if (text === undefined || Buffer.byteLength(text) > snapshotLimit) throw new SnapshotTooLarge(snapshotLimit / 2 ** 20)
  return text
}

/** Undefined if no text can be that long. */
function stringify (snapshot: Snapshot): string | undefined {
  try {
    return JSON.stringify(snapshot)
  } catch {
    return undefined
  }
}

/** Puts into a sandbox what may be a snapshot; throws an error whose message is one line, and then nothing has changed. `names`: of the providers that are served. */
export function putBack (sandbox: Sandbox, snapshot: unknown, names: readonly string[]): void {
  mustBeSnapshot(snapshot)
  snapshot.jobs.items.forEach((job, index) => {
    const provider = providers.find(({ name }) => name === job.provider && names.includes(name))
    if (provider === undefined) throw new InvalidField(`jobs.items[${index}].provider`, `${shorten(job.provider)} is not served here; --providers says which are`)
    mustBeJobOf(provider, job, `jobs.items[${index}]`)
  })
  snapshot.rules.items.forEach(({ provider }, index) => mustBeKnown(provider, `rules.items[${index}].provider`))
  snapshot.faults?.rules.forEach(({ match }, index) => mustBeKnown(match?.provider, `faults.rules[${index}].match.provider`))
  putSnapshot(sandbox, snapshot, providers.flatMap(({ collections }) => collections))
}

/** Throws InvalidField for a job that the provider could not have made. */
function mustBeJobOf ({ refuseId, inputSchema }: Provider, { id, kind, input }: Snapshot['jobs']['items'][number], field: string): void {
  const complaint = refuseId?.(id)
  if (complaint !== undefined) throw new InvalidField(`${field}.id`, complaint)
  const schema = inputSchema?.(kind)
  if (schema !== undefined) mustFit(schema, input, `${field}.input`)
}

function mustBeKnown (provider: string | undefined, field: string): void {
  if (provider !== undefined) mustFit(ProviderSchema, provider, field)
}

function mustBeSnapshot (snapshot: unknown): asserts snapshot is Snapshot {
  if (typeof snapshot !== 'object' || snapshot === null || !('version' in snapshot)) throw new InvalidField('version', 'is required: this is no snapshot; GET /__admin/snapshot gives one')
  if (snapshot.version !== snapshotVersion) throw new SnapshotForeign(excerpt(snapshot.version), snapshotVersion)
  mustFit(SnapshotSchema, snapshot, '')
}
