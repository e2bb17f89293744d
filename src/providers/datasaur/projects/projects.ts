import createError from '@fastify/error'
import type { JobView } from '../../../jobs/index.ts'
import type { Sandbox } from '../../../sandboxes/index.ts'
import { toIso } from '../../../time/index.ts'
import { projectChanges, type Changes } from '../collections.ts'
import type { Context } from '../graphql/request.ts'
import { launchQueue, projectIdOf, toDraft, type Draft } from './draft.ts'

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
export function projectOf ({ sandbox, jobs }: Context, id: string): Project {
  const [job] = jobs.list({ kind: launchQueue, group: id, state: 'succeeded', limit: 1 }).items
  if (job === undefined) throw new ProjectUnknown()
  return toProject(sandbox, job)
}

/** Newest first. */
export function allProjects ({ sandbox, jobs }: Context): Project[] {
  return jobs.list({ kind: launchQueue, state: 'succeeded', limit: Infinity }).items.map(job => toProject(sandbox, job))
}

/**
 * Changes a project. The changes of projects that are gone make room. Throws COLLECTION_FULL if the limit of things is reached and all
 * changed projects still exist.
 */
export function change (context: Context, id: string, changes: Changes): void {
  const collection = changesOf(context.sandbox)
  const changed = { ...collection.get(id), ...changes }
  const living = collection.fits(id, changed) ? undefined : new Set(allProjects(context).map(({ id }) => id))
  collection.put(id, changed, (_, id) => living?.has(id) === false)
}

/** Sets the date of a project's last export. Returns a function that takes this back. Throws COLLECTION_FULL. */
export function markExported (context: Context, id: string): () => void {
  const collection = changesOf(context.sandbox)
  const before = collection.get(id)
  change(context, id, { exportedDate: toIso(context.sandbox.clock.now()) })
  return () => {
    if (before === undefined) collection.delete(id)
    else collection.put(id, before)
  }
}

function toProject (sandbox: Sandbox, { input, kind, updatedAt }: JobView): Project {
  // a launch job has the id of its project
  const id = projectIdOf(input, kind)!
  return { ...toDraft(input), id, createdDate: updatedAt, updatedDate: updatedAt, exportedDate: null, ...changesOf(sandbox).get(id) }
}

function changesOf (sandbox: Sandbox) {
  return sandbox.collection(projectChanges)
}
