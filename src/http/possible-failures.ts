import type { TObject } from '@sinclair/typebox'
import type { FastifyError, FastifyRequest, FastifySchema } from 'fastify'
import { checker, type Issue } from '../validation/index.ts'
import { noRoute, reasonOf, toFailure, type ErrorResponse, type Failure } from './failure.ts'
import { BodyTooDeep, maxDepth } from './json.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The errors of this operation alone, so that a fault can respond with them. */
    errors?: ReadonlyArray<new (...args: any[]) => FastifyError>
  }
}

/**
 * The response with this status in the words of the operation that a request is for: that of the first of its possible failures
 * which has this status, else that of the provider's gateway.
 */
export function errorResponseWith (status: number, request: FastifyRequest): ErrorResponse {
  const { errorResponseOf } = request.server
  for (const failure of possibleFailures(request, status)) {
    const response = errorResponseOf(failure, request)
    if (response.status === status) return response
  }
  return errorResponseOf({ kind: 'fault', status }, request)
}

/** What can go wrong with a request to this operation, the most telling first. */
function * possibleFailures (request: FastifyRequest, status: number): Generator<Failure> {
  const { routeOptions: { schema = {}, config }, method, is404 } = request
  if (is404) yield noRoute(request)
  yield { kind: 'crash' }
  yield { kind: 'credentials', reason: 'invalid' }
  for (const OwnError of config.errors ?? []) yield toFailure(new OwnError())
  yield * invalidRequests(schema)
  if (schema.body !== undefined) {
    yield toFailure(new BodyTooDeep('The body', maxDepth))
    yield { kind: 'too-large' }
  }
  if (Object.hasOwn(schema.response ?? {}, 415)) yield { kind: 'media-type', contentType: '' }
  // a limit of jobdouble, for the operations that store something
  if (Object.hasOwn(schema.response ?? {}, 507)) yield { kind: 'refused', code: 'LIMIT', status: 507, message: reasonOf(507) }
  // every provider but two rejects a wrong method with another status
  if (status === 405) yield { kind: 'wrong-method', allow: [method] }
}

/** A request that lacks what is required, or has a value of a wrong type: at most one for each part. */
function * invalidRequests (schema: FastifySchema): Generator<Failure> {
  for (const part of ['body', 'params', 'querystring'] as const) {
    const issues = schema[part] === undefined ? [] : someIssues(schema[part] as TObject, part)
    if (issues.length > 0) yield { kind: 'invalid', part, issues: issues as [Issue, ...Issue[]] }
  }
}

function someIssues (schema: TObject, part: string): Issue[] {
  const names = Object.keys(schema.properties)
  // a path has all of its parameters
  const values = [...part === 'params' ? [] : [{}], ...names.flatMap(name => ['x', '', null].map(value => ({ [name]: value })))]
  const issuesOf = checker(schema)
  return values.map(issuesOf).find(issues => issues.length > 0) ?? []
}
