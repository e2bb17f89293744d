import { reasonOf, type Failure, type ErrorResponse } from '../../http/failure.ts'
import type { Dialect, ProviderJob } from '../../sandboxes/index.ts'
import { httpError, messages, toErrorResponse, toJobStatus, toObservedTimestamp, toTimestamp, type Stamp } from './map.ts'
import { notJson, toProblems, type Problem } from './problems.ts'
import { toPython } from './python.ts'
import type { JobStatus } from './schema.ts'

/** Starlette sends JSON without a charset. */
const jsonType = 'application/json'

/** What differs between the dialects. */
interface Behaviour {
  /** The content type of JSON, if not that of Fastify. */
  type?: string
  toTimestamp: Stamp
  toJobStatus (job: ProviderJob): JobStatus
  /** `body` is the body of the request. */
  toErrorResponse (failure: Failure, body: unknown): ErrorResponse
}

export const dialects: Readonly<Record<Dialect, Behaviour>> = {
  documented: { toTimestamp, toJobStatus, toErrorResponse },
  observed: { type: jsonType, toTimestamp: toObservedTimestamp, toJobStatus: toObservedJobStatus, toErrorResponse: toObservedErrorResponse }
}

/** The server has no progress, and reports the creation as the last change (fact sheet). */
function toObservedJobStatus ({ id, createdAt, kind, status }: ProviderJob): JobStatus {
  const created = toObservedTimestamp(createdAt)
  return {
    id,
    created_at: created,
    updated_at: created,
    name: kind,
    reason: `Execution status: ${status}`,
    has_progress: false,
    progress: 0,
    state: status
  }
}

export function toObservedErrorResponse (failure: Failure, body?: unknown): ErrorResponse {
  const { headers, ...response } = toStatusAndBody(failure, body)
  return { ...response, headers: { 'content-type': jsonType, ...headers } }
}

function toStatusAndBody (failure: Failure, body: unknown): ErrorResponse {
  switch (failure.kind) {
    case 'credentials': return httpError(403, 'Could not validate API KEY')
    case 'invalid': return validationError(toProblems(failure, body))
    case 'malformed': return validationError([notJson])
    case 'refused': {
      const { code, status, message } = failure
      if (code === 'MODEL_FAILED' || code === 'BODY_TOO_LARGE') return toErrorResponse(failure)
      return code === 'JOB_UNKNOWN' || code === 'JOB_FINISHED' ? workflowNotFound : httpError(...messages[code] ?? [status, message])
    }
    case 'fault': return failure.status < 500 ? httpError(failure.status, reasonOf(failure.status)) : plain(failure.status)
    case 'crash': return plain(500)
    default: return toErrorResponse(failure)
  }
}

/** The server passes on this error of its workflow engine, which does not distinguish between ended and unknown workflows. */
const workflowNotFound: ErrorResponse = {
  status: 400,
  body: { error: { message: 'job not found or invalid', code: 'NOT_FOUND', type: 'rpc_error' } }
}

/** A 500 as plain text, as observed. Other statuses from 500 on, which a proxy would send, have the same format (inferred). */
function plain (status: number): ErrorResponse {
  return { status, body: reasonOf(status), headers: { 'content-type': 'text/plain; charset=utf-8' } }
}

function validationError (problems: readonly Problem[]): ErrorResponse {
  return { status: 422, body: { error: { message: 'Validation error', details: problems.map(toDetail), code: 'validation_error' } } }
}

/** A problem in the server's own format: its location as one text, advice for some types, and the value as text. */
function toDetail ({ type, msg, loc, input }: Problem) {
  return { type, msg, loc: toLocation(loc), ...toAdvice(type), received: typeof input === 'string' ? input : toPython(input) }
}

/** `['path', 'job_id']` → `path.job_id`. A location in a body does not name the body: `['body', 'main', 0]` → `main[0]`. */
function toLocation (loc: Problem['loc']): string {
  const [first, ...rest] = loc[0] === 'body' && loc.length > 1 ? loc.slice(1) : loc
  return rest.reduce<string>((place, key) => typeof key === 'number' ? `${place}[${key}]` : `${place}.${key}`, String(first))
}

function toAdvice (type: string): { fix?: string, example?: string } {
  switch (type) {
    case 'missing': return { fix: 'Add this required field to your request', example: '{ "field_name": "value" }' }
    case 'json_invalid': return { fix: 'Provide valid JSON format' }
    case 'uuid_parsing': return { fix: 'Provide a valid UUID (e.g., 123e4567-e89b-12d3-a456-426614174000)' }
    default: return {}
  }
}
