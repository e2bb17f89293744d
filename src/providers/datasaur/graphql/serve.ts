import type { FastifyRequest } from 'fastify'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import mercurius from 'mercurius'
import { answerFailures, type Failure, type Refusal } from '../../../http/failure.ts'
import { shorten } from '../../../messages.ts'
import { linkTo, type App, type Provider } from '../../provider.ts'
import { circularInputs } from './circles.ts'
import type { Context } from '../context.ts'
import { declaredIn, errorsIn, fieldsOf, nameOfOperation, outline, remembered } from './documents.ts'
import { serveGraphiql } from './graphiql.ts'
import { toRefusal } from '../map.ts'
import { Upload } from './multipart.ts'
import { openEnum } from './open-enum.ts'
import { RequestSchema, takeForms, withoutFiles } from './request.ts'
import { resolversOf } from '../resolvers.ts'
import { typeDefs } from '../schema.ts'
import { mustBeSignedIn } from '../rest/tokens.ts'
import { isDefaulted, mistakesIn, mostMistakes, type Variable } from './variables.ts'

/** The most characters of a message. */
const mostCharacters = 500

/** Serves `/graphql` and GraphiQL. A query string on the URL means nothing. */
export async function serveGraphql (app: App, datasaur: Provider): Promise<void> {
  const resolvers = { ...resolversOf(datasaur), Upload }
  // the second time that a document comes it is compiled, which doubles the throughput
  await app.register(mercurius, { schema: typeDefs, resolvers: resolvers as never, routes: false, jit: 1, cache: remembered, errorFormatter, graphql: { validateOptions: { maxErrors: mostMistakes } } })
  for (const name of ['JobStatus', 'ExportDeliveryStatus']) openEnum(app.graphql.schema, name)
  const circular = circularInputs(app.graphql.schema)
  let once = 0
  answerFailures(app, ['/graphql'], refuse)
  takeForms(app)

  const names = fieldNames(app)
  app.post('/graphql', { schema: { body: RequestSchema }, config: { operation: 'graphql', operationsOf, nameable: [...names] } }, async request => {
    const { body, body: { query, variables, operationName }, sandbox, headers } = request
    try {
      const outlined = outline(query)
      const { operationNames, introspection } = outlined
      if (!introspection) mustBeSignedIn(sandbox, headers.authorization)
      const operation = nameOfOperation(operationName, operationNames)
      const declared = declaredIn(outlined, operation)
      const mistakes = findMistakes(query, declared, variables ?? {})
      if (mistakes.length > 0) return { errors: mistakes }
      const context: Context = { sandbox, body: withoutFiles(body, headers['content-type']), linkTo: path => linkTo(request, path) }
      const { data, errors } = await app.graphql(toSource(query, operation, operationNames, declared), context as never, variables ?? {}, operation)
      return errors === undefined ? { data, extensions: {} } : { errors, data }
    } catch (error) {
      return { errors: toErrors(error) }
    }
  })

  app.get('/graphql/schema.graphql', { schema: { hide: true } }, async (_, reply) => reply.type('text/plain; charset=utf-8').send(typeDefs))
  serveGraphiql(app)

  /** The mistakes in the values of the variables; if there are any, those in the document come before them. */
  function findMistakes (query: string, declared: readonly Variable[], variables: Readonly<Record<string, unknown>>): GraphQLFormattedError[] {
    const mistakes = mistakesIn(app.graphql.schema, declared, variables)
    const errors = mistakes.length === 0 ? [] : errorsIn(app.graphql.schema, query)
    return errors.length === 0 ? mistakes : errors.map(toShown)
  }

  /** By default mercurius logs each error and derives an HTTP status from it. */
  function errorFormatter ({ data, errors = [] }: { data?: unknown, errors?: readonly GraphQLError[] }) {
    return { statusCode: 200, response: { data, errors: errors.map(withoutDefect) } as never }
  }

  /** What a resolver refuses has a status; anything else is a mistake of ours, and its message is nothing for clients. */
  function withoutDefect (error: GraphQLError): GraphQLFormattedError {
    const { originalError: cause, locations, path } = error
    if (cause == null || cause instanceof GraphQLError || 'statusCode' in cause) return toShown(error)
    app.log.error({ err: cause }, 'a resolver crashed: this is a defect of jobdouble')
    return { message: 'Internal server error', ...locations && { locations }, ...path && { path } }
  }

  /** Fields that there are not are for none of the operations. */
  function operationsOf (body: unknown): readonly string[] | undefined {
    const known = fieldsOf(body)?.filter(name => names.has(name)) ?? []
    return known.length > 0 ? known : undefined
  }

  /**
   * mercurius compiles a source that it sees again, for one operation: each operation that is compiled has a source of its own,
   * and one that must not be compiled is never seen again.
   */
  function toSource (query: string, operation: string | undefined, operationNames: readonly string[], declared: readonly Variable[]): string {
    if (declared.some(variable => circular.has(variable.typeName) || isDefaulted(variable))) return `${query}\n# ${++once}`
    return operationNames.length > 1 ? `${query}\n# ${JSON.stringify(operation)}` : query
  }
}

/** All that a request may ask for. */
function fieldNames ({ graphql: { schema } }: App): Set<string> {
  return new Set([schema.getQueryType()!, schema.getMutationType()!].flatMap(type => Object.keys(type.getFields())).map(name => `datasaur.${name}`))
}

/** A request that is no good GraphQL; anything else that was thrown goes on to the error handler. */
function toErrors (error: unknown): GraphQLFormattedError[] {
  if (error instanceof GraphQLError) return [toShown(error)]
  const { errors } = error as { errors?: GraphQLError[] }
  if (errors === undefined) throw error
  return errors.map(toShown)
}

/** A message may repeat a name of the document, however long it is. */
function toShown (error: GraphQLError): GraphQLFormattedError {
  return { ...error.toJSON(), message: shorten(error.message, mostCharacters) }
}

function refuse (failure: Failure, { body }: FastifyRequest): Refusal {
  const isBatch = failure.kind === 'invalid' && Array.isArray(body) && body.length > 0
  return toRefusal(isBatch ? { kind: 'refused', code: 'BATCH', status: 400, message: 'Batches are not taken: send each operation in a request of its own' } : failure)
}
