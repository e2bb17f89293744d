import type { StoredFile } from '../../../sandboxes/index.ts'
import type { Project } from '../projects/projects.ts'
import { toCsv } from './formats/tables.ts'
import { toSafeName } from './names.ts'
import { zip } from './zip.ts'

const columns: ReadonlyArray<[title: string, of: (project: Project) => string | number | null]> = [
  ['Project ID', ({ id }) => id],
  ['Project Name', ({ name }) => name],
  ['Status', ({ status }) => status],
  ['Kinds', ({ kinds }) => kinds.join(' ')],
  ['Purpose', ({ purpose }) => purpose],
  ['Created Date', ({ createdDate }) => createdDate],
  ['Updated Date', ({ updatedDate }) => updatedDate],
  ['Completed Date', ({ completedDate }) => completedDate],
  ['Exported Date', ({ exportedDate }) => exportedDate],
  ['Documents', ({ documents }) => documents.length],
  ['Labelers', ({ assignees }) => assignees.filter(({ role }) => role !== 'REVIEWER').length],
  ['Reviewers', ({ assignees }) => assignees.filter(({ role }) => role !== 'LABELER').length]
]

/** A table of a team's projects, in a zip, because the documented link ends in `.zip`. */
export async function packOverview (teamId: string, projects: readonly Project[]): Promise<StoredFile> {
  const name = `Team Overview - Team ${teamId.slice(0, 100)}`
  const rows = projects.map(project => columns.map(([, of]) => of(project)))
  return await zip(name, [[toSafeName(name, '.csv'), toCsv([columns.map(([title]) => title), ...rows])]])
}
