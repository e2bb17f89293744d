import type { Failure, ErrorResponse } from '../http/failure.ts'
import type { JobView } from '../jobs/index.ts'
import { toIso, type ClockReading } from '../time/index.ts'
import { redact } from '../journal/index.ts'
import { excerpt, shorten } from '../validation/text.ts'
import { toField } from '../validation/index.ts'
import type { ClockChange } from './clock/schema.ts'
import type { Job } from './jobs/schema.ts'

/** A job as the control API shows it, with its input redacted. `status` is the status that its provider shows. */
export function toJob (view: JobView, status: string): Job {
  const { id, provider, kind, state, progress, createdAt, finishedAt, input, output, error } = view
  const steps = view.job.steps.map(({ state, moment }) => ({ state, at: moment }))
  return {
    id,
    provider,
    kind,
    lifecycle: view.job.lifecycle,
    state,
    status,
    progress,
    createdAt,
    finishedAt,
    held: view.job.held !== undefined,
    steps,
    input: redact(input),
    output,
    error
  }
}

export function toClock ({ mode, rate, now }: ClockReading) {
  return { mode, rate, now: toIso(now) }
}

/** A change of a clock, with its time in ms since the epoch. */
export function fromClock ({ now, ...change }: ClockChange): Partial<ClockReading> {
  return now === undefined ? change : { ...change, now: Date.parse(now) }
}

/** The error response of the control API: a code, and one sentence that names the field. */
export function toErrorResponse (failure: Failure): ErrorResponse {
  switch (failure.kind) {
    case 'malformed': return respond(400, 'MALFORMED_BODY', `The body is not JSON: ${failure.message}`)
    case 'invalid': {
      const [{ path, message }] = failure.issues
      const field = toField(path) || failure.part
      return respond(400, 'INVALID_FIELD', `${field}: ${message}`, field)
    }
    case 'too-large': return respond(413, 'BODY_TOO_LARGE', 'The body is larger than 10 MB; send less')
    case 'media-type': {
      const given = excerpt(failure.contentType)
      return respond(415, 'CONTENT_TYPE_INVALID',
        `The Content-Type header ${given} is not a media type; send application/json, or no such header`)
    }
    case 'refused': return respond(failure.status, failure.code, failure.message, failure.field)
    case 'no-route': {
      const asked = `${failure.method} ${shorten(failure.path)}`
      return respond(404, 'NOT_FOUND', `The control API has no operation ${asked}; /openapi/control.json lists all`)
    }
    case 'wrong-method': {
      const response = respond(405, 'WRONG_METHOD', `This path supports only ${failure.allow.join(' and ')}`)
      return { ...response, headers: { allow: failure.allow.join(', ') } }
    }
    // no faults apply to the control API: this is a replica that cannot reach what it shares with the others
    case 'fault': return respond(503, 'SANDBOX_UNAVAILABLE',
      'This replica is not certain that it owns the sandbox; send the request again')
    // the control API has its own errors for credentials
    case 'credentials':
    case 'crash': return respond(500, 'CRASH', 'The request crashed, which is a defect of jobdouble; its log has the error')
  }
}

function respond (status: number, code: string, message: string, field?: string): ErrorResponse {
  return { status, body: { error: { code, message, field } } }
}
