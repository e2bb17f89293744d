import createError from '@fastify/error'
import { version } from '../assets.ts'
import { maxDepthAround } from '../http/json.ts'
import { withBuiltIn, type App, type Provider } from '../providers/index.ts'
import { restoreSnapshot, snapshotLimit, SnapshotSchema, writeSnapshot, type Snapshot } from '../sandboxes/index.ts'
import { custom } from '../validation/index.ts'
import { SandboxSchema, toSandbox } from './sandboxes/schema.ts'
import { bodyErrors, ErrorSchema } from './schema.ts'

const SnapshotBodyTooLarge = createError('BODY_TOO_LARGE',
  'The snapshot is larger than %s MB; delete what the test does not need before taking it', 413)

/** Validated by restoreSnapshot, which first checks whether the document is a snapshot at all. */
const SnapshotBodySchema = custom<unknown>(SnapshotSchema, () => true, '')

const getSnapshot = {
  operationId: 'getSnapshot',
  response: { 200: SnapshotSchema, 507: ErrorSchema }
}

const putSnapshot = {
  operationId: 'putSnapshot',
  body: SnapshotBodySchema,
  response: { 200: SandboxSchema, ...bodyErrors, 507: ErrorSchema }
}

/** Takes and restores snapshots of a sandbox. */
export function snapshotRoutes (app: App, served: readonly Provider[]): void {
  const names = served.map(({ name }) => name)
  const known = withBuiltIn(served)

  app.get('/__admin/snapshot', { schema: getSnapshot }, ({ sandbox }, reply) => {
    // sent as the text whose size was checked; the type of the route is that of the document
    reply.type('application/json; charset=utf-8').send(writeSnapshot(sandbox, version) as unknown as Snapshot)
  })

  app.put('/__admin/snapshot', { schema: putSnapshot, ...largeBody }, request => {
    restoreSnapshot(request.sandbox, request.body, known, names)
    return toSandbox(request.sandbox, request)
  })
}

/** Options of a route that reads a whole snapshot. */
const largeBody = {
  bodyLimit: snapshotLimit,
  config: { bodyDepth: maxDepthAround },
  errorHandler (error: Error & { code?: string }): never {
    throw error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? new SnapshotBodyTooLarge(snapshotLimit / 2 ** 20) : error
  }
}
