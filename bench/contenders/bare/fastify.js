// Bare Fastify with one route that serializes a constant job by the same schema as jobdouble, as the baseline: PORT FILE
import { readFileSync } from 'node:fs'
import fastify from 'fastify'

const job = JSON.parse(readFileSync(process.argv[3], 'utf8'))
const text = { type: 'string' }
const schema = {
  params: { type: 'object', required: ['id'], properties: { id: text } },
  response: {
    200: {
      type: 'object',
      properties: {
        ...Object.fromEntries(['id', 'createdAt', 'status', 'type', 'fileName'].map(name => [name, text])),
        pages: { type: 'integer' },
        result: { type: ['object', 'null'], additionalProperties: true },
        urls: { type: 'object', properties: { get: text } }
      }
    }
  }
}
const app = fastify()
app.get('/api/v1/jobs/:id', { schema }, async () => job)
await app.listen({ port: Number(process.argv[2]), host: '127.0.0.1' })
