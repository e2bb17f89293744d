import { Type, type Static } from '@sinclair/typebox'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import mercurius from 'mercurius'
import { bearer, mustBeGood } from '../../http/credentials.ts'
import { answerFailures } from '../../http/failure.ts'
import type { App, Provider } from '../provider.ts'
import { nameOfOperation, outline, remembered } from './documents.ts'
import { serveGraphiql } from './graphiql.ts'
import { toRefusal } from './map.ts'
import { resolversOf, type Context } from './resolvers.ts'
import { typeDefs } from './schema.ts'

const RequestSchema = Type.Object({
  query: Type.String({ minLength: 1, maxLength: 200_000 }),
  variables: Type.Optional(Type.Union([Type.Object({}, { additionalProperties: true }), Type.Null()])),
  operationName: Type.Optional(Type.Union([Type.String(), Type.Null()]))
})

/** Serves `/graphql` and GraphiQL. A query string on the URL means nothing. */
export async function serveGraphql (app: App, datasaur: Provider): Promise<void> {
  // the second time that a document comes it is compiled, which doubles the throughput
  await app.register(mercurius, { schema: typeDefs, resolvers: resolversOf(datasaur) as never, routes: false, jit: 1, cache: remembered, errorFormatter })
  answerFailures(app, ['/graphql'], toRefusal)

  app.post('/graphql', { schema: { body: RequestSchema } }, async ({ body, headers, sandbox }) => {
    try {
      return await answer(body, headers.authorization, sandbox)
    } catch (error) {
      return { errors: toErrors(error) }
    }
  })

  app.get('/graphql/schema.graphql', { schema: { hide: true } }, async (_, reply) => reply.type('text/plain; charset=utf-8').send(typeDefs))
  serveGraphiql(app)

  async function answer (body: Static<typeof RequestSchema>, authorization: string | undefined, sandbox: Context['sandbox']) {
    const { query, variables, operationName } = body
    const { operationNames, introspection } = outline(query)
    if (!introspection) mustBeGood(bearer(authorization))
    const operation = nameOfOperation(operationName, operationNames)
    // mercurius keeps one compiled operation for each source, so each operation of a document is given a source of its own
    const source = operationNames.length > 1 ? `${query}\n# ${operation}` : query
    const { data, errors } = await app.graphql(source, { sandbox, body } as never, variables ?? {}, operation)
    return errors === undefined ? { data, extensions: {} } : { errors, data }
  }
}

/** By default mercurius logs each error and derives an HTTP status from it. */
function errorFormatter ({ data, errors }: { data?: unknown, errors?: readonly GraphQLError[] }) {
  return { statusCode: 200, response: { data, errors } as never }
}

/** A request that is no good GraphQL; anything else that was thrown goes on to the error handler. */
function toErrors (error: unknown): GraphQLFormattedError[] {
  if (error instanceof GraphQLError) return [error.toJSON()]
  const { errors } = error as { errors?: GraphQLError[] }
  if (errors === undefined) throw error
  return errors.map(error => error.toJSON())
}
