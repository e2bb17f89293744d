import { reasonOf, type Failure, type Refusal } from '../../http/failure.ts'
import type { JobView } from '../../jobs/index.ts'
import { toAdvised } from './advice.ts'
import { notJson, toProblems } from './problems.ts'
import { observedStatuses, statuses, type JobStatus } from './schema.ts'

export function toJobStatus (view: JobView): JobStatus {
  return {
    id: view.id,
    created_at: toTimestamp(view.createdAt),
    updated_at: toTimestamp(view.updatedAt),
    name: view.kind,
    reason: toText(view.error),
    has_progress: true,
    progress: view.progress,
    state: view.unknownStatus ?? statuses[view.state]
  }
}

/** The server knows nothing of progress, and the moment of a change neither (fact sheet). */
export function toObservedJobStatus (view: JobView): JobStatus {
  const state = view.unknownStatus ?? observedStatuses[view.state]
  const created = toTimestamp(view.createdAt)
  return { id: view.id, created_at: created, updated_at: created, name: view.kind, reason: `Execution status: ${state}`, has_progress: false, progress: 0, state }
}

/** RFC 3339 with six fractional digits: `…:05.000Z` → `…:05.000000Z`. */
export function toTimestamp (moment: string): string {
  return `${moment.slice(0, -1)}000Z`
}

/** What went wrong, as text for people: the message of an error, if it has one; empty if nothing did. */
export function toText (error: unknown): string {
  if (error === null) return ''
  const { message } = error as { message?: unknown }
  return typeof message === 'string' ? message : typeof error === 'string' ? error : JSON.stringify(error)
}

/** `Bearer KEY` or the bare `KEY`. Only this spelling of the scheme works: a lower-case one is taken for a strange key (observed). */
export function fromAuthorization (header: string | undefined): string | undefined {
  const credential = (header ?? '').trim()
  const key = credential.startsWith('Bearer ') ? credential.slice(7).trim() : credential === 'Bearer' ? '' : credential
  return key.includes(' ') ? 'invalid' : key
}

/** What is said, and with which status, of failures that other parts name in words of their own. */
const sayings: Readonly<Record<string, readonly [status: number, message: string]>> = {
  // FastAPI's own words where its parser of JSON runs out of stack (inferred)
  BODY_TOO_DEEP: [400, 'There was an error parsing the body'],
  JOB_UNKNOWN: [404, 'Job not found'],
  JOB_FINISHED: [400, 'The execution has already ended'],
  JOB_STEP_LIMIT: [400, 'The execution has taken too many steps'],
  JOB_NOT_WAITING: [404, 'No paused executions found for the specified task']
}

/** `body` is the one that came with the request. */
export function toRefusal (failure: Failure, body?: unknown): Refusal {
  switch (failure.kind) {
    case 'credentials': return detail(403, failure.reason === 'missing' ? 'Not authenticated' : 'Could not validate credentials')
    case 'invalid': return detail(422, toProblems(failure, body))
    case 'malformed': return detail(422, [notJson])
    case 'too-large': return detail(413, 'Request Entity Too Large')
    case 'media-type': return detail(415, 'Unsupported Media Type')
    case 'refused': {
      const { code, status, message } = failure
      // what the documents are silent about: the server's own words stand in both dialects
      if (code === 'EXECUTION_UNKNOWN' || code === 'JOB_NOT_WAITING') return toObservedRefusal(failure)
      return detail(...sayings[code] ?? [status, message])
    }
    case 'wrong-method': return { ...detail(405, 'Method Not Allowed'), headers: { allow: failure.allow.join(', ') } }
    case 'fault': return detail(failure.status, reasonOf(failure.status))
    case 'crash': return detail(500, 'Internal Server Error')
    case 'no-route': return detail(404, 'Not Found')
  }
}

export function toObservedRefusal (failure: Failure, body?: unknown): Refusal {
  switch (failure.kind) {
    case 'credentials': return httpError(403, 'Could not validate API KEY')
    case 'invalid': return { status: 422, body: { error: { message: 'Validation error', details: toProblems(failure, body).map(toAdvised), code: 'validation_error' } } }
    case 'malformed': return { status: 422, body: { error: { message: 'Validation error', details: [toAdvised(notJson)], code: 'validation_error' } } }
    case 'refused': {
      const { code, status, message } = failure
      return code === 'JOB_UNKNOWN' || code === 'JOB_FINISHED' ? noSuchWorkflow : httpError(...sayings[code] ?? [status, message])
    }
    case 'fault': return failure.status < 500 ? httpError(failure.status, reasonOf(failure.status)) : plain(failure.status)
    case 'crash': return plain(500)
    default: return toRefusal(failure)
  }
}

/** As the server was seen to say a 500; whatever stands before it says the others like that (inferred). */
function plain (status: number): Refusal {
  return { status, body: reasonOf(status), headers: { 'content-type': 'text/plain; charset=utf-8' } }
}

/** What the server passes on of its workflow engine, which knows an ended workflow no more than one that never was. */
const noSuchWorkflow: Refusal = { status: 400, body: { error: { message: 'job not found or invalid', code: 'NOT_FOUND', type: 'rpc_error' } } }

function detail (status: number, detail: unknown): Refusal {
  return { status, body: { detail } }
}

function httpError (status: number, message: string): Refusal {
  return { status, body: { error: { message, code: `http_${status}`, type: 'http_error' } } }
}
