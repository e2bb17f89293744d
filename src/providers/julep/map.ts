import { reasonOf, type Failure, type ErrorResponse } from '../../http/failure.ts'
import type { ProviderJob, Sandbox } from '../../sandboxes/index.ts'
import { toIso } from '../../time/index.ts'
import { notJson, toProblems } from './problems.ts'
import type { Deleted, JobStatus } from './schema.ts'

export function toJobStatus (job: ProviderJob): JobStatus {
  return {
    id: job.id,
    created_at: toTimestamp(job.createdAt),
    updated_at: toTimestamp(job.updatedAt),
    name: job.kind,
    reason: toText(job.error),
    has_progress: true,
    progress: job.progress,
    state: job.status
  }
}

/** Writes a moment in ISO 8601 with milliseconds as the dialect writes it. */
export type Stamp = (iso: string) => string

/** RFC 3339 with six fractional digits: `…:05.000Z` → `…:05.000000Z`. */
export function toTimestamp (iso: string): string {
  return `${iso.slice(0, -1)}000Z`
}

/** pydantic omits a fraction of zero: `…:05.000Z` → `…:05Z`. */
export function toObservedTimestamp (iso: string): string {
  return iso.endsWith('.000Z') ? `${iso.slice(0, -5)}Z` : toTimestamp(iso)
}

/** A resource that has just been deleted. */
export function toDeleted ({ clock }: Sandbox, id: string, stamp: Stamp): Deleted {
  return { id, deleted_at: stamp(toIso(clock.now())), jobs: [] }
}

/** An error as text for people: its message if it has one; empty if there is no error. */
export function toText (error: unknown): string {
  if (error === null) return ''
  const { message } = error as { message?: unknown }
  return typeof message === 'string' ? message : typeof error === 'string' ? error : JSON.stringify(error)
}

/** The status and the message of each error code for which Julep has its own. */
export const messages: Readonly<Record<string, readonly [status: number, message: string]>> = {
  // FastAPI's message when its JSON parser exceeds the recursion limit (inferred)
  BODY_TOO_DEEP: [400, 'There was an error parsing the body'],
  JOB_UNKNOWN: [404, 'Job not found'],
  JOB_FINISHED: [400, 'The execution has already ended'],
  JOB_STEP_LIMIT: [400, 'The execution has taken too many steps'],
  JOB_NOT_WAITING: [404, 'No paused executions found for the specified task']
}

/** The codes for which the documentation has no error: the observed one is used in both dialects. */
const undocumented: ReadonlySet<string> = new Set([
  'EXECUTION_UNKNOWN',
  'TRANSITION_UNKNOWN',
  'JOB_NOT_WAITING',
  'RESOURCE_UNKNOWN',
  'RESOURCE_EXISTS',
  'DEPENDENCY_UNKNOWN'
])

/** `body` is the body of the request. */
export function toErrorResponse (failure: Failure, body?: unknown): ErrorResponse {
  switch (failure.kind) {
    case 'credentials': return detail(403, failure.reason === 'missing' ? 'Not authenticated' : 'Could not validate credentials')
    case 'invalid': return detail(422, toProblems(failure, body))
    case 'malformed': return detail(422, [notJson])
    case 'too-large': return detail(413, 'Request Entity Too Large')
    case 'media-type': return detail(415, 'Unsupported Media Type')
    case 'refused': {
      if (failure.code === 'MODEL_FAILED') return modelError(failure.message)
      if (failure.code === 'BODY_TOO_LARGE') return toErrorResponse({ kind: 'too-large' })
      const [status, message] = messages[failure.code] ?? [failure.status, failure.message]
      return undocumented.has(failure.code) ? httpError(status, message) : detail(status, message)
    }
    case 'wrong-method': return { ...detail(405, 'Method Not Allowed'), headers: { allow: failure.allow.join(', ') } }
    case 'fault': return detail(failure.status, reasonOf(failure.status))
    case 'crash': return detail(500, 'Internal Server Error')
    case 'no-route': return detail(404, 'Not Found')
  }
}

function detail (status: number, detail: unknown): ErrorResponse {
  return { status, body: { detail } }
}

/** The error format of the server itself (observed). */
export function httpError (status: number, message: string): ErrorResponse {
  return { status, body: { error: { message, code: `http_${status}`, type: 'http_error' } } }
}

/** The error format of the server for a failure of a model (observed). */
function modelError (message: string): ErrorResponse {
  const fix = 'Please check your API keys and model configurations or try again later'
  return { status: 502, body: { error: { message, code: 'llm_api_error', type: 'LLMServiceError', fix } } }
}
