import createError from '@fastify/error'
import { zipSync } from 'fflate'
import type { Sandbox, StoredFile } from '../../../sandboxes/index.ts'
import type { Context } from '../graphql/request.ts'
import type { Document } from '../projects/draft.ts'
import type { Project } from '../projects/projects.ts'
import type { Role } from '../schema/work.ts'
import { cabinetsOf, type Cabinet } from './cabinets.ts'
import type { Format } from './formats.ts'
import { spansOf } from './labels.ts'
import { distinctNames, toSafeName } from './names.ts'
import { sentencesOf, textOf, type Sentence } from './text.ts'

export const ExportTooLarge = createError(
  'EXPORT_TOO_LARGE', 'An export has at most %s bytes: ask for fewer projects, or for single documents', 413)

export interface PackOptions {
  fileName: string
  format: Format
  /** Whose work to export; undefined for both roles. */
  role?: Role | undefined
}

/** The maximum size of an export in bytes before it is zipped: it is created synchronously, and no other request is served meanwhile. */
const maxExportBytes = 16 * 1024 * 1024

/** The bytes that a file counts for beside its content, which also limits the number of small files. */
const fileOverhead = 1024

/** In local time, the only one that a zip has, so that the bytes are the same in every time zone. */
const mtime = new Date(1980, 0, 1)

/** Packs a single document in a single version as it is, anything else in a zip with a folder for each role. Throws EXPORT_TOO_LARGE. */
export function pack ({ sandbox, dialect }: Context, projects: readonly Project[], options: PackOptions): StoredFile {
  const versions = projects.map(project => ({ project, cabinets: cabinetsOf(sandbox, project, options.role) }))
  const [filled, ...others] = versions.filter(({ project }) => project.documents.length > 0)
  if (filled !== undefined && others.length === 0 && filled.project.documents.length * filled.cabinets.length === 1) {
    // exactly one document in one cabinet
    return packDocument(sandbox, filled.project, filled.project.documents[0]!, filled.cabinets[0]!, options)
  }
  const folderOf = distinctNames()
  // on the vendor's page the folders are at the top of the zip; the vendor's own program looks for them in another folder
  const nested = projects.length > 1 || dialect === 'observed'
  return zip(options.fileName, function * () {
    for (const { project, cabinets } of versions) {
      const top = nested ? `${folderOf(toSafeName(project.name))}/` : ''
      for (const [path, content] of filesOf(sandbox, project, cabinets, options.format)) yield [top + path, content]
    }
  })
}

/** A document with the labels of one cabinet, as a file in the format. */
export function packDocument (
  sandbox: Sandbox, project: Project, document: Document, cabinet: Cabinet, { fileName, format }: PackOptions
): StoredFile {
  const content = render(sandbox, project, document, cabinet, format, sentencesOf(textOf(sandbox, document)))
  return { name: toSafeName(fileName, format.suffix), type: format.type, bytes: Buffer.from(content) }
}

/** Yields the files in the zip of a project one after the other: path and content. */
function * filesOf (sandbox: Sandbox, project: Project, cabinets: readonly Cabinet[], format: Format): Generator<[string, string]> {
  const nameOf = distinctNames()
  for (const document of project.documents) {
    const text = textOf(sandbox, document)
    const sentences = sentencesOf(text)
    const name = nameOf(toSafeName(document.name))
    yield [`ROOT/${name}`, text]
    for (const cabinet of cabinets) {
      yield [`${cabinet.folder}/${name}${format.suffix}`, render(sandbox, project, document, cabinet, format, sentences)]
    }
  }
}

function render (
  { seed }: Sandbox, project: Project, document: Document, cabinet: Cabinet, format: Format, sentences: readonly Sentence[]
): string {
  const spans = spansOf(seed, document, cabinet.folder, sentences, project.labelSets)
  return format.render({ project, document, cabinet, sentences, spans })
}

/** Throws EXPORT_TOO_LARGE. */
export function zip (fileName: string, files: () => Iterable<[path: string, content: string]>): StoredFile {
  let room = maxExportBytes
  const entries = Array.from(files(), ([path, content]): [string, Buffer] => {
    const bytes = Buffer.from(content)
    room -= bytes.length + fileOverhead
    if (room < 0) throw new ExportTooLarge(maxExportBytes)
    return [path, bytes]
  })
  const bytes = Buffer.from(zipSync(Object.fromEntries(entries), { mtime, level: 1 }))
  return { name: toSafeName(fileName, '.zip'), type: 'application/zip', bytes }
}
