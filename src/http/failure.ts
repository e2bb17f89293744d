import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify'
import { STATUS_CODES } from 'node:http'
import type { Issue } from '../validation.ts'
import { rememberMethods } from './methods.ts'

/** What can go wrong with a request. Each provider says it in its own words. */
export type Failure =
  | { kind: 'credentials', reason: CredentialsFault }
  | { kind: 'malformed', message: string }
  | { kind: 'invalid', part: string, issues: readonly [Issue, ...Issue[]] }
  | { kind: 'too-large' }
  | { kind: 'media-type', contentType: string }
  | { kind: 'no-route', method: string, path: string }
  | { kind: 'wrong-method', allow: readonly string[] }
  | { kind: 'refused', code: string, status: number, message: string, field?: string | undefined }
  | { kind: 'fault', status: number }
  | { kind: 'crash' }

export type CredentialsFault = 'missing' | 'invalid' | 'expired'

declare module 'fastify' {
  interface FastifyInstance {
    /** A failure in the words of whoever answers here. */
    refusalOf (failure: Failure, request: FastifyRequest): Refusal
  }
}

/** A failure as it goes over the wire; a body that is text goes as it is. */
export interface Refusal { status: number, body: unknown, headers?: Record<string, string> }

/** Thrown by whoever refuses a request for a cause that no error of its own names. */
export class RequestRefused extends Error {
  readonly failure: Failure

  constructor (failure: Failure) {
    super(failure.kind)
    this.failure = failure
  }
}

/** What HTTP calls a status: 503 → `Service Unavailable`. */
export function reasonOf (status: number): string {
  return STATUS_CODES[status] ?? `Status ${status}`
}

/** Answers everything that goes wrong in `app`, and every unknown path or method below the prefixes, in the words of `toRefusal`. */
export function answerFailures (app: FastifyInstance, prefixes: readonly string[], toRefusal: ToRefusal): void {
  app.decorate('refusalOf', toRefusal)
  const methodsOn = rememberMethods(app)
  const toUnmatched = (request: FastifyRequest): Failure => {
    const allow = methodsOn(request.url.replace(/\?.*/, ''))
    return allow.length > 0 ? { kind: 'wrong-method', allow } : noRoute(request)
  }
  answerErrors(app, toRefusal, toUnmatched)
  for (const prefix of prefixes) {
    app.register(async function unknownPaths (scope) {
      scope.setNotFoundHandler(request => { throw new RequestRefused(toUnmatched(request)) })
    }, { prefix })
  }
}

/** Responds to every error thrown in `app` with what `toRefusal` makes of it, and logs those that are a defect. */
export function answerErrors (app: FastifyInstance, toRefusal: ToRefusal, toUnmatched: (request: FastifyRequest) => Failure = noRoute): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const failure = request.is404 && isAboutBody(error) ? toUnmatched(request) : toFailure(error, request.headers)
    if (failure.kind === 'crash') request.server.log.error({ err: error }, 'a request crashed: this is a defect of jobdouble')
    const { status, body, headers = {} } = toRefusal(failure, request)
    // as text, past the schemas of the route, which know but one dialect
    reply.code(status).type('application/json; charset=utf-8').headers(headers)
    return reply.send(typeof body === 'string' ? body : JSON.stringify(body))
  })
}

type ToRefusal = (failure: Failure, request: FastifyRequest) => Refusal

export function noRoute ({ method, url }: FastifyRequest): Failure {
  return { kind: 'no-route', method, path: url }
}

/** Fastify parses the body of a request that no route takes, too: what is wrong with it does not matter, because nothing reads it. */
function isAboutBody ({ statusCode = 500 }: FastifyError): boolean {
  return statusCode === 400 || statusCode === 413 || statusCode === 415
}

export function toFailure (error: FastifyError | RequestRefused, { 'content-type': contentType = '' }: FastifyRequest['headers'] = {}): Failure {
  if (error instanceof RequestRefused) return error.failure
  if (error.validation !== undefined) {
    return { kind: 'invalid', part: error.validationContext ?? 'body', issues: error.validation as unknown as [Issue, ...Issue[]] }
  }
  const { code, statusCode = 500, message } = error
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { kind: 'too-large' }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return { kind: 'media-type', contentType }
  if (statusCode === 500) return { kind: 'crash' }
  if (code === undefined || code.startsWith('FST_')) return { kind: 'malformed', message }
  return { kind: 'refused', code, status: statusCode, message, field: (error as { field?: string }).field }
}
