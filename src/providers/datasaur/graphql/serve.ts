import type { FastifyRequest } from 'fastify'
import { GraphQLError, type ExecutionResult, type GraphQLEnumType, type GraphQLFormattedError } from 'graphql'
import mercurius from 'mercurius'
import { handleFailures, type ErrorResponse, type Failure } from '../../../http/failure.ts'
import { shorten } from '../../../validation/text.ts'
import type { App } from '../../provider.ts'
import { exportResolvers } from '../exports/resolvers.ts'
import { jobResolvers } from '../jobs.ts'
import { toErrorResponse } from '../map.ts'
import { projectResolvers } from '../projects/resolvers.ts'
import { mustBeSignedIn } from '../rest/tokens.ts'
import { typeDefs } from '../schema.ts'
import { teamResolvers } from '../team/resolvers.ts'
import { declaredIn, errorsInDocument, fieldsOf, maxCached, nameOfOperation, outline } from './documents.ts'
import { serveGraphiql } from './graphiql.ts'
import { Upload } from './multipart.ts'
import { addFormParsers, RequestSchema, toContext, type Context } from './request.ts'
import { circularInputs, errorsInVariables, isDefaulted, maxErrors, type Variable } from './variables.ts'

declare module 'mercurius' {
  interface MercuriusContext extends Context {}
}

/** The maximum length of a message, in characters. */
const maxMessageLength = 500

const resolvers = {
  Query: { ...jobResolvers.Query, ...projectResolvers.Query, ...exportResolvers.Query, ...teamResolvers.Query },
  Mutation: { ...jobResolvers.Mutation, ...projectResolvers.Mutation, ...teamResolvers.Mutation },
  Upload
}

/** Serves `/graphql` and GraphiQL. The query string of the URL is ignored. */
export async function serveGraphql (app: App): Promise<void> {
  await app.register(mercurius, {
    schema: typeDefs,
    resolvers,
    routes: false,
    // a document is compiled when it comes for the second time, which doubles the throughput
    jit: 1,
    cache: maxCached,
    errorFormatter,
    graphql: { validateOptions: { maxErrors } }
  })
  const { schema } = app.graphql
  for (const name of ['JobStatus', 'ExportDeliveryStatus']) acceptAnyWord(schema.getType(name) as GraphQLEnumType)
  const circular = circularInputs(schema)
  let uncompiled = 0
  handleFailures(app, ['/graphql'], toGraphQLErrorResponse)
  addFormParsers(app)

  // the schema has both types
  const rootTypes = [schema.getQueryType()!, schema.getMutationType()!]
  const operations = new Set(rootTypes.flatMap(type => Object.keys(type.getFields())).map(name => `datasaur.${name}`))
  const config = { operation: 'graphql', operationsOf, nameable: [...operations] }
  app.post('/graphql', { schema: { body: RequestSchema }, config }, async request => {
    const { body: { query, variables, operationName }, sandbox, headers } = request
    try {
      const outlined = outline(query)
      const { operationNames, introspection } = outlined
      if (!introspection) mustBeSignedIn(sandbox, headers.authorization)
      const operation = nameOfOperation(operationName, operationNames)
      const declared = declaredIn(outlined, operation)
      const wrong = findErrors(query, declared, variables ?? {})
      if (wrong.length > 0) return { errors: wrong }
      const source = toSource(query, operation, operationNames, declared)
      const { data, errors } = await app.graphql(source, toContext(request), variables ?? {}, operation)
      return errors === undefined ? { data, extensions: {} } : { errors, data }
    } catch (error) {
      return { errors: toErrors(error) }
    }
  })

  app.get('/graphql/schema.graphql', { schema: { hide: true } }, (_, reply) => reply.type('text/plain; charset=utf-8').send(typeDefs))
  serveGraphiql(app)

  /** The errors in the values of the variables. If there are any, the errors in the document come first. */
  function findErrors (query: string, declared: readonly Variable[], given: Readonly<Record<string, unknown>>): GraphQLFormattedError[] {
    const inVariables = errorsInVariables(schema, declared, given)
    const inDocument = inVariables.length === 0 ? [] : errorsInDocument(schema, query)
    return inDocument.length === 0 ? inVariables : inDocument.map(toFormattedError)
  }

  /** By default mercurius logs each error and derives an HTTP status from it. */
  function errorFormatter (execution: ExecutionResult & Required<Pick<ExecutionResult, 'errors'>>) {
    return { statusCode: 200, response: { ...execution, errors: execution.errors.map(hideDefect) } }
  }

  /** An error with a status is meant for the client. Any other error of a resolver is a defect, and its message is not shown. */
  function hideDefect (error: GraphQLError): GraphQLFormattedError {
    const { originalError: cause, locations, path } = error
    if (cause == null || cause instanceof GraphQLError || 'statusCode' in cause) return toFormattedError(error)
    app.log.error({ err: cause }, 'a resolver crashed: this is a defect of jobdouble')
    return { message: 'Internal server error', ...locations && { locations }, ...path && { path } }
  }

  /** Unknown fields are not operations. */
  function operationsOf (body: unknown): readonly string[] | undefined {
    const known = fieldsOf(body)?.filter(name => operations.has(name)) ?? []
    return known.length > 0 ? known : undefined
  }

  /**
   * mercurius compiles a source that it receives again, for one operation. So each operation that is compiled needs a source of its
   * own, and a source that must not be compiled is changed each time.
   */
  function toSource (query: string, operation: string | undefined, names: readonly string[], declared: readonly Variable[]): string {
    if (declared.some(variable => circular.has(variable.typeName) || isDefaulted(variable))) return `${query}\n# ${++uncompiled}`
    return names.length > 1 ? `${query}\n# ${JSON.stringify(operation)}` : query
  }
}

/**
 * Lets an enum of responses have any value. GraphQL would make an error of a value that is not in the enum; with `unknownStatus` in
 * a lifecycle, a test sends one to see whether its client survives it.
 */
function acceptAnyWord (type: GraphQLEnumType): void {
  type.serialize = word => word as string
}

/** The errors in a request that is not valid GraphQL. Throws every other error again, for the error handler. */
function toErrors (error: unknown): GraphQLFormattedError[] {
  if (error instanceof GraphQLError) return [toFormattedError(error)]
  const { errors } = error as { errors?: GraphQLError[] }
  if (errors === undefined) throw error
  return errors.map(toFormattedError)
}

/** Shortens the message, which can repeat a name in the document of any length. */
function toFormattedError (error: GraphQLError): GraphQLFormattedError {
  return { ...error.toJSON(), message: shorten(error.message, maxMessageLength) }
}

function toGraphQLErrorResponse (failure: Failure, { body }: FastifyRequest): ErrorResponse {
  const isBatch = failure.kind === 'invalid' && Array.isArray(body) && body.length > 0
  if (!isBatch) return toErrorResponse(failure)
  return toErrorResponse({
    kind: 'refused', code: 'BATCH', status: 400, message: 'Batches are not taken: send each operation in a request of its own'
  })
}
