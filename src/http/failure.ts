import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { STATUS_CODES } from 'node:http'
import type { Issue } from '../validation/index.ts'

/** The failures of a request. Each provider describes them in its own words. */
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
    /** The response to a failure in this scope. */
    errorResponseOf (failure: Failure, request: FastifyRequest): ErrorResponse
    /** Explains a failure in `x-jobdouble-hint`; undefined if the responses carry no hints. */
    hintOf?: (failure: Failure, request: FastifyRequest) => string | undefined
    /** The sandbox of a request and its id in the journal, for the log. Undefined outside the server. */
    placeOf?: (request: FastifyRequest) => object
    /** Responds to an unmatched request by a stub; returns false if no stub matches. Undefined if the server has no stubs. */
    respondByStub?: RespondByStub
  }
}

// not written in the interface: the compiler forgets to import FastifyReply in the declarations of `jobdouble/provider`
type RespondByStub = (request: FastifyRequest, reply: FastifyReply) => boolean

/** The response to a failure. A string is sent unchanged, any other body as JSON. */
export interface ErrorResponse { status: number, body: unknown, headers?: Record<string, string> }

/** Thrown to end a request with a failure that has no error class of its own. */
export class RequestFailed extends Error {
  readonly code = 'REQUEST_FAILED'
  readonly failure: Failure

  constructor (failure: Failure) {
    super(failure.kind)
    this.failure = failure
  }
}

/** The reason phrase of a status: 503 → `Service Unavailable`. */
export function reasonOf (status: number): string {
  return STATUS_CODES[status] ?? `Status ${status}`
}

/** Responds with `toErrorResponse` to every error in `app`, and to every unknown path or method below the prefixes. */
export function handleFailures (app: FastifyInstance, prefixes: readonly string[], toErrorResponse: ToErrorResponse): void {
  app.decorate('errorResponseOf', toErrorResponse)
  const methodsOn = rememberMethods(app)
  const toUnmatched = (request: FastifyRequest): Failure => {
    const allow = methodsOn(request.url.replace(/\?.*/, ''))
    return allow.length > 0 ? { kind: 'wrong-method', allow } : noRoute(request)
  }
  handleErrors(app, toErrorResponse, toUnmatched)
  for (const prefix of prefixes) {
    app.register(async function unknownPaths (scope) {
      scope.setNotFoundHandler(request => { throw new RequestFailed(toUnmatched(request)) })
    }, { prefix })
  }
}

/** Responds with `toErrorResponse` to every error that is thrown in `app`, and logs those that are defects of jobdouble. */
export function handleErrors (app: FastifyInstance, toErrorResponse: ToErrorResponse, toUnmatched: ToFailure = noRoute): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const failure = request.is404 && isAboutBody(error) ? toUnmatched(request) : toFailure(error, request.headers)
    if (isUnmatched(failure) && request.server.respondByStub?.(request, reply) === true) return reply
    if (failure.kind === 'crash') {
      // without the URL, which may contain credentials
      const { server, method, routeOptions: { url: route } } = request
      server.log.error({ err: error, ...server.placeOf?.(request), method, route }, 'a request crashed: this is a defect of jobdouble')
    }
    const { status, body, headers = {} } = toErrorResponse(failure, request)
    const hint = request.server.hintOf?.(failure, request)
    if (hint !== undefined) reply.header('x-jobdouble-hint', hint)
    // sent as text, because the response schema of the route describes only one dialect
    reply.serializer(unchanged).code(status).type('application/json; charset=utf-8').headers(headers)
    return reply.send(typeof body === 'string' ? body : JSON.stringify(body))
  })
}

function isUnmatched ({ kind }: Failure): boolean {
  return kind === 'no-route' || kind === 'wrong-method'
}

/** The serializer of a body that already is text. Without it, Fastify adds a charset to JSON types, which some services do not send. */
export function unchanged (body: unknown): string {
  return body as string
}

type ToErrorResponse = (failure: Failure, request: FastifyRequest) => ErrorResponse

type ToFailure = (request: FastifyRequest) => Failure

/** The failure of a request that matches no route. */
export function noRoute ({ method, url }: FastifyRequest): Failure {
  return { kind: 'no-route', method, path: url }
}

/** Whether an error is about the body. Fastify parses it even if no route matches; then the missing route is what matters. */
function isAboutBody ({ statusCode = 500 }: FastifyError): boolean {
  return statusCode === 400 || statusCode === 413 || statusCode === 415
}

/** By its code, not by its class: a provider from outside has a class of its own. */
function isRequestFailed (error: { code?: string }): error is RequestFailed {
  return error.code === 'REQUEST_FAILED' && 'failure' in error
}

/** Classifies an error that was thrown while a request was handled. An error without a status is a crash. */
export function toFailure (error: FastifyError | RequestFailed, headers: FastifyRequest['headers'] = {}): Failure {
  if (isRequestFailed(error)) return error.failure
  if (error.validation !== undefined) {
    // the validators of src/http/compilers.ts return issues, of which there is at least one
    const issues = error.validation as unknown as [Issue, ...Issue[]]
    return { kind: 'invalid', part: error.validationContext ?? 'body', issues }
  }
  const { code, statusCode = 500, message } = error
  const { 'content-type': contentType = '' } = headers
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { kind: 'too-large' }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return { kind: 'media-type', contentType }
  if (statusCode === 500) return { kind: 'crash' }
  if (code === undefined || code.startsWith('FST_')) return { kind: 'malformed', message }
  return { kind: 'refused', code, status: statusCode, message, field: (error as { field?: string }).field }
}

/** The pattern of a route without the expressions of its parameters: `/:name(^a$)` → `/:name` */
export function toPattern (url: string): string {
  return url.replace(/(:\w+)\([^)]*\)/g, '$1')
}

/**
 * Remembers the methods of the routes that are added to `app` after this call. Returns a function that finds the methods of a path.
 * Searching when a request has failed is cheaper than a route for each rejected method.
 */
function rememberMethods (app: FastifyInstance): (path: string) => string[] {
  const routes: Array<{ method: string | string[], shape: RegExp }> = []
  app.addHook('onRoute', ({ url, method }) => {
    routes.push({ method, shape: new RegExp(`^${toPattern(url).replace(/[.*+?]/g, '\\$&').replace(/:\w+/g, '[^/]*')}$`) })
  })
  return path => routes.filter(({ shape }) => shape.test(path)).flatMap(({ method }) => method)
}
