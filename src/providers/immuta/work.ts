import type { FastifyRequest } from 'fastify'
import { RequestFailed } from '../../http/failure.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { jobTypes } from './schema.ts'
import { bulkUpdate, IdentificationSchema, runIdentification, type BulkUpdate, type Identification } from './work-schema.ts'

/** Where a request starts jobs. */
type Place = Pick<FastifyRequest, 'jobs' | 'sandbox'>

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Starts an identification and returns the id of its job. The documented example names the job after the domain. A second job of
 * a domain gets a drawn id, and so does a job for data sources.
 */
export function identify ({ jobs, sandbox }: Place, body: Identification): { workflowId: string } {
  mustNameOne(body)
  const { domainId = '' } = body
  const id = toWorkflowId(domainId)
  const isFree = uuid.test(domainId) && sandbox.jobs.stored([id]).length === 0
  const order = { kind: jobTypes.identification, input: body, ...isFree && { id } }
  return { workflowId: jobs.start(order, { operation: runIdentification.operationId, body }).id }
}

/** The id of the job of an identification, which is not a UUID (fact sheet). */
export function toWorkflowId (name: string): string {
  return `DomainIdentification_${name}`
}

/** Throws RequestFailed, with the message of hapi's validator: "Must have either dataSourceIds or domainId" (documentation). */
function mustNameOne (body: Identification): void {
  const named = Object.keys(body).length
  if (named === 1) return
  const message = named === 0
    ? 'must contain at least one of [dataSourceIds, domainId]'
    : 'contains a conflict between exclusive peers [dataSourceIds, domainId]'
  const issue = { path: [], kind: 'other', schema: IdentificationSchema, value: body, message } as const
  throw new RequestFailed({ kind: 'invalid', part: 'body', issues: [issue] })
}

/** Starts one job for each data source. Throws JOB_LIMIT if the sandbox has no room for all of them, and cancels those started. */
export function updateInBulk ({ jobs, sandbox }: Place, type: string, body: BulkUpdate): { bulkId: string } {
  const { ids, update = {} } = body
  const bulkId = sandbox.ids.uuid4()
  const started: string[] = []
  try {
    for (const id of new Set(ids)) {
      const order = { kind: jobTypes.bulkUpdate, input: { bulkId, type, id, update } }
      started.push(jobs.start(order, { operation: bulkUpdate.operationId, body }).id)
    }
  } catch (error) {
    for (const id of started) tryToCancel(sandbox, id)
    throw error
  }
  return { bulkId }
}

/** Cancels a job unless it has ended. */
function tryToCancel ({ jobs }: Sandbox, id: string): void {
  try {
    jobs.cancel(id)
  } catch {
    // the lifecycle ended the job at once, or before the cancellation
  }
}
