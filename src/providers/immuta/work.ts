import { RequestRefused } from '../../http/failure.ts'
import type { JobView } from '../../jobs/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import type { Order } from '../provider.ts'
import { IdentificationSchema, type BulkUpdate, type Identification } from './schema-work.ts'
import { jobTypes } from './schema.ts'

/** Starts a job in the name of the request that asks for it. */
export type Start = (order: Order) => Promise<JobView>

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Answers the id of the job. The documented example names it after the domain; a domain that has had its job gets an id
 * that is drawn, as data sources do.
 */
export async function identify ({ jobs }: Sandbox, body: Identification, start: Start): Promise<{ workflowId: string }> {
  mustNameOne(body)
  const { domainId = '' } = body
  const id = toWorkflowId(domainId)
  const isFree = uuid.test(domainId) && await jobs.find(id).then(() => false, () => true)
  const job = await start({ kind: jobTypes.identification, input: body, ...isFree && { id } })
  return { workflowId: job.id }
}

/** No UUID, and still the id of a job (fact sheet). */
export function toWorkflowId (name: string): string {
  return `DomainIdentification_${name}`
}

/** «Must have either dataSourceIds or domainId» (documentation), in the words of hapi's validator. */
function mustNameOne (body: Identification): void {
  const named = Object.keys(body).length
  if (named === 1) return
  const message = named === 0 ? 'must contain at least one of [dataSourceIds, domainId]' : 'contains a conflict between exclusive peers [dataSourceIds, domainId]'
  throw new RequestRefused({ kind: 'invalid', part: 'body', issues: [{ path: [], rule: 'other', schema: IdentificationSchema, value: body, message }] })
}

/** Starts one job for each data source, all or none: if the sandbox has no room for one, those that were started are cancelled. */
export async function updateInBulk ({ jobs, ids }: Sandbox, type: string, { ids: dataSources, update = {} }: BulkUpdate, start: Start): Promise<{ bulkId: string }> {
  const bulkId = ids.uuid4()
  const started: string[] = []
  try {
    for (const id of new Set(dataSources)) started.push((await start({ kind: jobTypes.bulkUpdate, input: { bulkId, type, id, update } })).id)
  } catch (error) {
    await Promise.allSettled(started.map(id => jobs.cancel(id)))
    throw error
  }
  return { bulkId }
}
