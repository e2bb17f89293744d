import { reasonOf, type Failure, type Refusal } from '../../http/failure.ts'
import type { JobView } from '../../jobs/index.ts'
import type { Dialect } from '../../sandboxes/index.ts'
import { toField } from '../../validation.ts'
import { projectIdOf } from './projects/launch-job.ts'
import { statuses, type Job, type JobError } from './schema.ts'

/** A documented example is DELIVERED at progress 0, and so has every job been seen: nobody may wait for 100. */
const progressShown: Record<Dialect, 0 | 1> = { documented: 1, observed: 0 }

export function toJob (view: JobView, dialect: Dialect): Job {
  return {
    additionalData: toAdditionalData(view),
    createdAt: view.createdAt,
    errors: toErrors(view),
    id: view.id,
    progress: view.progress * progressShown[dialect],
    result: view.output,
    resultId: view.state === 'succeeded' ? projectIdOf(view.input, view.kind) ?? null : null,
    status: view.unknownStatus ?? statuses[view.state],
    updatedAt: view.updatedAt
  }
}

/** An automation's run has an id of its own (inferred: that of its job). */
function toAdditionalData ({ kind, id }: JobView): Job['additionalData'] {
  return kind === 'AutomationQueue' ? { automationActivityId: id.slice(id.indexOf(':') + 1) } : null
}

/** Only a job that has FAILED has errors; there is no `message` in them. */
function toErrors ({ id, state, error }: JobView): JobError[] {
  if (statuses[state] !== 'FAILED') return []
  const { message = error ?? `The job is ${state}`, ...args } = (typeof error === 'object' ? error ?? {} : {}) as { message?: unknown }
  return [{ id, stack: `Error: ${typeof message === 'string' ? message : JSON.stringify(message)}`, args }]
}

/** Nobody needs to read a client's key back. */
export function withoutSecret <T extends { targetAPI: { secretKey: string } }> (input: T): T {
  return { ...input, targetAPI: { ...input.targetAPI, secretKey: '…' } }
}

/** Whatever goes wrong looks like an error of GraphQL. */
export function toRefusal (failure: Failure): Refusal {
  switch (failure.kind) {
    case 'credentials': return { status: 200, body: { errors: [{ message: 'Unauthorized', extensions: { type: 'AuthenticationError' } }], data: null } }
    case 'malformed': return complain(400, 'The request body is not valid JSON')
    case 'invalid': return complain(400, `${toField(failure.issues[0].path) || 'The request body'} ${failure.issues[0].message}`)
    case 'too-large': return complain(413, 'The request body is too large')
    case 'media-type': return complain(415, 'Unsupported media type')
    case 'refused': return complain(failure.status, failure.message)
    case 'wrong-method': return { ...complain(405, 'GraphQL is served by POST only'), headers: { allow: failure.allow.join(', ') } }
    case 'fault': return complain(failure.status, failure.status === 500 ? 'Internal server error' : reasonOf(failure.status))
    case 'crash': return complain(500, 'Internal server error')
    case 'no-route': return complain(404, 'Not Found')
  }
}

function complain (status: number, message: string): Refusal {
  return { status, body: { errors: [{ message }] } }
}
