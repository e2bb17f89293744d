// A provider of your own: the fictitious Acme Renders, which turns scenes into images. docs/providers.md explains each part.
import { bearer, defineProvider, handleFailures, JobUnknown, requireCredentials } from 'jobdouble/provider'
import { toErrorResponse, toRender } from './map.js'
import { createRender, getRender, statuses } from './schema.js'

async function routes (app) {
  handleFailures(app, ['/acme'], toErrorResponse)
  requireCredentials(app, ({ headers }) => bearer(headers.authorization))

  app.get('/acme/renders/:id', { schema: getRender, config: { errors: [JobUnknown] } }, ({ jobs, params }) =>
    toRender(jobs.get(params.id)))

  app.post('/acme/renders', { schema: createRender }, ({ jobs, body }, reply) => {
    reply.code(201)
    return toRender(jobs.start({ input: body }, { operation: 'createRender', body }))
  })
}

export default defineProvider({
  name: 'acme',
  kind: 'render',
  statuses,
  nearest: ['retrying', 'waiting', 'cancelled', 'expired'],
  env: { ACME_URL: '{url}/acme', ACME_KEY: 'jobdouble' },
  starts: ['createRender'],
  polls: ({ id }) => [{ operation: 'getRender', method: 'GET', path: `/acme/renders/${id}`, headers: { authorization: 'Bearer jobdouble' } }],
  report: { roles: { getRender: 'status' } },
  document: { openapi: '3.1.0', info: { title: 'Acme Renders', version: '1' } },
  routes
})
