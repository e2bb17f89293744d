import { reasonOf, type ErrorResponse, type Failure } from '../../http/failure.ts'
import type { JobView } from '../../jobs/index.ts'
import type { Dialect, ProviderJob } from '../../sandboxes/index.ts'
import { toField } from '../../validation/index.ts'
import { additionQueue, projectIdOf, toDraft } from './projects/draft.ts'
import type { Job, JobError } from './schema/jobs.ts'
import { statuses } from './schema.ts'

/** A documented example is DELIVERED at progress 0, and so was every job observed: a client must not wait for 100. */
const progressShown: Record<Dialect, 0 | 1> = { documented: 1, observed: 0 }

export function toJob (job: ProviderJob, dialect: Dialect): Job {
  return {
    additionalData: toAdditionalData(job),
    createdAt: job.createdAt,
    errors: toErrors(job),
    id: job.id,
    progress: job.progress * progressShown[dialect],
    result: job.output,
    resultId: job.state === 'succeeded' ? projectIdOf(job.input, job.kind) ?? null : null,
    status: job.status,
    updatedAt: job.updatedAt
  }
}

/** The run of an automation has an id of its own (inferred: the id of its job); an addition names its documents once it is done. */
function toAdditionalData ({ kind, id, state, input }: JobView): Job['additionalData'] {
  if (kind === 'AutomationQueue') return { automationActivityId: id.slice(id.indexOf(':') + 1) }
  return kind === additionQueue && state === 'succeeded' ? { documentIds: toDraft(input).documents.map(({ id }) => id) } : null
}

/** Only a job that has FAILED has errors; they have no `message`. */
function toErrors ({ id, state, error }: JobView): JobError[] {
  if (statuses[state] !== 'FAILED') return []
  const { message = error ?? `The job is ${state}`, ...args } = (typeof error === 'object' ? error ?? {} : {}) as { message?: unknown }
  return [{ id, stack: `Error: ${typeof message === 'string' ? message : JSON.stringify(message)}`, args }]
}

/** Removes the key of a client's model, so that it is not kept. */
export function redactKey<T extends { targetAPI: { secretKey: string } }> (input: T): T {
  return { ...input, targetAPI: { ...input.targetAPI, secretKey: '…' } }
}

/** Every failure has the form of a GraphQL error. */
export function toErrorResponse (failure: Failure): ErrorResponse {
  switch (failure.kind) {
    case 'credentials': return {
      status: 200,
      body: { errors: [{ message: 'Unauthorized', extensions: { type: 'AuthenticationError' } }], data: null }
    }
    case 'malformed': return withMessage(400, 'The request body is not valid JSON')
    case 'invalid': return withMessage(400, `${toField(failure.issues[0].path) || 'The request body'} ${failure.issues[0].message}`)
    case 'too-large': return withMessage(413, 'The request body is too large')
    case 'media-type': return withMessage(415, 'Unsupported media type')
    case 'refused': return withMessage(failure.status, failure.message)
    case 'wrong-method': return {
      ...withMessage(405, 'GraphQL is served by POST, and queries by GET too'),
      headers: { allow: failure.allow.join(', ') }
    }
    case 'fault': return withMessage(failure.status, reasonOf(failure.status))
    case 'crash': return withMessage(500, 'Internal server error')
    case 'no-route': return withMessage(404, 'Not Found')
  }
}

function withMessage (status: number, message: string): ErrorResponse {
  return { status, body: { errors: [{ message }] } }
}
