import type { FastifyInstance } from 'fastify'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { gzipSync } from 'node:zlib'
import { noSniff } from './page.ts'

/** A file of a page, under a name that changes with its content. */
interface PageFile { url: string, type: string, etag: string, content: Buffer, compressed: Buffer }

/** The URLs of the files of a page, by role. */
export type PageFiles<Role extends string> = Readonly<Record<Role, Pick<PageFile, 'url'>>>

const mediaTypes: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }

/** A URL has always the same content. */
const forever = { 'cache-control': 'public, max-age=31536000, immutable' }

/** The scripts, styles and icons of a page. The build writes them into `folder`, whose name their URLs begin with. `names`: by role. */
export function pageFiles<Role extends string> (folder: URL, names: Readonly<Record<Role, string>>) {
  const prefix = `/${basename(folder.pathname)}`
  let files: Record<string, PageFile> | undefined

  /** Read at the first use: most runs never show the page. Throws if the build has not written them. */
  function read (): Record<Role, PageFile> {
    files ??= Object.fromEntries(Object.entries<string>(names).map(([role, name]) => [role, toPageFile(folder, prefix, name)]))
    return files as Record<Role, PageFile>
  }

  /** Serves the files. All sandboxes share their URLs, so that a browser loads them once. */
  function serve (app: FastifyInstance): void {
    app.get<{ Params: { file: string } }>(`${prefix}/:file`, { schema: { hide: true } }, (request, reply) => {
      const file = Object.values<PageFile>(read()).find(({ url }) => url === `${prefix}/${request.params.file}`)
      if (file === undefined) return reply.callNotFound()
      const { type, etag, content, compressed } = file
      reply.headers({ ...noSniff, ...forever, 'content-type': type, etag, vary: 'accept-encoding' })
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      const isCompressed = request.headers['accept-encoding']?.includes('gzip') === true
      return isCompressed ? reply.header('content-encoding', 'gzip').send(compressed) : reply.send(content)
    })
  }

  return { read, serve }
}

function toPageFile (folder: URL, prefix: string, name: string): PageFile {
  const content = readFileSync(new URL(name, folder))
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12)
  const extension = extname(name)
  return {
    url: `${prefix}/${basename(name, extension)}-${hash}${extension}`,
    type: `${mediaTypes[extension]}; charset=utf-8`,
    etag: `"${hash}"`,
    content,
    compressed: gzipSync(content)
  }
}
