import type { Failure, Refusal } from '../../http/failure.ts'
import type { JobView } from '../../jobs/index.ts'
import { statuses, type JobStatus } from './schema.ts'

export function toJobStatus (view: JobView): JobStatus {
  return {
    id: view.id,
    created_at: toTimestamp(view.createdAt),
    updated_at: toTimestamp(view.updatedAt),
    name: view.kind,
    reason: toReason(view),
    has_progress: true,
    progress: view.progress,
    state: statuses[view.state]
  }
}

/** RFC 3339 with six fractional digits: `…:05.000Z` → `…:05.000000Z`. */
function toTimestamp (moment: string): string {
  return `${moment.slice(0, -1)}000Z`
}

/** Free text by the documentation: here what went wrong, if anything did. */
function toReason ({ error }: JobView): string {
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

const locations: Record<string, string> = { params: 'path', querystring: 'query', body: 'body', headers: 'header' }

export function toRefusal (failure: Failure): Refusal {
  switch (failure.kind) {
    case 'credentials': return detail(403, failure.reason === 'missing' ? 'Not authenticated' : 'Could not validate credentials')
    case 'invalid': return detail(422, failure.issues.map(({ path, message, value }) =>
      ({ type: 'uuid_parsing', loc: [locations[failure.part], ...path], msg: message, input: value })))
    case 'malformed': return detail(422, [{ type: 'json_invalid', loc: ['body'], msg: 'JSON decode error', input: {} }])
    case 'too-large': return detail(413, 'Request Entity Too Large')
    case 'media-type': return detail(415, 'Unsupported Media Type')
    case 'refused': return failure.code === 'JOB_UNKNOWN' ? detail(404, 'Job not found') : detail(failure.status, failure.message)
    case 'wrong-method': return { ...detail(405, 'Method Not Allowed'), headers: { allow: failure.allow.join(', ') } }
    case 'crash': return detail(500, 'Internal Server Error')
    case 'no-route': return detail(404, 'Not Found')
  }
}

function detail (status: number, detail: unknown): Refusal {
  return { status, body: { detail } }
}
