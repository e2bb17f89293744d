import createError from '@fastify/error'
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import type { StoredFile } from '../../../sandboxes/index.ts'
import { toSafeName } from './names.ts'

export const ExportTooLarge = createError(
  'EXPORT_TOO_LARGE', 'An export has at most %s bytes: ask for fewer projects, or for single documents', 413)

/** A file of a zip by its path, or a folder, whose path ends with a slash and whose content is empty. */
export type Entry = [path: string, content: string | Buffer | Promise<Buffer>]

/** The maximum size of an export in bytes before it is zipped: no other request is served while a file of it is created. */
export const maxExportBytes = 16 * 1024 * 1024

/** The bytes that a file counts for besides its content, which also limits the number of small files. */
const fileOverhead = 1024

/** In local time, the only one that a zip has, so that the bytes are the same in every time zone. */
export const mtime = new Date(1980, 0, 1)

/** Zips files one by one, so that only one is in memory besides the compressed ones. Throws EXPORT_TOO_LARGE. */
export async function zip (fileName: string, files: Iterable<Entry>): Promise<StoredFile> {
  const chunks: Uint8Array[] = []
  // without workers, fflate reports no errors
  const archive = new Zip((_, chunk) => chunks.push(chunk))
  let room = maxExportBytes
  for (const [path, content] of files) {
    const bytes = Buffer.from(await content)
    room -= bytes.length + fileOverhead
    if (room < 0) throw new ExportTooLarge(maxExportBytes)
    const entry = bytes.length === 0 ? new ZipPassThrough(path) : new ZipDeflate(path, { level: 1 })
    entry.mtime = mtime
    archive.add(entry)
    entry.push(bytes, true)
  }
  archive.end()
  return { name: toSafeName(fileName, '.zip'), type: 'application/zip', bytes: Buffer.concat(chunks) }
}

/** Joins the parts of a file. Throws EXPORT_TOO_LARGE before the file has grown beyond the limit. */
export function join (parts: Iterable<string>): string {
  let text = ''
  for (const part of parts) {
    text += part
    if (text.length > maxExportBytes) throw new ExportTooLarge(maxExportBytes)
  }
  return text
}
