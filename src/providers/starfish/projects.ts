import createError from '@fastify/error'
import { Type, type Static } from '@sinclair/typebox'
import { createHash } from 'node:crypto'
import type { JobView } from '../../jobs/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { name } from './schema.ts'

export const ProjectUnknown = createError('PROJECT_UNKNOWN', 'Project not found', 404)
export const ProjectForeign = createError('PROJECT_FOREIGN', 'No access to this project', 401)

/** Who asks, and in which world. */
export interface Visitor { sandbox: Sandbox, key: string }

/** A project that a client has made. It belongs to the key with which it was made, of which only a fingerprint is kept. */
const ProjectSchema = Type.Object({ id: Type.String(), owner: Type.String() }, { additionalProperties: false })
interface Project extends Static<typeof ProjectSchema> {}

export const projects = { name: 'starfish.projects', schema: ProjectSchema }

/** The project of a job: there is always one, which the control API may have called anything. */
export function projectOf ({ input }: JobView): unknown {
  return (input as { projectId?: unknown }).projectId
}

/** What clients can ask for is named by a text. */
export function projectIdOf (input: unknown): string | undefined {
  const { projectId } = input as { projectId?: unknown }
  return typeof projectId === 'string' ? projectId : undefined
}

/** The jobs of a project, oldest first. */
export async function jobsOf (sandbox: Sandbox, projectId: string): Promise<JobView[]> {
  return (await sandbox.jobs.list({ provider: name, group: projectId, limit: Infinity })).items.reverse()
}

/** Throws PROJECT_FOREIGN. A project that only jobs of the control API name belongs to every key. */
export function mustOwn ({ sandbox, key }: Visitor, projectId: unknown): void {
  const project = shelfOf(sandbox).get(projectId as string)
  if (project !== undefined && project.owner !== fingerprint(key)) throw new ProjectForeign()
}

/** Answers the project's jobs, oldest first. Throws PROJECT_UNKNOWN, PROJECT_FOREIGN. */
export async function enter (visitor: Visitor, projectId: string): Promise<JobView[]> {
  const jobs = await jobsOf(visitor.sandbox, projectId)
  if (jobs.length === 0 && shelfOf(visitor.sandbox).get(projectId) === undefined) throw new ProjectUnknown()
  mustOwn(visitor, projectId)
  return jobs
}

/** Makes a project for what `begin` starts in it; if nothing starts, there is no project either. Throws SHELF_FULL and what `begin` throws. */
export async function inNewProject<T> (visitor: Visitor, begin: (projectId: string) => Promise<T>): Promise<T> {
  const id = visitor.sandbox.ids.uuid4()
  await keep(visitor.sandbox, { id, owner: fingerprint(visitor.key) })
  try {
    return await begin(id)
  } catch (error) {
    shelfOf(visitor.sandbox).delete(id)
    throw error
  }
}

/** A project makes room for a newer one when none of its jobs is still to end; to know that costs a look at all jobs. */
async function keep (sandbox: Sandbox, project: Project): Promise<void> {
  const projects = shelfOf(sandbox)
  const busy = projects.fits(project.id, project) ? undefined : await busyProjects(sandbox)
  projects.put(project.id, project, ({ id }) => busy?.has(id) === false)
}

async function busyProjects (sandbox: Sandbox): Promise<Set<unknown>> {
  const { items } = await sandbox.jobs.list({ provider: name, limit: Infinity })
  return new Set(items.filter(({ finishedAt }) => finishedAt === null).map(projectOf))
}

function shelfOf (sandbox: Sandbox) {
  return sandbox.shelf(projects)
}

function fingerprint (key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16)
}
