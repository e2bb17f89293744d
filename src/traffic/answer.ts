import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Action, Quota } from '../faults/index.ts'
import type { Failure, Refusal } from '../http/failure.ts'

/** Writes head and headers of what a rule answers; gives its body. */
export function answer ({ then, retryAfter }: Action, request: FastifyRequest, reply: FastifyReply, quota?: Quota): string {
  const { status, body, headers = {} } = refusalFor(then, request)
  const isText = typeof body === 'string'
  reply.code(status).headers({ ...body !== undefined && { 'content-type': isText && then.body !== undefined ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8' }, ...headers })
  if (retryAfter !== undefined) comeBack(request, reply, retryAfter.seconds, retryAfter.date)
  else if (quota !== undefined) comeBack(request, reply, Math.ceil(quota.reset / 1000))
  reply.headers(then.headers ?? {})
  return body === undefined ? '' : isText ? body : JSON.stringify(body)
}

/** Tells what is left of the limits by the headers of the IETF's draft; of several, those of the one that is hardest on the client. Answers the one that is used up. */
export function tellQuotas (reply: FastifyReply, quotas: readonly Quota[]): Quota | undefined {
  const [quota] = [...quotas].sort((one, other) => one.remaining - other.remaining || other.reset - one.reset)
  if (quota !== undefined) reply.headers({ 'ratelimit-limit': quota.limit, 'ratelimit-remaining': quota.remaining, 'ratelimit-reset': Math.ceil(quota.reset / 1000) })
  return quotas.find(({ exceeded }) => exceeded)
}

function refusalFor ({ status, body, graphql, credentials }: Action['then'], request: FastifyRequest): Refusal {
  if (graphql !== undefined) {
    const { message, type } = graphql
    return { status: 200, body: { errors: [{ message, ...type !== undefined && { extensions: { type } } }], data: null } }
  }
  const code = status ?? (credentials === undefined ? 429 : 401)
  const failure: Failure = credentials === undefined ? { kind: 'fault', status: code } : { kind: 'credentials', reason: credentials }
  if (body !== undefined) return { status: credentials === undefined ? code : request.server.refusalOf(failure, request).status, body }
  return code < 400 ? { status: code, body: undefined } : request.server.refusalOf(failure, request)
}

/** By the sandbox's clock; with a date goes the moment from which it is to be counted, as clients that are careful do. */
function comeBack ({ sandbox }: FastifyRequest, reply: FastifyReply, seconds: number, date = false): void {
  const now = sandbox.clock.now()
  if (date) reply.headers({ date: new Date(now).toUTCString(), 'retry-after': new Date(now + seconds * 1000).toUTCString() })
  else reply.header('retry-after', seconds)
}
