// The smallest Fastify server with mercurius and the same GraphQL schema, as the baseline.
import { readFileSync } from 'node:fs'
import fastify from 'fastify'
import mercurius from 'mercurius'

const app = fastify()
const schema = readFileSync(new URL('../../openapi/datasaur.graphql', import.meta.url), 'utf8')
await app.register(mercurius, { schema, resolvers: { Query: { getJob: () => null } }, jit: 1 })
console.log(`ready on ${await app.listen({ port: 0 })}`)
