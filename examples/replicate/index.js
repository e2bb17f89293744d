// A provider for a public API, from its documentation: the predictions of Replicate (replicate.com/docs/reference/http). Without models and webhooks.
import {
  acceptAnyJson, bearer, defineProvider, handleFailures, JobFinished, JobUnknown, linkTo, requireCredentials
} from 'jobdouble/provider'
import { toErrorResponse, toPrediction } from './map.js'
import { cancelPrediction, createPrediction, getPrediction, listPredictions, statuses } from './schema.js'

const pageSize = 100

async function routes (app) {
  acceptAnyJson(app)
  handleFailures(app, ['/v1/predictions'], toErrorResponse)
  requireCredentials(app, ({ headers }) => bearer(headers.authorization))

  app.post('/v1/predictions', { schema: createPrediction }, (request, reply) => {
    const { jobs, body } = request
    reply.code(201)
    return show(request, jobs.start({ input: body }, { operation: 'predictions.create', body }))
  })

  app.get('/v1/predictions', { schema: listPredictions }, request => {
    const { cursor = 0 } = request.query
    const { items, total } = request.jobs.list({ limit: pageSize, offset: cursor })
    const linkAt = offset => linkTo(request, `/v1/predictions?cursor=${offset}`)
    return {
      previous: cursor > 0 ? linkAt(Math.max(0, cursor - pageSize)) : null,
      next: cursor + pageSize < total ? linkAt(cursor + pageSize) : null,
      results: items.map(job => show(request, job))
    }
  })

  app.get('/v1/predictions/:prediction_id', { schema: getPrediction, config: { errors: [JobUnknown] } }, request =>
    show(request, request.jobs.get(request.params.prediction_id)))

  app.post('/v1/predictions/:prediction_id/cancel', { schema: cancelPrediction, config: { errors: [JobUnknown, JobFinished] } }, request => {
    const { id } = request.jobs.get(request.params.prediction_id)
    request.sandbox.jobs.cancel(id)
    return show(request, request.jobs.get(id))
  })
}

function show (request, job) {
  return toPrediction(job, linkTo(request, `/v1/predictions/${encodeURIComponent(job.id)}`))
}

export default defineProvider({
  name: 'replicate',
  kind: 'prediction',
  statuses,
  nearest: ['retrying', 'waiting', 'expired'],
  env: { REPLICATE_API_BASE_URL: '{url}', REPLICATE_API_TOKEN: 'jobdouble' },
  starts: ['predictions.create'],
  polls: ({ id }) => [{ operation: 'predictions.get', method: 'GET', path: `/v1/predictions/${encodeURIComponent(id)}`, headers: { authorization: 'Bearer jobdouble' } }],
  report: { roles: { 'predictions.get': 'status', 'predictions.list': 'list' } },
  newId: ids => BigInt(`0x${ids.uuid4().replaceAll('-', '')}`).toString(36).padStart(26, 'a'),
  document: { openapi: '3.1.0', info: { title: 'Replicate predictions', version: '1' } },
  routes
})
