// The smallest Fastify server, as the baseline.
import fastify from 'fastify'

const app = fastify()
app.get('/health', async () => ({ status: 'ok' }))
console.log(`ready on ${await app.listen({ port: 0 })}`)
