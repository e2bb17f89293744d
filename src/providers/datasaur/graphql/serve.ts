import type { FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError, type ExecutionResult, type GraphQLEnumType, type GraphQLFormattedError } from 'graphql'
import mercurius from 'mercurius'
import { handleFailures, RequestFailed } from '../../../http/failure.ts'
import type { App } from '../../provider.ts'
import { mustBeSignedIn } from '../rest/tokens.ts'
import { typeDefs } from '../schema.ts'
import { callsIn } from './calls.ts'
import { declaredIn, errorsInDocument, fieldsOf, mutationsIn, maxCached, nameOfOperation, outline } from './documents.ts'
import { toErrors, toFormattedError, toGraphQLErrorResponse } from './errors.ts'
import { addBodyParsers, readQuery } from './forms.ts'
import { serveGraphiql } from './graphiql.ts'
import { graphqlResponseType, prefersGraphQLResponse } from './media-type.ts'
import { mustBeRequest, RequestSchema, toContext, type Context, type GraphQLRequest } from './request.ts'
import { resolvers } from './resolvers.ts'
import { circularInputs, errorsInVariables, isDefaulted, maxErrors, type Variable } from './variables.ts'

declare module 'mercurius' {
  interface MercuriusContext extends Context {}
}

/** `data` is undefined for a request that was not executed. */
interface Result { data?: unknown, errors?: readonly object[], extensions?: object }

/** Serves `/graphql` and GraphiQL. The query string of the URL is ignored, except for GET. */
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
  addBodyParsers(app)

  // the schema has both types
  const rootTypes = [schema.getQueryType()!, schema.getMutationType()!]
  const operations = new Set(rootTypes.flatMap(type => Object.keys(type.getFields())).map(name => `datasaur.${name}`))
  const config = { operation: 'graphql', operationsOf, callsIn, nameable: [...operations] }
  app.post('/graphql', { schema: { body: RequestSchema }, config }, respond)
  app.get('/graphql', { config, onRequest: readQuery }, async (request, reply) => {
    mustBeRequest(request.body)
    return await respond(request as FastifyRequest<{ Body: GraphQLRequest }>, reply)
  })

  app.get('/graphql/schema.graphql', { schema: { hide: true } }, (_, reply) => reply.type('text/plain; charset=utf-8').send(typeDefs))
  serveGraphiql(app)

  /** Not async: a poll that asks for JSON has no promise but that of its execution. */
  function respond (request: FastifyRequest<{ Body: GraphQLRequest }>, reply: FastifyReply): Promise<Result> {
    const execution = execute(request)
    if (!prefersGraphQLResponse(request.headers)) return execution
    return execution.then(result => {
      reply.type(graphqlResponseType).code(result.data === undefined ? 400 : 200)
      return result
    })
  }

  async function execute (request: FastifyRequest<{ Body: GraphQLRequest }>): Promise<Result> {
    const { body: { query, variables, operationName }, method, sandbox, headers } = request
    try {
      const outlined = outline(query)
      const { operationNames, introspection } = outlined
      const operation = nameOfOperation(operationName, operationNames)
      const mutations = mutationsIn(outlined, operation)
      if (method === 'GET' && mutations > 0) throw new RequestFailed({ kind: 'wrong-method', allow: ['POST'] })
      if (!introspection) mustBeSignedIn(sandbox, headers.authorization)
      const declared = declaredIn(outlined, operation)
      const wrong = findErrors(query, declared, variables ?? {})
      if (wrong.length > 0) return { errors: wrong }
      const source = mutations > 1 ? toUncompiled(query) : toSource(query, operation, operationNames, declared)
      const { data, errors } = await app.graphql(source, toContext(request), variables ?? {}, operation)
      return errors === undefined ? { data, extensions: {} } : { errors, data }
    } catch (error) {
      return { errors: toErrors(error) }
    }
  }

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

  /** The compiler executes the root fields of a mutation that follow a failed one; graphql-js, like the service (inferred), does not. */
  function toUncompiled (query: string): string {
    return `${query}\n# ${++uncompiled}`
  }

  /**
   * mercurius compiles a source that it receives again, for one operation. So each operation that is compiled needs a source of its
   * own, and a source that must not be compiled is changed each time.
   */
  function toSource (query: string, operation: string | undefined, names: readonly string[], declared: readonly Variable[]): string {
    if (declared.some(variable => circular.has(variable.typeName) || isDefaulted(variable))) return toUncompiled(query)
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
