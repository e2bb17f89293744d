// The least that Fastify can do, to measure against.
import fastify from 'fastify'

const app = fastify()
app.get('/', async () => ({ status: 'ok' }))
console.log(`ready on ${await app.listen({ port: 0 })}`)
