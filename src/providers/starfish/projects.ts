import createError from '@fastify/error'
import { Type, type Static } from '@sinclair/typebox'
import { createHash } from 'node:crypto'
import { RequestFailed } from '../../http/failure.ts'
import type { JobView } from '../../jobs/index.ts'
import type { ProviderJob, ProviderJobs, Sandbox } from '../../sandboxes/index.ts'
import type { Issue } from '../../validation/index.ts'
import { evaluateData, generateData, ProjectIdSchema, type EvaluateRequest, type GenerateRequest } from './schema.ts'

export const ProjectUnknown = createError('PROJECT_UNKNOWN', 'Project not found', 404)
export const ProjectForeign = createError('PROJECT_FOREIGN', 'No access to this project', 401)

/** A client in a sandbox, identified by its API key. */
export interface Client { sandbox: Sandbox, jobs: ProviderJobs, key: string }

/** A project that a client has created. It belongs to the client's key, of which only a fingerprint is kept. */
const ProjectSchema = Type.Object({ id: Type.String(), owner: Type.String() }, { additionalProperties: false })
interface Project extends Static<typeof ProjectSchema> {}

export const projects = { name: 'starfish.projects', schema: ProjectSchema }

/** The id of a job's project. The control API may have set it to any value. */
export function projectOf ({ input }: JobView): unknown {
  return (input as { projectId?: unknown }).projectId
}

/** The id of the project, if it is a text: clients cannot request other projects. */
export function projectIdOf (input: unknown): string | undefined {
  const { projectId } = input as { projectId?: unknown }
  return typeof projectId === 'string' ? projectId : undefined
}

/**
 * Throws RequestFailed, PROJECT_UNKNOWN or PROJECT_FOREIGN unless a generation names a project of the client, although its rows go to
 * a new one.
 */
export function mustNameProject (client: Client, projectId: unknown): void {
  if (typeof projectId === 'string' && projectId !== '') enter(client, projectId)
  else throw new RequestFailed({ kind: 'invalid', part: 'body', issues: [toIssue(projectId)] })
}

function toIssue (value: unknown): Issue {
  return { path: ['projectId'], kind: value ? 'type' : 'required', schema: ProjectIdSchema, value, message: 'must be a string' }
}

/** Starts a generation in a new project. Throws COLLECTION_FULL, JOB_LIMIT. */
export function generate (client: Client, body: GenerateRequest): ProviderJob {
  const { prompt, numOfRecords, model } = body
  return inNewProject(client, projectId => {
    const input = { projectId, prompt, numOfRecords, model }
    return client.jobs.start({ kind: 'GENERATION', input }, { operation: generateData.operationId, body })
  })
}

/** Starts an evaluation of a project. Throws PROJECT_UNKNOWN, PROJECT_FOREIGN, JOB_LIMIT. */
export function evaluate (client: Client, body: EvaluateRequest): ProviderJob {
  const { projectId } = body
  enter(client, projectId)
  return client.jobs.start({ kind: 'EVALUATION', input: { projectId } }, { operation: evaluateData.operationId, body })
}

/** Returns the jobs of a project, oldest first. Throws PROJECT_UNKNOWN, PROJECT_FOREIGN. */
export function enter (client: Client, projectId: string): ProviderJob[] {
  const jobs = client.jobs.list({ group: projectId, hidden: true, limit: Infinity }).items.reverse()
  if (jobs.length === 0 && collectionOf(client).get(projectId) === undefined) throw new ProjectUnknown()
  mustOwn(client, projectId)
  return jobs
}

/** Throws PROJECT_FOREIGN. A project that only the control API has named belongs to every key. */
export function mustOwn (client: Client, projectId: unknown): void {
  const project = typeof projectId === 'string' ? collectionOf(client).get(projectId) : undefined
  if (project !== undefined && project.owner !== fingerprint(client.key)) throw new ProjectForeign()
}

/** Creates a project for the job that `start` returns, and deletes it if `start` throws. Throws COLLECTION_FULL. */
function inNewProject (client: Client, start: (projectId: string) => ProviderJob): ProviderJob {
  const id = client.sandbox.ids.uuid4()
  keep(client, { id, owner: fingerprint(client.key) })
  try {
    return start(id)
  } catch (error) {
    collectionOf(client).delete(id)
    throw error
  }
}

/** Keeps a project. A project whose jobs have all ended makes room for it; all jobs are read only when room is needed. */
function keep (client: Client, project: Project): void {
  let busy: Set<unknown> | undefined
  collectionOf(client).put(project.id, project, ({ id }) => !(busy ??= busyProjects(client)).has(id))
}

function busyProjects ({ jobs }: Client): Set<unknown> {
  const { items } = jobs.list({ hidden: true, limit: Infinity })
  return new Set(items.filter(({ finishedAt }) => finishedAt === null).map(projectOf))
}

function collectionOf ({ sandbox }: Client) {
  return sandbox.collection(projects)
}

function fingerprint (key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16)
}
