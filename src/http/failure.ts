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
  | { kind: 'media-type' }
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
export function answerFailures (app: FastifyInstance, prefixes: readonly string[], toRefusal: (failure: Failure, request: FastifyRequest) => Refusal): void {
  app.decorate('refusalOf', toRefusal)
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const failure = toFailure(error)
    if (failure.kind === 'crash') request.server.log.error({ err: error }, 'a request crashed: this is a defect of jobdouble')
    const { status, body, headers = {} } = toRefusal(failure, request)
    // as text, past the schemas of the route, which know but one dialect
    reply.code(status).type('application/json; charset=utf-8').headers(headers)
    return reply.send(typeof body === 'string' ? body : JSON.stringify(body))
  })
  const methodsOn = rememberMethods(app)
  for (const prefix of prefixes) {
    app.register(async function unknownPaths (scope) {
      scope.setNotFoundHandler(({ method, url }) => {
        const allow = methodsOn(url.replace(/\?.*/, ''))
        throw new RequestRefused(allow.length > 0 ? { kind: 'wrong-method', allow } : { kind: 'no-route', method, path: url })
      })
    }, { prefix })
  }
}

export function toFailure (error: FastifyError | RequestRefused): Failure {
  if (error instanceof RequestRefused) return error.failure
  if (error.validation !== undefined) {
    return { kind: 'invalid', part: error.validationContext ?? 'body', issues: error.validation as unknown as [Issue, ...Issue[]] }
  }
  const { code, statusCode = 500, message } = error
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { kind: 'too-large' }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return { kind: 'media-type' }
  if (statusCode === 500) return { kind: 'crash' }
  if (code === undefined || code.startsWith('FST_')) return { kind: 'malformed', message }
  return { kind: 'refused', code, status: statusCode, message, field: (error as { field?: string }).field }
}
