import type { Sandbox, StoredFile } from '../../../sandboxes/index.ts'
import type { Context } from '../graphql/request.ts'
import { fileNameOf, type Document } from '../projects/draft.ts'
import { addressOf } from '../projects/labelers.ts'
import type { Project } from '../projects/projects.ts'
import type { Role } from '../schema/work.ts'
import { findMember } from '../team/members.ts'
import { tagsWith } from '../team/tags.ts'
import { cabinetsOf, reviewOf, type Cabinet } from './cabinets.ts'
import { originOf, readSource, versionOf, type Origin } from './content/version.ts'
import type { Format } from './formats/index.ts'
import { distinctNames, toFolderName, toSafeName } from './names.ts'
import { zip, type Entry } from './zip.ts'

export interface PackOptions {
  fileName: string
  format: Format
  /** Whose work to export; undefined for both roles. */
  role?: Role | undefined
}

/** Resolves when the export before has been created: one at a time is in memory. */
let turn: Promise<unknown> = Promise.resolve()

/** Packs projects in a zip with a folder for each project, in the layout of recorded exports. Throws EXPORT_TOO_LARGE. */
export async function pack (context: Context, projects: readonly Project[], { fileName, format, role }: PackOptions): Promise<StoredFile> {
  const origin = originOf(context.sandbox, projects.flatMap(({ documents }) => documents))
  const folderOf = distinctNames()
  // complete before the first file is created, so that the export is of one time
  const packed = projects.map(project => ({
    project,
    top: folderOf(`${toFolderName(project.name)}-${toFolderName(project.id)}`),
    cabinets: cabinetsOf(context, project, role),
    data: toProjectData(context.sandbox, project)
  }))
  return await inTurn(() => zip(fileName, entries()))

  function * entries (): Generator<Entry> {
    for (const { project, top, cabinets, data } of packed) {
      yield [`${top}/`, '']
      for (const { folder } of cabinets) yield [`${top}/${folder}/`, '']
      for (const [path, content] of versions(origin, project, cabinets, format)) yield [`${top}/${path}`, content]
      yield [`${top}/project-data.json`, JSON.stringify(data)]
    }
  }
}

/** Creates a document of the reviewed version as a file. */
export async function packDocument (
  context: Context,
  project: Project,
  document: Document,
  { fileName, format }: PackOptions
): Promise<StoredFile> {
  const { sandbox } = context
  const version = versionOf(sandbox.seed, readSource(originOf(sandbox, [document]), project, document), reviewOf(context))
  const content = await inTurn(async () => await format.write(version))
  return { name: toSafeName(fileName, format.suffix), type: format.type, bytes: Buffer.from(content) }
}

/** Yields the documents of a project in all their versions. Each document is read once. */
function * versions (origin: Origin, project: Project, cabinets: readonly Cabinet[], format: Format): Generator<Entry> {
  const nameOf = distinctNames()
  for (const document of project.documents) {
    const source = readSource(origin, project, document)
    const name = nameOf(toSafeName(fileNameOf(document), format.suffix))
    for (const cabinet of cabinets) yield [`${cabinet.folder}/${name}`, format.write(versionOf(origin.seed, source, cabinet))]
  }
}

function inTurn<T> (create: () => Promise<T>): Promise<T> {
  const created = turn.then(create)
  // without the file, which would be kept until the next export
  turn = created.then(() => {}, () => {})
  return created
}

/** The content of project-data.json, as in recorded exports: a project without assignments has no list of them. */
export function toProjectData (sandbox: Sandbox, { id, name, tagIds, assignees, documents }: Project): object {
  const assignments = assignees.map((assignee, index) => {
    const member = findMember(sandbox, assignee)
    const email = addressOf(member)
    const names = assignee.documents ?? documents.map(fileNameOf)
    return {
      id: index + 1,
      displayName: member.user?.displayName ?? email,
      email,
      role: assignee.role,
      documentInfos: names.map(name => ({ name, part: 0 }))
    }
  })
  const tags = tagsWith(sandbox, tagIds).map(({ name }) => name)
  return { project: { id, title: name, tags, ...assignments.length > 0 && { assignments } } }
}
