import { reasonOf, type Failure, type Refusal } from '../../http/failure.ts'
import type { State } from '../../jobs/index.ts'
import type { Issue } from '../../validation.ts'
import { firstOf, isMissing, toComplaint } from './map.ts'
import { statuses } from './schema.ts'

/** A job that failed is ERROR; one that completed and has an error all the same is COMPLETE_WITH_ERROR, which is no state of ours. */
export const observedStatuses = { ...statuses, failed: 'ERROR', cancelled: 'ERROR', expired: 'ERROR' } as const satisfies Record<State, string>

/** What the gateway says in words of its own; 429 is observed, the others are those of the same gateway elsewhere (inferred). */
const gatewayTexts: Readonly<Record<number, string>> = { 429: 'Too Many Requests', 502: 'Internal server error', 503: 'Service Unavailable', 504: 'Endpoint request timed out' }

/** What the service has been seen to answer: 500 for nearly everything, and the gateway in front of it says `message` (fact sheet). */
export function toObservedRefusal (failure: Failure): Refusal {
  switch (failure.kind) {
    case 'credentials': return { status: 403, body: { message: 'Forbidden' } }
    case 'malformed': return { status: 500, body: { error: failure.message } }
    case 'invalid': return { status: 500, body: toBody(firstOf(failure.issues)) }
    case 'too-large': return { status: 413, body: { message: 'Request Too Long' } }
    case 'refused': return toAnswer(failure)
    case 'fault': return { status: failure.status, body: failure.status === 500 ? { error: 'Internal server error' } : { message: gatewayTexts[failure.status] ?? reasonOf(failure.status) } }
    case 'crash': return { status: 500, body: { error: 'Internal server error' } }
    case 'media-type': return { status: 415, body: { message: 'Unsupported Media Type' } }
    case 'wrong-method':
    case 'no-route': return { status: 403, body: { message: 'Missing Authentication Token' } }
  }
}

/** A missing projectId is refused without a word. A body that is no object lacks the field at which the service looks first. */
function toBody (issue: Issue): { error?: string } {
  const [field = issue.schema['required'][0]] = issue.path
  if (issue.path.length > 0 && !isMissing(issue)) return { error: toComplaint(issue) }
  return field === 'projectId' ? {} : { error: `${field} is required` }
}

function toAnswer ({ code, status, message }: Failure & { kind: 'refused' }): Refusal {
  switch (code) {
    case 'PROJECT_FOREIGN': return { status: 401, body: { error: 'Unauthorized' } }
    case 'JOB_UNKNOWN': return { status: 500, body: { error: 'Job not found' } }
    // a limit of jobdouble's, not of the service
    default: return { status: status === 507 ? 507 : 500, body: { error: message } }
  }
}
