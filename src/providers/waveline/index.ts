import type { FastifyRequest } from 'fastify'
import { requireCredentials, bearer } from '../../http/credentials.ts'
import { handleFailures } from '../../http/failure.ts'
import { acceptAnyJson } from '../../http/json.ts'
import { JobUnknown } from '../../jobs/index.ts'
import { randomStream } from '../../random/index.ts'
import { linkTo, type App, type Provider } from '../provider.ts'
import { toErrorResponse, toInput, toJob, toSummary } from './map.ts'
import { countPages } from './pages.ts'
import { extract, guess } from './result.ts'
import { document, extractDocument, getJob, guessShape, listJobs, statuses, type DocumentRequest, type Job } from './schema.ts'
import { mustHold, type Shape } from './shape.ts'

/** Waveline (waveline.ai): document extraction. */
export const waveline: Provider = {
  name: 'waveline',
  kind: 'guess-shape',
  statuses: { documented: statuses, observed: statuses },
  starts: ['extractDocument', 'guessShape'],
  nearest: ['retrying', 'waiting', 'cancelled', 'expired'],
  env: { WAVELINE_BASE_URL: '{url}', WAVELINE_API_KEY: 'jobdouble' },
  report: { roles: { getJob: 'status', listJobs: 'list' } },
  polls: ({ id }) => [
    { operation: 'getJob', method: 'GET', path: `/api/v1/jobs/${encodeURIComponent(id)}`, headers: { authorization: 'Bearer jobdouble' } }
  ],
  newId: ids => ids.uuid4(),
  collections: [],
  document,
  routes
}

async function routes (app: App): Promise<void> {
  acceptAnyJson(app)
  handleFailures(app, ['/api/v1'], toErrorResponse)
  requireCredentials(app, ({ headers }) => bearer(headers.authorization))

  app.get('/api/v1/jobs/:id', { schema: getJob, config: { errors: [JobUnknown] } }, request =>
    toJob(request.jobs.get(request.params.id), jobUrl(request, request.params.id)))

  app.get('/api/v1/jobs', { schema: listJobs }, request => {
    const { count = 10, offset = 0 } = request.query
    const { items, total } = request.jobs.list({ limit: count, offset })
    return { items: items.map(job => toSummary(job, jobUrl(request, job.id))), offset, count, total }
  })

  app.post('/api/v1/extract-document', { schema: extractDocument }, request => {
    mustHold(request.body.shape)
    return start(request, 'extractDocument', request.body, request.body.shape)
  })

  app.post('/api/v1/guess-shape', { schema: guessShape }, request =>
    start(request, 'guessShape', request.body))
}

function jobUrl (request: FastifyRequest, id: string): string {
  // the test of an id without special characters costs less than encodeURIComponent
  return linkTo(request, `/api/v1/jobs/${/^[\w-]+$/.test(id) ? id : encodeURIComponent(id)}`)
}

const kinds = { extractDocument: 'extract-document', guessShape: 'guess-shape' } as const

/** Starts a job. Its result is drawn from its id at the start, so that each read returns the same result. */
function start (request: FastifyRequest, operation: keyof typeof kinds, body: DocumentRequest, shape?: Shape): Job {
  const { sandbox, jobs } = request
  const input = toInput(body, countPages(body), shape)
  const id = sandbox.ids.uuid4()
  const random = randomStream(sandbox.seed, `${id} result`)
  const fallbackOutput = shape === undefined ? guess(random) : extract(shape, random)
  return toJob(jobs.start({ id, kind: kinds[operation], input, fallbackOutput }, { operation, body }), jobUrl(request, id))
}
