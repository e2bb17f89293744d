import { Type, type Static } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { RequestFailed } from '../../../http/failure.ts'
import type { Dialect, ProviderJobs, Sandbox } from '../../../sandboxes/index.ts'
import { checker } from '../../../validation/index.ts'
import { linkTo } from '../../provider.ts'

const MapSchema = Type.Union([Type.Object({}, { additionalProperties: true }), Type.Null()])

export const RequestSchema = Type.Object({
  query: Type.String({ minLength: 1, maxLength: 200_000 }),
  variables: Type.Optional(MapSchema),
  operationName: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  /** Ignored. */
  extensions: Type.Optional(MapSchema)
})

/** A request to `/graphql`, parsed from any of its forms. Its files are values in the variables. */
export interface GraphQLRequest extends Static<typeof RequestSchema> {}

const issuesOf = checker(RequestSchema)

/** Fails as the validation of a body does: Fastify validates no body of a GET request. */
export function mustBeRequest (value: unknown): asserts value is GraphQLRequest {
  const [issue, ...more] = issuesOf(value)
  if (issue !== undefined) throw new RequestFailed({ kind: 'invalid', part: 'query', issues: [issue, ...more] })
}

/** What each resolver receives besides its arguments. */
export interface Context {
  readonly sandbox: Sandbox
  readonly jobs: ProviderJobs
  readonly dialect: Dialect
  /** The request as `{query, variables, operationName}`, with each file as `{fileName, size}`: lifecycle rules match this. */
  readonly body: unknown
  /** The absolute URL of a path in the sandbox, at the address that the client used. */
  linkTo (path: string): string
  /** Explains in a header, if it can, why a job is null or missing in the response. */
  explainUnknownJob (): void
  /** Logs an error that a resolver must not throw, with the sandbox of the request and its id in the journal. */
  logDefect (error: unknown): void
}

/** The arguments of a field with an input. */
export interface Args<Input> { input: Input }

export function toContext (request: FastifyRequest<{ Body: GraphQLRequest }>, reply: FastifyReply): Context {
  const { sandbox, jobs, body, headers, server } = request
  return {
    sandbox,
    jobs,
    dialect: sandbox.dialectOf('datasaur'),
    body: /^multipart/i.test(headers['content-type'] ?? '') ? withoutFiles(body) : body,
    linkTo: path => linkTo(request, path),
    explainUnknownJob: () => {
      const hint = server.hintOf?.({ kind: 'refused', code: 'JOB_UNKNOWN', status: 404, message: '' }, request)
      if (hint !== undefined) reply.header('x-jobdouble-hint', hint)
    },
    // by the server of the request: the servers of a process share the engine
    logDefect: err => server.log.error({ err, ...server.placeOf?.(request) }, 'a resolver crashed: this is a defect of jobdouble')
  }
}

/** A copy in which each file is its name and its size, by `UploadedFile.toJSON`. */
function withoutFiles (request: GraphQLRequest): unknown {
  return JSON.parse(JSON.stringify(request))
}
