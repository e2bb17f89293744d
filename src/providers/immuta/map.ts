import { STATUS_CODES } from 'node:http'
import type { Failure, Refusal } from '../../http/failure.ts'
import { bodyLimit } from '../../http/json.ts'
import type { JobView } from '../../jobs/index.ts'
import { toField, type Issue } from '../../validation.ts'
import { statuses, type Job } from './schema.ts'

export function toStatuses (views: readonly JobView[]): Record<string, Job> {
  return Object.fromEntries(views.map(view => [view.id, toJob(view)]))
}

function toJob (view: JobView): Job {
  return { id: view.id, state: statuses[view.state], output: toOutput(view) }
}

/**
 * The queue keeps one field for what came of a job: its data once it has completed, else the error that it last met. It is
 * null or an object, so anything else is put into one (fact sheet, «Life of a job»).
 */
function toOutput ({ state, output, error }: JobView): object | null {
  if (state === 'succeeded') return isObject(output) ? output : output === null ? null : { value: output }
  if (error === null) return null
  const { message, ...rest } = isObject(error) ? error as { message?: unknown } : { message: error }
  return message === undefined ? rest : { stack: `Error: ${message}`, message, ...rest }
}

function isObject (value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
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
    case 'crash': return boom(500, 'An internal server error occurred')
    default: return boom(404, 'Not Found')
  }
}

function boom (statusCode: number, message: string, validation?: { source: string, keys: string[] }): Refusal {
  return { status: statusCode, body: { statusCode, error: STATUS_CODES[statusCode], message, validation } }
}

const sources: Record<string, string> = { body: 'payload', querystring: 'query', params: 'params' }

/** The validator looks at the fields it knows first, then at the strange ones, and stops at the first fault. */
function toInvalid (part: string, issues: readonly [Issue, ...Issue[]]): Refusal {
  const issue = issues.find(({ rule }) => rule !== 'unknown') ?? issues[0]
  const key = toField(issue.path)
  return boom(400, `"${key || 'value'}" ${toComplaint(issue)}`, { source: sources[part] ?? part, keys: key === '' ? [] : [key] })
}

function toComplaint ({ rule, schema, value, path, message }: Issue): string {
  switch (rule) {
    case 'unknown': return 'is not allowed'
    case 'minimum': return `must be greater than or equal to ${schema.minimum}`
    case 'integer': return typeof value === 'number' ? 'must be an integer' : 'must be a number'
    case 'type': return path.length === 0 ? 'must be of type object' : message
    default: return message
  }
}
