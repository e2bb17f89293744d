import createError from '@fastify/error'
import type { JobView } from '../../../jobs/index.ts'
import type { Sandbox } from '../../../sandboxes/index.ts'
import { toIso } from '../../../time/index.ts'
import { projectChanges, type Changes } from '../collections.ts'
import type { Context } from '../graphql/request.ts'
import { additionQueue, groupOf, launchQueue, projectIdOf, toDraft, type Document, type Draft } from './draft.ts'

export const ProjectUnknown = createError('PROJECT_UNKNOWN', 'Project not found', 404)

/**
 * A project is its launch job after that has succeeded, with the changes since then. So a project exists exactly when its job is
 * DELIVERED, also if the control API created the job, and it is kept as long as its job.
 */
export interface Project extends Draft {
  id: string
  createdDate: string
  updatedDate: string
  exportedDate: string | null
}

/** Throws PROJECT_UNKNOWN. */
export function projectOf (context: Context, id: string): Project {
  const project = seekProject(context, id)
  if (project === undefined) throw new ProjectUnknown()
  return project
}

/** Returns undefined for an unknown project. */
export function seekProject (context: Context, id: string): Project | undefined {
  const [job] = context.jobs.list({ kind: launchQueue, group: id, state: 'succeeded', limit: 1 }).items
  if (job === undefined || changesOf(context.sandbox).get(id)?.isDeleted) return undefined
  return toProject(context.sandbox, job, additionsOf(context, id))
}

/** Newest first. */
export function allProjects (context: Context): Project[] {
  const additions = additionsOf(context)
  return launches(context).filter(job => !changesOf(context.sandbox).get(idOf(job))?.isDeleted)
    .map(job => toProject(context.sandbox, job, additions))
}

function launches ({ jobs }: Context): JobView[] {
  return jobs.list({ kind: launchQueue, state: 'succeeded', limit: Infinity }).items
}

/** The documents that have been added to projects, or to one project, by the id of the project, in the order of their jobs. */
function additionsOf ({ jobs }: Context, group?: string): Map<string, Document[]> {
  const additions = new Map<string, Document[]>()
  const done = jobs.list({ kind: additionQueue, state: 'succeeded', limit: Infinity, ...group !== undefined && { group } }).items
  for (const { input, kind } of done.reverse()) {
    // a job of the control API may lack a project: its documents are shown nowhere
    const id = String(groupOf(input, kind))
    const documents = additions.get(id) ?? []
    documents.push(...toDraft(input).documents)
    additions.set(id, documents)
  }
  return additions
}

/**
 * Changes a project. The changes of projects that are gone make room. Throws COLLECTION_FULL if the limit of things is reached and all
 * changed projects still exist.
 */
export function change (context: Context, id: string, changes: Changes): void {
  const collection = changesOf(context.sandbox)
  const changed = { ...collection.get(id), ...changes }
  const living = collection.fits(id, changed) ? undefined : new Set(launches(context).map(idOf))
  collection.put(id, changed, (_, id) => living?.has(id) === false)
}

/** The changes of a project with one more change of a document. */
export function changeDocument ({ sandbox }: Context, projectId: string, changed: NonNullable<Changes['documents']>[number]): Changes {
  const { documents = [] } = changesOf(sandbox).get(projectId) ?? {}
  const before = documents.find(({ id }) => id === changed.id)
  return { documents: [...documents.filter(document => document !== before), { ...before, ...changed }] }
}

/** Deletes a project, whose job stays, and returns it as it was. Throws PROJECT_UNKNOWN, COLLECTION_FULL. */
export function remove (context: Context, id: string): Project {
  const project = projectOf(context, id)
  change(context, id, { isDeleted: true })
  return project
}

/** Sets the date of a project's last export. Returns a function that restores the previous date. Throws COLLECTION_FULL. */
export function markExported (context: Context, id: string): () => void {
  const collection = changesOf(context.sandbox)
  const before = collection.get(id)
  change(context, id, { exportedDate: toIso(context.sandbox.clock.now()) })
  return () => {
    if (before === undefined) collection.delete(id)
    else collection.put(id, before)
  }
}

function toProject (sandbox: Sandbox, job: JobView, additions: ReadonlyMap<string, Document[]>): Project {
  const { input, updatedAt } = job
  const id = idOf(job)
  const draft = draftOf(input)
  const { documents: changes, ...changed } = changesOf(sandbox).get(id) ?? {}
  const added = additions.get(id)
  let documents = added === undefined ? draft.documents : [...draft.documents, ...added]
  if (changes !== undefined) {
    const changeOf = new Map(changes.map(change => [change.id, change]))
    documents = documents.map(document => ({ ...document, ...changeOf.get(document.id) }))
  }
  return { ...draft, id, createdDate: updatedAt, updatedDate: updatedAt, exportedDate: null, ...changed, documents }
}

const drafts = new WeakMap<object, Draft>()

/** Reads the input of a job once: a request can ask for many fields of the same project. */
function draftOf (input: unknown): Draft {
  // the input of a launch is always an object
  const known = drafts.get(input as object)
  if (known !== undefined) return known
  const draft = toDraft(input)
  drafts.set(input as object, draft)
  return draft
}

function idOf ({ input, kind }: JobView): string {
  // a launch job has the id of its project
  return projectIdOf(input, kind)!
}

function changesOf (sandbox: Sandbox) {
  return sandbox.collection(projectChanges)
}
