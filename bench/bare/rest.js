// Bare Fastify with the routes that it is told, each with its schema and a constant answer, to measure against.
import fastify from 'fastify'

const app = fastify()
for (const { method, url, schema, answer } of JSON.parse(process.argv[2])) app.route({ method, url, schema, handler: async () => answer })
console.log(`ready on ${await app.listen({ port: 0 })}`)
