import type { Failure, Refusal } from '../../http/failure.ts'
import { RequestRefused } from '../../http/failure.ts'
import type { Ids, JobView } from '../../jobs/index.ts'
import { toField } from '../../validation.ts'
import { statuses, type JobStatus } from './schema.ts'

/** Every answer that succeeds lets any web page read it (observed). */
export const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }

export function toJobStatus ({ id, state, kind }: JobView): JobStatus {
  return { jobId: id, status: statuses[state], type: kind, success: true }
}

/** A Starfish job always belongs to a project. */
export function toInput (input: unknown, ids: Ids): unknown {
  const given = typeof input === 'object' && input !== null ? input : {}
  return { ...given, projectId: (given as { projectId?: unknown }).projectId ?? ids.uuid4() }
}

/** The documented order of checks: key, body, job (404), project (401). */
export function mustBelongTo (projectId: string, { input }: JobView): void {
  if ((input as { projectId?: unknown }).projectId !== projectId) throw new RequestRefused({ kind: 'refused', code: 'PROJECT_FOREIGN', status: 401, message: 'No access to this project' })
}

/** The shape is inferred: the documentation names the statuses and no bodies. */
export function toRefusal (failure: Failure): Refusal {
  const [status, error] = toStatusAndText(failure)
  return { status, body: { error } }
}

function toStatusAndText (failure: Failure): [number, string] {
  switch (failure.kind) {
    case 'credentials': return [401, failure.reason === 'missing' ? 'Missing API key' : 'Invalid API key']
    case 'malformed': return [400, failure.message]
    case 'invalid': return [400, `${toField(failure.issues[0].path) || 'body'} ${failure.issues[0].message}`]
    case 'too-large': return [413, 'Request body is too large']
    case 'refused': return failure.code === 'JOB_UNKNOWN' ? [404, 'Job not found'] : [failure.status, failure.message]
    case 'crash': return [500, 'Internal server error']
    default: return [404, 'Not found']
  }
}
