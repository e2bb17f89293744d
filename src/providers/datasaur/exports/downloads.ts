import createError from '@fastify/error'
import type { FastifyRequest } from 'fastify'
import type { StoredFile } from '../../../sandboxes/index.ts'
import { toIso } from '../../../time/index.ts'
import type { App } from '../../provider.ts'
import { expiryOf } from './delivery.ts'
import { toDisposition } from './names.ts'

const FileAbsent = createError('FILE_ABSENT', 'The file does not exist, or its export has not been delivered yet', 404)
const LinkExpired = createError('LINK_EXPIRED', 'This link expired at %s: export again', 410)
const FileEvicted = createError('FILE_EVICTED', 'This file has made room for newer ones: export again', 410)

interface Params { id: string, name: string }

export function pathOf (exportId: string, { name }: StoredFile): string {
  return `/api/static/exports/${encodeURIComponent(exportId)}/${encodeURIComponent(name)}`
}

/** Serves the files of exports, without authentication: from the time at which an export is DELIVERED until its link expires. */
export function serveDownloads (app: App): void {
  app.get<{ Params: Params }>('/api/static/exports/:id/:name', {
    config: {
      operation: 'downloadFile',
      errors: [FileAbsent, FileEvicted]
    }
  }, (request, reply) => {
    const { name, type, bytes } = find(request, request.params)
    reply.headers({ 'content-disposition': toDisposition(name), 'accept-ranges': 'bytes', 'cache-control': 'private' })
    // clients are told to request a part of the file until the status is 206 (documented for the team overview)
    const { range: header, 'if-range': validator } = request.headers
    const range = validator === undefined ? rangeOf(header, bytes.length) : undefined
    if (range === undefined) return reply.type(type).send(bytes)
    if (range === 'none') return reply.code(416).header('content-range', `bytes */${bytes.length}`).send()
    const [from, to] = range
    return reply.code(206).type(type).header('content-range', `bytes ${from}-${to}/${bytes.length}`).send(bytes.subarray(from, to + 1))
  })
}

/** Throws FILE_ABSENT, LINK_EXPIRED, FILE_EVICTED. */
function find ({ jobs, sandbox }: FastifyRequest, { id, name }: Params): StoredFile {
  const job = jobs.seek(id)
  if (job === undefined) throw new FileAbsent()
  const expiry = expiryOf(job)
  if (expiry === undefined) throw new FileAbsent()
  if (expiry <= sandbox.clock.now()) throw new LinkExpired(toIso(expiry))
  if (job.state !== 'succeeded') throw new FileAbsent()
  const file = sandbox.files.get(id)
  if (file === undefined) throw new FileEvicted()
  if (file.name !== name) throw new FileAbsent()
  return file
}

/**
 * The first and the last byte of the part of `size` bytes that a Range header asks for; `none` if there is no such part. Undefined
 * means the whole file: without the header, for several parts, and for a malformed header (RFC 9110 lets a server ignore it).
 */
export function rangeOf (header: string | undefined, size: number): [from: number, to: number] | 'none' | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined
  // -n: the last n
  if (first === '') return Number(last) === 0 ? 'none' : [Math.max(0, size - Number(last)), size - 1]
  if (last !== '' && Number(last) < Number(first)) return undefined
  if (Number(first) >= size) return 'none'
  return [Number(first), last === '' ? size - 1 : Math.min(Number(last), size - 1)]
}
