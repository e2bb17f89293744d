import type { TSchema } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { RequestFailed } from '../../http/failure.ts'
import type { JobOrder, Sandbox } from '../../sandboxes/index.ts'
import { jobTypes } from './schema.ts'
import { bulkUpdate, IdentificationSchema, runIdentification, type BulkUpdate, type Identification } from './work-schema.ts'

/** Where a request starts jobs. */
export type Place = Pick<FastifyRequest, 'jobs' | 'sandbox'>

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Starts an identification and returns the id of its job. The documented example names the job after the domain. A second job of
 * a domain gets a drawn id, and so does a job for data sources.
 */
export function identify ({ jobs, sandbox }: Place, body: Identification): { workflowId: string } {
  mustNameOneOf(['dataSourceIds', 'domainId'], body, IdentificationSchema)
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

/**
 * Throws RequestFailed unless a body has exactly one of some fields, with the messages of hapi's validator: "Must have either
 * dataSourceIds or domainId" (documentation).
 */
export function mustNameOneOf (fields: readonly string[], value: object, schema: TSchema, part = 'body'): void {
  const count = fields.filter(field => Object.hasOwn(value, field)).length
  if (count === 1) return
  const list = `[${fields.join(', ')}]`
  const message = count === 0 ? `must contain at least one of ${list}` : `contains a conflict between exclusive peers ${list}`
  throw new RequestFailed({ kind: 'invalid', part, issues: [{ path: [], kind: 'other', schema, value, message }] })
}

/** Starts one job for each data source. Throws JOB_LIMIT. */
export function updateInBulk (place: Place, type: string, body: BulkUpdate): { bulkId: string } {
  const { ids, update = {} } = body
  const bulkId = place.sandbox.ids.uuid4()
  const orders = Array.from(new Set(ids), id => ({ kind: jobTypes.bulkUpdate, input: { bulkId, type, id, update } }))
  startAll(place, orders, { operation: bulkUpdate.operationId, body })
  return { bulkId }
}

/** Starts jobs and returns their ids. Throws JOB_LIMIT if the sandbox has no room for all of them, and cancels those started. */
export function startAll ({ jobs, sandbox }: Place, orders: readonly JobOrder[], request: { operation: string, body: unknown }): string[] {
  const started: string[] = []
  try {
    for (const order of orders) started.push(jobs.start(order, request).id)
  } catch (error) {
    for (const id of started) tryToCancel(sandbox, id)
    throw error
  }
  return started
}

/** Cancels a job unless it has ended. */
export function tryToCancel ({ jobs }: Sandbox, id: string): void {
  try {
    jobs.cancel(id)
  } catch {
    // the lifecycle ended the job at once, or before the cancellation
  }
}
