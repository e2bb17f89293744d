import createError from '@fastify/error'
import { zipSync } from 'fflate'
import type { Sandbox, StoredFile } from '../../../sandboxes/index.ts'
import { cabinetsOf, type Cabinet } from './cabinets.ts'
import type { Format } from './formats.ts'
import { distinctNames, toSafeName } from './names.ts'
import { spansOf } from './labels.ts'
import type { Document } from '../projects/draft.ts'
import type { Project } from '../projects/projects.ts'
import type { Role } from '../schema/work.ts'
import { sentencesOf, textOf } from './text.ts'

export const ExportTooLarge = createError('EXPORT_TOO_LARGE', 'An export has at most %s bytes: ask for fewer projects, or for single documents', 413)

export interface Packing {
  fileName: string
  format: Format
  /** The work of one role alone, if not of both. */
  role?: Role | undefined
}

/** How many bytes an export may have before it is zipped: it is made in one go, in which nobody else is served. */
const limit = 16 * 1024 * 1024

/** What a file counts for beside its bytes, so that nobody asks for a million small ones. */
const least = 1024

/** By the clock on the wall: a zip knows no other, and must be the same in every time zone. */
const mtime = new Date(1980, 0, 1)

/** A document as it is if there is but one, in one version; else a zip with folders by role. Throws EXPORT_TOO_LARGE. */
export function pack (sandbox: Sandbox, projects: readonly Project[], packing: Packing): StoredFile {
  const versions = projects.map(project => ({ project, cabinets: cabinetsOf(sandbox, project, packing.role) }))
  const [filled, ...others] = versions.filter(({ project }) => project.documents.length > 0)
  if (filled !== undefined && others.length === 0 && filled.project.documents.length * filled.cabinets.length === 1) {
    return packDocument(sandbox, filled.project, filled.project.documents[0]!, filled.cabinets[0]!, packing)
  }
  const folderOf = distinctNames()
  // the vendor's page has the folders at the top of the zip; the vendor's own program looks for them below another
  const nested = projects.length > 1 || sandbox.dialectOf('datasaur') === 'observed'
  return zip(packing.fileName, function * () {
    for (const { project, cabinets } of versions) {
      const top = nested ? `${folderOf(toSafeName(project.name))}/` : ''
      for (const [path, content] of filesOf(sandbox, project, cabinets, packing.format)) yield [top + path, content]
    }
  })
}

export function packDocument (sandbox: Sandbox, project: Project, document: Document, cabinet: Cabinet, { fileName, format }: Packing): StoredFile {
  const sentences = sentencesOf(textOf(sandbox, document))
  const spans = spansOf(sandbox.seed, document, cabinet.folder, sentences, project.labelSets)
  return { name: toSafeName(fileName, format.suffix), type: format.type, bytes: Buffer.from(format.render({ project, document, cabinet, sentences, spans })) }
}

/** What lies in a project's zip, one after the other. */
function * filesOf (sandbox: Sandbox, project: Project, cabinets: readonly Cabinet[], format: Format): Generator<[string, string]> {
  const nameOf = distinctNames()
  for (const document of project.documents) {
    const text = textOf(sandbox, document)
    const sentences = sentencesOf(text)
    const name = nameOf(toSafeName(document.name))
    yield [`ROOT/${name}`, text]
    for (const cabinet of cabinets) {
      const spans = spansOf(sandbox.seed, document, cabinet.folder, sentences, project.labelSets)
      yield [`${cabinet.folder}/${name}${format.suffix}`, format.render({ project, document, cabinet, sentences, spans })]
    }
  }
}

/** Throws EXPORT_TOO_LARGE. */
export function zip (fileName: string, files: () => Iterable<[string, string]>): StoredFile {
  let room = limit
  const entries = Array.from(files(), ([path, content]): [string, Buffer] => {
    const bytes = Buffer.from(content)
    room -= bytes.length + least
    if (room < 0) throw new ExportTooLarge(limit)
    return [path, bytes]
  })
  return { name: toSafeName(fileName, '.zip'), type: 'application/zip', bytes: Buffer.from(zipSync(Object.fromEntries(entries), { mtime, level: 1 })) }
}
