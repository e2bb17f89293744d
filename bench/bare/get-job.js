// Bare mercurius with one job, as the baseline.
import { readFileSync } from 'node:fs'
import fastify from 'fastify'
import mercurius from 'mercurius'

const app = fastify()
const schema = readFileSync(new URL('../../openapi/datasaur.graphql', import.meta.url), 'utf8')
const jobs = new Map([[process.argv[2], {
  additionalData: null,
  createdAt: '2025-01-01T00:00:00.000Z',
  errors: [],
  id: process.argv[2],
  progress: 50,
  result: null,
  resultId: null,
  status: 'IN_PROGRESS',
  updatedAt: '2025-01-01T00:00:05.000Z'
}]])
await app.register(mercurius, { schema, resolvers: { Query: { getJob: (_, { jobId }) => jobs.get(jobId) } }, jit: 1 })
console.log(`ready on ${await app.listen({ port: 0 })}`)
