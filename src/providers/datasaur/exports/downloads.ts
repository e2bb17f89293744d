import createError from '@fastify/error'
import type { Sandbox, StoredFile } from '../../../sandboxes/index.ts'
import type { App } from '../../provider.ts'
import { expiryOf } from './delivery.ts'
import { toDisposition } from './names.ts'
import { rangeOf } from './range.ts'

const FileAbsent = createError('FILE_ABSENT', 'There is no such file, or not yet', 404)
const LinkExpired = createError('LINK_EXPIRED', 'This link expired at %s: export again', 410)
const FileEvicted = createError('FILE_EVICTED', 'This file has made room for newer ones: export again', 410)

export function pathOf (exportId: string, { name }: StoredFile): string {
  return `/api/static/exports/${encodeURIComponent(exportId)}/${encodeURIComponent(name)}`
}

/** Anybody who knows a link may fetch the file, from the moment at which its export has been delivered and until the link expires. */
export function serveDownloads (app: App): void {
  app.get<{ Params: { id: string, name: string } }>('/api/static/exports/:id/:name', { config: { operation: 'downloadFile' } }, async ({ sandbox, params, headers }, reply) => {
    const { name, type, bytes } = await find(sandbox, params.id, params.name)
    reply.headers({ 'content-disposition': toDisposition(name), 'accept-ranges': 'bytes', 'cache-control': 'private' })
    // clients are told to ask for a part of the file until the answer is 206 (documented for the team overview)
    const range = headers['if-range'] === undefined ? rangeOf(headers.range, bytes.length) : undefined
    if (range === undefined) return reply.type(type).send(bytes)
    if (range === 'none') return reply.code(416).header('content-range', `bytes */${bytes.length}`).send()
    const [from, to] = range
    return reply.code(206).type(type).header('content-range', `bytes ${from}-${to}/${bytes.length}`).send(bytes.subarray(from, to + 1))
  })
}

/** Throws FILE_ABSENT, LINK_EXPIRED, FILE_EVICTED. */
async function find (sandbox: Sandbox, id: string, name: string): Promise<StoredFile> {
  const [view] = await sandbox.jobs.many('datasaur', [id])
  const expiry = view && expiryOf(view)
  if (expiry === undefined) throw new FileAbsent()
  if (expiry <= sandbox.clock.now()) throw new LinkExpired(new Date(expiry).toISOString())
  if (view!.state !== 'succeeded') throw new FileAbsent()
  const file = sandbox.files.get(id)
  if (file === undefined) throw new FileEvicted()
  if (file.name !== name) throw new FileAbsent()
  return file
}
