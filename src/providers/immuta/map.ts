import { reasonOf, type Failure, type Refusal } from '../../http/failure.ts'
import { bodyLimit } from '../../http/json.ts'
import type { JobView } from '../../jobs/index.ts'
import { toField, type Issue } from '../../validation.ts'
import { toComplaint } from './complaint.ts'
import { toExtraFields } from './extra-fields.ts'
import { toOutput } from './output.ts'
import type { FoundJob } from './schema-jobs.ts'
import { statuses, type Job } from './schema.ts'

/** How a job is shown in the answer at hand. */
export type ToJob = (view: JobView) => Job

export function toJob (view: JobView): Job {
  return { id: view.id, state: toStatus(view), output: toOutput(view) }
}

/** The queue's word for the state, or the one that the lifecycle shows instead. */
export function toStatus ({ state, unknownStatus }: JobView): string {
  return unknownStatus ?? statuses[state]
}

/** With fields that no document names. */
export function toFullJob (view: JobView): Job {
  return { ...toJob(view), ...toExtraFields(view) }
}

export function toStatuses (views: readonly JobView[], toJob: ToJob): Record<string, Job> {
  return Object.fromEntries(views.map(view => [view.id, toJob(view)]))
}

export function toFoundJob (view: JobView, toJob: ToJob): FoundJob {
  return { ...toJob(view), jobType: view.kind, createdOn: view.createdAt }
}

/** `Bearer TOKEN`, or the raw API key without a scheme. Two words that are not a bearer's are a credential nobody gave out. */
export function fromAuthorization (header: string | undefined): string | undefined {
  const [scheme = '', key, ...rest] = (header ?? '').trim().split(/ +/)
  if (key === undefined) return /^bearer$/i.test(scheme) ? undefined : scheme
  return /^bearer$/i.test(scheme) && rest.length === 0 ? key : 'invalid'
}

/** The envelope of the hapi framework (inferred). */
export function toRefusal (failure: Failure): Refusal {
  switch (failure.kind) {
    case 'credentials': return { ...boom(401, failure.reason === 'missing' ? 'Missing authentication' : 'Bad token'), headers: { 'www-authenticate': 'Bearer' } }
    case 'malformed': return boom(400, 'Invalid request payload JSON format')
    case 'invalid': return toInvalid(failure.part, failure.issues)
    case 'too-large': return boom(413, `Payload content length greater than maximum allowed: ${bodyLimit}`)
    case 'media-type': return boom(415, 'Unsupported Media Type')
    case 'refused': return boom(failure.status, failure.message)
    case 'fault': return boom(failure.status, failure.status === 500 ? 'An internal server error occurred' : reasonOf(failure.status))
    case 'crash': return boom(500, 'An internal server error occurred')
    case 'wrong-method':
    case 'no-route': return boom(404, 'Not Found')
  }
}

function boom (statusCode: number, message: string, validation?: { source: string, keys: string[] }): Refusal {
  return { status: statusCode, body: { statusCode, error: reasonOf(statusCode), message, validation } }
}

const sources: Record<string, string> = { body: 'payload', querystring: 'query', params: 'params' }

/** The validator looks at the fields it knows first, then at the strange ones, and stops at the first fault. */
function toInvalid (part: string, issues: readonly [Issue, ...Issue[]]): Refusal {
  const issue = issues.find(({ rule }) => rule !== 'unknown') ?? issues[0]
  const key = toField(issue.path)
  return boom(400, `"${key || 'value'}" ${toComplaint(issue)}`, { source: sources[part] ?? part, keys: key === '' ? [] : [key] })
}
