import type { FastifyReply } from 'fastify'
import type { ErrorResponse, Failure } from '../../http/failure.ts'
import type { JobView } from '../../jobs/index.ts'
import type { Dialect, ProviderJob } from '../../sandboxes/index.ts'
import type { Issue } from '../../validation/index.ts'
import { firstOf, isMissing, toErrorResponse, toGatewayResponse, toMessage } from './map.ts'
import { enter, mustNameProject, mustOwn, ProjectForeign, projectOf, type Client } from './projects.ts'
import { observedStatuses, statuses } from './schema.ts'

/** The content type of each response of the API gateway: without a charset (inferred from the same gateway in other services). */
const observedType = 'application/json'

/** What differs between the dialects. */
interface Behaviour {
  /** The content type of a successful response, if not that of Fastify. */
  type?: string
  toStatus (job: JobView): string
  toErrorResponse (failure: Failure): ErrorResponse
  /**
   * The job of a status request, after the checks of the dialect in its order. Without `projectId` (`--starfish-lenient`) the
   * job's own project is used. Throws JOB_UNKNOWN, PROJECT_FOREIGN, PROJECT_UNKNOWN.
   */
  findJob (client: Client, jobId: string, projectId: string | undefined): ProviderJob
  /** Checks the project that a generation names. Throws RequestFailed, PROJECT_UNKNOWN, PROJECT_FOREIGN. */
  mustGenerateIn (client: Client, projectId: unknown): void
}

export const dialects: Readonly<Record<Dialect, Behaviour>> = {
  documented: {
    toStatus: ({ state }) => statuses[state],
    toErrorResponse,
    // the order of the checks: the job (404), its project (401)
    findJob (client, jobId, projectId) {
      const job = client.jobs.get(jobId)
      if (projectId && projectOf(job) !== projectId) throw new ProjectForeign()
      mustOwn(client, projectOf(job))
      return job
    },
    mustGenerateIn () {}
  },
  observed: {
    type: observedType,
    // a job that succeeded with an error has a status of its own
    toStatus: ({ state, error }) => state === 'succeeded' && error !== null ? 'COMPLETE_WITH_ERROR' : observedStatuses[state],
    toErrorResponse: toObservedErrorResponse,
    // the order of the checks: the project, its owner, the job; whether the job belongs to the project is not checked
    findJob (client, jobId, projectId) {
      const job = client.jobs.seek(jobId)
      const own = job && projectOf(job)
      if (projectId && projectId !== own) enter(client, projectId)
      else mustOwn(client, own)
      return client.jobs.get(jobId)
    },
    mustGenerateIn: mustNameProject
  }
}

const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }

/**
 * Lets any web page read the response of an operation that succeeded (observed), and sets the content type of the dialect. Returns
 * its body. With `--cors` the response already names the origin of the page, without which a request with cookies fails.
 */
export function readable<T> (reply: FastifyReply, body: T): T {
  const { type } = dialects[reply.request.jobs.dialect]
  // with a serializer of its own, Fastify does not add a charset to the type
  if (type !== undefined) reply.type(type).serializer(reply.getSerializationFunction('200')!)
  if (!reply.hasHeader('access-control-allow-origin')) reply.headers(cors)
  return body
}

/** The observed errors: 500 for almost everything, and `message` instead of `error` from the API gateway (fact sheet). */
export function toObservedErrorResponse (failure: Failure): ErrorResponse {
  return { ...toStatusAndBody(failure), headers: { 'content-type': observedType } }
}

function toStatusAndBody (failure: Failure): ErrorResponse {
  switch (failure.kind) {
    case 'credentials': return { status: 403, body: { message: 'Forbidden' } }
    case 'malformed': return { status: 500, body: { error: failure.message } }
    case 'invalid': return { status: 500, body: toInvalidBody(firstOf(failure.issues)) }
    case 'too-large': return { status: 413, body: { message: 'Request Too Long' } }
    case 'refused': return toRefused(failure)
    case 'fault': return toGatewayResponse(failure.status)
    case 'crash': return { status: 500, body: { error: 'Internal server error' } }
    case 'media-type': return { status: 415, body: { message: 'Unsupported Media Type' } }
    case 'wrong-method':
    case 'no-route': return { status: 403, body: { message: 'Missing Authentication Token' } }
  }
}

/** The error for a missing `projectId` is an empty object. In a body that is not an object the first required field is missing. */
function toInvalidBody (issue: Issue): { error?: string } {
  const [field = issue.schema['required'][0]] = issue.path
  if (issue.path.length > 0 && !isMissing(issue)) return { error: toMessage(issue) }
  return field === 'projectId' ? {} : { error: `${field} is required` }
}

function toRefused ({ code, status, message }: Failure & { kind: 'refused' }): ErrorResponse {
  switch (code) {
    case 'PROJECT_FOREIGN': return { status: 401, body: { error: 'Unauthorized' } }
    case 'JOB_UNKNOWN': return { status: 500, body: { error: 'Job not found' } }
    // 507 is a limit of jobdouble, not of the service
    default: return { status: status === 507 ? 507 : 500, body: { error: message } }
  }
}
