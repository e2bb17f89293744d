// From our words to Replicate's: a job, and each kind of failure.
import { reachedAt, reasonOf, toField } from 'jobdouble/provider'
import { toRequest } from './schema.js'

export function toPrediction (job, url) {
  const { id, status, state, createdAt, finishedAt } = job
  const { version, input } = toRequest(job.input)
  const startedAt = reachedAt(job, 'running')
  const isTimed = startedAt !== null && finishedAt !== null
  return {
    id,
    version,
    input,
    output: state === 'succeeded' ? job.output : null,
    error: state === 'failed' || state === 'expired' ? toText(job.error ?? 'the prediction ran out of time') : null,
    logs: '',
    source: 'api',
    status,
    metrics: isTimed ? { predict_time: (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 } : {},
    created_at: createdAt,
    started_at: startedAt,
    completed_at: finishedAt,
    urls: { get: url, cancel: `${url}/cancel` }
  }
}

const toText = error => typeof error === 'string' ? error : JSON.stringify(error)

/** The title, the detail and the status of a failure are documented; the texts are, except that of 401, inferred. */
export function toErrorResponse (failure) {
  const [status, title, detail] = toParts(failure)
  return { status, body: { title, detail, status } }
}

function toParts (failure) {
  switch (failure.kind) {
    case 'credentials': return [401, 'Unauthenticated', 'You did not pass a valid authentication token']
    case 'malformed': return [400, 'Bad request', 'The body is not JSON']
    case 'invalid': return [422, 'Input validation failed', `- ${toField(failure.issues[0].path) || failure.part}: ${failure.issues[0].message}\n`]
    case 'too-large': return [413, 'Request too large', 'The body is too large']
    case 'fault': return [failure.status, reasonOf(failure.status), reasonOf(failure.status)]
    case 'refused': {
      if (failure.code === 'JOB_UNKNOWN') return [404, 'Not found', 'The prediction does not exist']
      if (failure.code === 'JOB_FINISHED') return [422, 'Prediction has ended', 'The prediction has ended']
      return [failure.status, reasonOf(failure.status), failure.message]
    }
    case 'media-type': return [415, 'Unsupported media type', 'The body must be JSON']
    case 'no-route':
    case 'wrong-method': return [404, 'Not found', 'The requested resource does not exist']
    case 'crash': return [500, 'Internal server error', 'Something went wrong']
  }
}
