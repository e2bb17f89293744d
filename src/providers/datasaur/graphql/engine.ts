import fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { GraphQLError, type ExecutionResult, type GraphQLEnumType, type GraphQLFormattedError } from 'graphql'
import mercurius from 'mercurius'
import { compilersFactory } from '../../../http/compilers.ts'
import { RequestFailed } from '../../../http/failure.ts'
import { shorten } from '../../../validation/text.ts'
import { mustBeSignedIn } from '../rest/tokens.ts'
import { typeDefs } from '../schema.ts'
import { declaredIn, errorsInDocument, mutationsIn, maxCached, nameOfOperation, outline } from './documents.ts'
import { maxErrors, maxMessageLength } from './limits.ts'
import { toContext, type Context, type GraphQLRequest } from './request.ts'
import { resolvers } from './resolvers.ts'
import { circularInputs, errorsInVariables, isDefaulted, type Variable } from './variables.ts'

export { callsIn } from './calls.ts'
export { fieldsOf } from './documents.ts'

declare module 'mercurius' {
  interface MercuriusContext extends Context {}
}

/** `data` is undefined for a request that was not executed. */
export interface Result { data?: unknown, errors?: readonly object[], extensions?: object }

export type Execute = (request: FastifyRequest<{ Body: GraphQLRequest }>, reply: FastifyReply) => Promise<Result>

/** Builds the schema, and returns what executes a request. */
export async function createEngine (): Promise<Execute> {
  // of its own, because a server that listens takes no more plugins; the compilers of Fastify are not in the bundle
  const app = fastify({ schemaController: { compilersFactory } })
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
  await app.ready()
  const { schema } = app.graphql
  for (const name of ['JobStatus', 'ExportDeliveryStatus']) acceptAnyWord(schema.getType(name) as GraphQLEnumType)
  const circular = circularInputs(schema)
  let uncompiled = 0
  return execute

  async function execute (request: FastifyRequest<{ Body: GraphQLRequest }>, reply: FastifyReply): Promise<Result> {
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
      const { data, errors } = await app.graphql(source, toContext(request, reply), variables ?? {}, operation)
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
  function errorFormatter (execution: ExecutionResult & Required<Pick<ExecutionResult, 'errors'>>, { logDefect }: Context) {
    return { statusCode: 200, response: { ...execution, errors: execution.errors.map(error => hideDefect(error, logDefect)) } }
  }

  /** An error with a status is meant for the client. Any other error of a resolver is a defect, and its message is not shown. */
  function hideDefect (error: GraphQLError, logDefect: Context['logDefect']): GraphQLFormattedError {
    const { originalError: cause, locations, path } = error
    if (cause == null || cause instanceof GraphQLError || 'statusCode' in cause) return toFormattedError(error)
    logDefect(cause)
    return { message: 'Internal server error', ...locations && { locations }, ...path && { path } }
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
