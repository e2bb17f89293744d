import { Type } from '@sinclair/typebox'
import { reasonOf, type Failure, type Refusal } from '../../http/failure.ts'
import type { Ids, JobView } from '../../jobs/index.ts'
import { toField, type Issue } from '../../validation.ts'
import { projectOf } from './projects.ts'
import { models, type Started } from './schema.ts'

/** Every answer that succeeds lets any web page read it (observed). */
export const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }

/** A Starfish job always belongs to a project, which the control API may have called anything. */
export const InputSchema = Type.Object({ projectId: Type.Unknown() })

export function toInput (input: unknown, ids: Ids): unknown {
  const given = typeof input === 'object' && input !== null ? input : {}
  return { ...given, projectId: (given as { projectId?: unknown }).projectId ?? ids.uuid4() }
}

export function toStarted (job: JobView): Started {
  return { projectId: projectOf(job) as string, jobId: job.id, success: true }
}

/** The order in which the service looks at a body. */
const fields = ['jobId', 'prompt', 'numOfRecords', 'model', 'projectId', 'nextToken']

/** The issue of which the service speaks: that of the field at which it looks first. */
export function firstOf (issues: readonly [Issue, ...Issue[]]): Issue {
  const place = ({ path: [field = ''] }: Issue) => fields.indexOf(field)
  return issues.reduce((first, issue) => place(issue) < place(first) ? issue : first)
}

/** Whether a field that must be there is not, or is empty, null or 0, which counts as missing too. */
export function isMissing ({ path: [field], value }: Issue): boolean {
  return field !== undefined && field !== 'nextToken' && !value
}

export function toComplaint (issue: Issue): string {
  const field = toField(issue.path) || 'body'
  if (isMissing(issue)) return `${field} is required`
  return field === 'model' ? `Invalid model. Allowed models are: ${models.join(', ')}` : `${field} ${issue.message}`
}

/** The documented refusals. The shape is inferred: the documentation names the statuses and no bodies. */
export function toRefusal (failure: Failure): Refusal {
  const [status, error] = toStatusAndText(failure)
  return { status, body: { error } }
}

/** What is said where a fault has a status that the documents name. */
const texts: Readonly<Record<number, string>> = { 401: 'Invalid API key', 404: 'Not found', 500: 'Internal server error' }

function toStatusAndText (failure: Failure): [number, string] {
  switch (failure.kind) {
    case 'credentials': return [401, failure.reason === 'missing' ? 'Missing API key' : 'Invalid API key']
    case 'malformed': return [400, failure.message]
    case 'invalid': return [400, toComplaint(firstOf(failure.issues))]
    case 'too-large': return [413, 'Request body is too large']
    case 'refused': return failure.code === 'JOB_UNKNOWN' ? [404, 'Job not found'] : [failure.status, failure.message]
    case 'fault': return [failure.status, texts[failure.status] ?? reasonOf(failure.status)]
    case 'crash': return [500, 'Internal server error']
    case 'media-type': return [415, 'The Content-Type header is not a media type']
    case 'wrong-method':
    case 'no-route': return [404, 'Not found']
  }
}
