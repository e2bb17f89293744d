import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Action, Quota } from '../../faults/index.ts'
import { unchanged, type ErrorResponse } from '../../http/failure.ts'
import { errorResponseWith } from '../../http/possible-failures.ts'

/** Sets the status and the headers of the response of a fault, and returns its body. */
export function respond ({ then, retryAfter }: Action, request: FastifyRequest, reply: FastifyReply, quota?: Quota): string {
  const { status, body, headers = {} } = toErrorResponse(then, request)
  const isText = typeof body === 'string'
  const type = isText && then.body !== undefined ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8'
  reply.serializer(unchanged).code(status).headers({ ...body !== undefined && { 'content-type': type }, ...headers })
  if (retryAfter !== undefined) writeRetryAfter(request, reply, retryAfter.seconds, retryAfter.date)
  else if (quota !== undefined) writeRetryAfter(request, reply, Math.ceil(quota.reset / 1000))
  reply.headers(then.headers ?? {})
  return body === undefined ? '' : isText ? body : JSON.stringify(body)
}

/**
 * Sets the headers of the IETF draft `RateLimit` for the rate limits that apply; of several, for the one with the fewest requests left.
 * Returns the rate limit that is exceeded, if one is.
 */
export function writeQuotas (reply: FastifyReply, quotas: readonly Quota[]): Quota | undefined {
  const [quota] = [...quotas].sort((one, other) => one.remaining - other.remaining || other.reset - one.reset)
  if (quota !== undefined) {
    const { limit, remaining, reset } = quota
    reply.headers({ 'ratelimit-limit': limit, 'ratelimit-remaining': remaining, 'ratelimit-reset': Math.ceil(reset / 1000) })
  }
  return quotas.find(({ exceeded }) => exceeded)
}

function toErrorResponse ({ status, body, graphql, credentials }: Action['then'], request: FastifyRequest): ErrorResponse {
  if (graphql !== undefined) {
    const { message, type } = graphql
    return { status: 200, body: { errors: [{ message, ...type !== undefined && { extensions: { type } } }], data: null } }
  }
  if (credentials !== undefined) {
    const response = request.server.errorResponseOf({ kind: 'credentials', reason: credentials }, request)
    return body === undefined ? response : { status: response.status, body }
  }
  const code = status ?? 429
  if (body !== undefined || code < 400) return { status: code, body }
  return errorResponseWith(code, request)
}

/** Sets `Retry-After` by the sandbox's clock. A date comes with a `Date` header of the same clock: clients compute the delay from both. */
function writeRetryAfter ({ sandbox }: FastifyRequest, reply: FastifyReply, seconds: number, date = false): void {
  const now = sandbox.clock.now()
  if (date) reply.headers({ date: new Date(now).toUTCString(), 'retry-after': new Date(now + seconds * 1000).toUTCString() })
  else reply.header('retry-after', seconds)
}
