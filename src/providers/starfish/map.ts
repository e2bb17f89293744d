import { Type } from '@sinclair/typebox'
import { reasonOf, type Failure, type ErrorResponse } from '../../http/failure.ts'
import type { Ids } from '../../random/index.ts'
import type { ProviderJob } from '../../sandboxes/index.ts'
import { toField, type Issue } from '../../validation/index.ts'
import { projectOf } from './projects.ts'
import { models, type JobStatus, type Started } from './schema.ts'

/** A Starfish job always belongs to a project. Its id is a text, unless the control API has set it to another value. */
export const InputSchema = Type.Object({ projectId: Type.Unknown() })

export function toInput (input: unknown, ids: Ids): unknown {
  const given = typeof input === 'object' && input !== null ? input : {}
  return { ...given, projectId: (given as { projectId?: unknown }).projectId ?? ids.uuid4() }
}

export function toJobStatus ({ id, status, kind }: ProviderJob): JobStatus {
  return { jobId: id, status, type: kind, success: true }
}

export function toStarted (job: ProviderJob): Started {
  return { projectId: projectOf(job) as string, jobId: job.id, success: true }
}

/** The order in which the service checks the fields of a body. */
const fields = ['jobId', 'prompt', 'numOfRecords', 'model', 'projectId', 'nextToken']

/** The issue that the service reports: that of the field which it checks first. */
export function firstOf (issues: readonly [Issue, ...Issue[]]): Issue {
  const rank = ({ path: [field = ''] }: Issue) => fields.indexOf(field)
  return issues.reduce((first, issue) => rank(issue) < rank(first) ? issue : first)
}

/** Whether a required field is missing, or is empty, null or 0, which counts as missing too. */
export function isMissing ({ path: [field], value }: Issue): boolean {
  return field !== undefined && field !== 'nextToken' && !value
}

export function toMessage (issue: Issue): string {
  const field = toField(issue.path) || 'body'
  if (isMissing(issue)) return `${field} is required`
  return field === 'model' ? `Invalid model. Allowed models are: ${models.join(', ')}` : `${field} ${issue.message}`
}

/** The documented errors. The shape of the body is inferred: the documentation names the statuses only. */
export function toErrorResponse (failure: Failure): ErrorResponse {
  if (failure.kind === 'fault') return toGatewayResponse(failure.status)
  const [status, error] = toStatusAndText(failure)
  return { status, body: { error } }
}

/** The texts of the API gateway. 403 and 429 are observed, the others are those of the same gateway in other services (inferred). */
const gatewayTexts: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  429: 'Too Many Requests',
  502: 'Internal server error',
  503: 'Service Unavailable',
  504: 'Endpoint request timed out'
}

/** The response of the API gateway with a status that the service itself does not send. */
export function toGatewayResponse (status: number): ErrorResponse {
  return { status, body: { message: gatewayTexts[status] ?? reasonOf(status) } }
}

function toStatusAndText (failure: Exclude<Failure, { kind: 'fault' }>): [number, string] {
  switch (failure.kind) {
    case 'credentials': return [401, failure.reason === 'missing' ? 'Missing API key' : 'Invalid API key']
    case 'malformed': return [400, failure.message]
    case 'invalid': return [400, toMessage(firstOf(failure.issues))]
    case 'too-large': return [413, 'Request body is too large']
    case 'refused': return failure.code === 'JOB_UNKNOWN' ? [404, 'Job not found'] : [failure.status, failure.message]
    case 'crash': return [500, 'Internal server error']
    case 'media-type': return [415, 'The Content-Type header is not a media type']
    case 'wrong-method':
    case 'no-route': return [404, 'Not found']
  }
}
