// Bare Fastify with the given routes, each with its schema and a constant response, as the baseline.
import fastify from 'fastify'

const app = fastify()
for (const { method, url, schema, response } of JSON.parse(process.argv[2])) app.route({ method, url, schema, handler: async () => response })
console.log(`ready on ${await app.listen({ port: 0 })}`)
