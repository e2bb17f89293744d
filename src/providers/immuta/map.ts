import { reasonOf, type Failure, type ErrorResponse } from '../../http/failure.ts'
import { bodyLimit } from '../../http/json.ts'
import type { ProviderJob, Sandbox } from '../../sandboxes/index.ts'
import { toField, type Issue } from '../../validation/index.ts'
import type { FoundJob } from './job-schema.ts'
import { toExtraFields, toOutput } from './queue.ts'
import type { Job } from './schema.ts'

/** Maps a job outwards, with or without the fields that are not documented. */
export type ToJob = (job: ProviderJob) => Job

export function toJob (job: ProviderJob): Job {
  return { id: job.id, state: job.status, output: toOutput(job) }
}

/** The mapping of the sandbox: `--immuta-extra-fields` adds fields that are not documented. */
export function mapperOf (sandbox: Sandbox): ToJob {
  return sandbox.isOn('immuta-extra-fields') ? job => ({ ...toJob(job), ...toExtraFields(job) }) : toJob
}

export function toStatuses (jobs: readonly ProviderJob[], toJob: ToJob): Record<string, Job> {
  return Object.fromEntries(jobs.map(job => [job.id, toJob(job)]))
}

export function toFoundJob (job: ProviderJob, toJob: ToJob): FoundJob {
  return { ...toJob(job), jobType: job.kind, createdOn: job.createdAt }
}

/** The error envelope of the hapi framework (inferred). */
export function toErrorResponse (failure: Failure): ErrorResponse {
  switch (failure.kind) {
    case 'credentials': return { ...toUnauthorized(failure.reason === 'missing'), headers: { 'www-authenticate': 'Bearer' } }
    case 'malformed': return boom(400, 'Invalid request payload JSON format')
    case 'invalid': return toInvalid(failure.part, failure.issues)
    case 'too-large': return boom(413, `Payload content length greater than maximum allowed: ${bodyLimit}`)
    case 'media-type': return boom(415, 'Unsupported Media Type')
    case 'refused': return boom(failure.status, failure.message)
    case 'fault': return boom(failure.status, reasonOf(failure.status))
    case 'crash': return boom(500, 'An internal server error occurred')
    case 'wrong-method':
    case 'no-route': return boom(404, 'Not Found')
  }
}

function toUnauthorized (isMissing: boolean): ErrorResponse {
  return boom(401, isMissing ? 'Missing authentication' : 'Bad token')
}

function boom (statusCode: number, message: string, validation?: { source: string, keys: string[] }): ErrorResponse {
  return { status: statusCode, body: { statusCode, error: reasonOf(statusCode), message, validation } }
}

const sources: Record<string, string> = { body: 'payload', querystring: 'query', params: 'params' }

/** The validator checks the known fields first, then the unknown ones, and reports the first problem only. */
function toInvalid (part: string, issues: readonly [Issue, ...Issue[]]): ErrorResponse {
  const issue = issues.find(({ kind }) => kind !== 'unknown') ?? issues[0]
  const key = toField(issue.path)
  return boom(400, `"${key || 'value'}" ${toMessage(issue)}`, { source: sources[part] ?? part, keys: key === '' ? [] : [key] })
}

/** The message of hapi's validator about a value, without the name of the field (inferred). */
function toMessage ({ kind, schema, value, path, message }: Issue): string {
  switch (kind) {
    case 'unknown': return 'is not allowed'
    case 'minimum': return `must be greater than or equal to ${schema.minimum}`
    case 'maximum': return `must be less than or equal to ${schema.maximum}`
    case 'integer': return typeof value === 'number' ? 'must be an integer' : 'must be a number'
    case 'type': return path.length === 0 ? 'must be of type object' : message
    case 'other': return toLimit(schema, value) ?? message
    default: return message
  }
}

function toLimit ({ enum: words, minItems, maxItems }: Issue['schema'], value: unknown): string | undefined {
  if (value === '') return 'is not allowed to be empty'
  if (words !== undefined) return `must be one of [${words.join(', ')}]`
  if (!Array.isArray(value) || maxItems === undefined) return undefined
  return value.length > maxItems ? `must contain less than or equal to ${maxItems} items` : `must contain at least ${minItems} items`
}
