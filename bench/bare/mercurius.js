// The least that Fastify with mercurius can do for the same GraphQL schema, to measure against.
import { readFileSync } from 'node:fs'
import fastify from 'fastify'
import mercurius from 'mercurius'

const app = fastify()
const schema = readFileSync(new URL('../../openapi/datasaur.graphql', import.meta.url), 'utf8')
await app.register(mercurius, { schema, resolvers: { Query: { getJob: () => null } }, jit: 1 })
console.log(`ready on ${await app.listen({ port: 0 })}`)
