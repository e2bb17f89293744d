import createError from '@fastify/error'
import type { JobView } from '../../../jobs/index.ts'
import type { Sandbox } from '../../../sandboxes/index.ts'
import { launchQueue, projectIdOf } from './launch-job.ts'
import { projectChanges, type Changes } from '../shelves.ts'
import { toDraft, type Draft } from './draft.ts'

export const ProjectUnknown = createError('PROJECT_UNKNOWN', 'Project not found', 404)

/**
 * A project is its launch job, seen from the moment at which that has succeeded, and what has been changed since. So it is
 * there exactly when its job is DELIVERED, whoever made the job, and lives as long as that is kept.
 */
export interface Project extends Draft {
  id: string
  createdDate: string
  updatedDate: string
  exportedDate: string | null
}

/** Throws PROJECT_UNKNOWN. */
export async function projectOf (sandbox: Sandbox, id: string): Promise<Project> {
  const { items } = await sandbox.jobs.list({ provider: 'datasaur', kind: launchQueue, group: id, state: 'succeeded', visible: true, limit: 1 })
  if (items[0] === undefined) throw new ProjectUnknown()
  return toProject(sandbox, items[0])
}

/** Newest first. */
export async function allProjects (sandbox: Sandbox): Promise<Project[]> {
  const { items } = await sandbox.jobs.list({ provider: 'datasaur', kind: launchQueue, state: 'succeeded', visible: true, limit: Infinity })
  return items.map(view => toProject(sandbox, view))
}

/** Throws SHELF_FULL, when as many projects as a sandbox keeps things have been changed and are all still there. */
export async function change (sandbox: Sandbox, id: string, changes: Changes): Promise<void> {
  const shelf = changesOf(sandbox)
  const changed = { ...shelf.get(id), ...changes }
  const living = shelf.fits(id, changed) ? undefined : new Set((await allProjects(sandbox)).map(({ id }) => id))
  shelf.put(id, changed, (_, id) => living?.has(id) === false)
}

/** Returns what takes it back. Throws SHELF_FULL. */
export async function markExported (sandbox: Sandbox, id: string): Promise<() => void> {
  const shelf = changesOf(sandbox)
  const before = shelf.get(id)
  await change(sandbox, id, { exportedDate: new Date(sandbox.clock.now()).toISOString() })
  return () => {
    if (before === undefined) shelf.delete(id)
    else shelf.put(id, before)
  }
}

function toProject (sandbox: Sandbox, { input, kind, updatedAt }: JobView): Project {
  const id = projectIdOf(input, kind)!
  return { ...toDraft(input), id, createdDate: updatedAt, updatedDate: updatedAt, exportedDate: null, ...changesOf(sandbox).get(id) }
}

function changesOf (sandbox: Sandbox) {
  return sandbox.shelf(projectChanges)
}
