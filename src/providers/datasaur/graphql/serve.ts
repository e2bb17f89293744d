import type { FastifyReply, FastifyRequest } from 'fastify'
import { handleFailures, type ErrorResponse, type Failure } from '../../../http/failure.ts'
import type { App } from '../../provider.ts'
import { toErrorResponse } from '../map.ts'
import { rootOperations, typeDefs } from '../schema.ts'
import type { Execute, Result } from './engine.ts'
import { addBodyParsers, readQuery } from './forms.ts'
import { findUnknownArgument } from './argument-names.ts'
import { serveGraphiql } from './graphiql.ts'
import { graphqlResponseType, prefersGraphQLResponse } from './media-type.ts'
import { mustBeRequest, RequestSchema, type GraphQLRequest } from './request.ts'

type Engine = Pick<typeof import('./engine.ts'), 'callsIn' | 'fieldsOf'> & { execute: Execute }

/** Shared by all servers of the process, because the schema is the same for all. Undefined until it is loaded. */
let engine: Engine | undefined
let loading: Promise<void> | undefined

/**
 * Loads graphql and mercurius and builds the schema, at the first request: that takes longer than the rest of the start. Returns
 * undefined once it is loaded.
 */
function loadEngine (): Promise<void> | undefined {
  if (engine !== undefined) return undefined
  loading ??= import('./engine.ts').then(async ({ createEngine, callsIn, fieldsOf }) => {
    engine = { execute: await createEngine(), callsIn, fieldsOf }
  })
  return loading
}

/** Serves `/graphql` and GraphiQL. The query string of the URL is ignored, except for GET. */
export function serveGraphql (app: App): void {
  handleFailures(app, ['/graphql'], toGraphQLErrorResponse)
  addBodyParsers(app, loadEngine)

  const config = { operation: 'graphql', operationsOf, callsIn, findUnknownArgument, nameable: rootOperations }
  app.post('/graphql', { schema: { body: RequestSchema }, config }, respond)
  app.get('/graphql', { config, onRequest: readQuery(loadEngine) }, async (request, reply) => {
    mustBeRequest(request.body)
    return await respond(request as FastifyRequest<{ Body: GraphQLRequest }>, reply)
  })

  app.get('/graphql/schema.graphql', { schema: { hide: true } }, (_, reply) => reply.type('text/plain; charset=utf-8').send(typeDefs))
  serveGraphiql(app)

  /** Not async: a poll that asks for JSON has no promise but that of its execution. */
  function respond (request: FastifyRequest<{ Body: GraphQLRequest }>, reply: FastifyReply): Promise<Result> {
    // loaded before the body was read
    const execution = engine!.execute(request, reply)
    if (!prefersGraphQLResponse(request.headers)) return execution
    return execution.then(result => {
      reply.type(graphqlResponseType).code(result.data === undefined ? 400 : 200)
      return result
    })
  }

  /** Only a request without a body comes before the engine. */
  function operationsOf (body: unknown): readonly string[] | undefined {
    return engine?.fieldsOf(body)
  }

  /** None for a request that is not valid, or that has no body. */
  function callsIn (request: unknown) {
    return engine?.callsIn(request) ?? []
  }
}

/** An error response in the media type for which the client asks. */
function toGraphQLErrorResponse (failure: Failure, { body, headers }: FastifyRequest): ErrorResponse {
  const isBatch = failure.kind === 'invalid' && Array.isArray(body) && body.length > 0
  const response = toErrorResponse(isBatch ? batchRefused : failure)
  if (!prefersGraphQLResponse(headers)) return response
  // in JSON a rejected token has the status 200
  const status = failure.kind === 'credentials' ? 401 : response.status
  return { ...response, status, headers: { ...response.headers, 'content-type': graphqlResponseType } }
}

const batchRefused: Failure = {
  kind: 'refused', code: 'BATCH', status: 400, message: 'Batches are not taken: send each operation in a request of its own'
}
