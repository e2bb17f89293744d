import type { FastifyInstance } from 'fastify'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { assets } from '../assets.ts'
import { noSniff } from '../http/page.ts'

/** The build writes them. */
const folder = new URL('dist/dashboard/', assets)

const types = { script: ['dashboard.js', 'text/javascript'], style: ['style.css', 'text/css'], icon: ['icon.svg', 'image/svg+xml'] } as const

/** A file of the page, under a name that changes with its content. */
interface PageFile { url: string, type: string, etag: string, content: Buffer, compressed: Buffer }

export type PageFiles = Record<keyof typeof types, PageFile>

let files: PageFiles | undefined

/** Read at the first use: most runs never show the page. Throws if the build has not written them. */
export function readPageFiles (): PageFiles {
  files ??= Object.fromEntries(Object.entries(types).map(([role, [name, type]]) => {
    const content = readFileSync(new URL(name, folder))
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 12)
    const url = `/dashboard/${name.replace('.', `-${hash}.`)}`
    return [role, { url, type: `${type}; charset=utf-8`, etag: `"${hash}"`, content, compressed: gzipSync(content) }]
  })) as PageFiles
  return files
}

/** Serves the script, the style and the icon of the page. All sandboxes share their URLs, so that a browser loads them once. */
export function servePageFiles (app: FastifyInstance): void {
  app.get<{ Params: { file: string } }>('/dashboard/:file', (request, reply) => {
    const file = Object.values(readPageFiles()).find(({ url }) => url === `/dashboard/${request.params.file}`)
    if (file === undefined) return reply.callNotFound()
    const { type, etag, content, compressed } = file
    reply.headers({ ...noSniff, 'content-type': type, etag, 'cache-control': 'public, max-age=31536000, immutable', vary: 'accept-encoding' })
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    const isCompressed = request.headers['accept-encoding']?.includes('gzip') === true
    return isCompressed ? reply.header('content-encoding', 'gzip').send(compressed) : reply.send(content)
  })
}
