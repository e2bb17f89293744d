import type { FastifyRequest } from 'fastify'
import { askCredentials, bearer } from '../../http/credentials.ts'
import { answerFailures } from '../../http/failure.ts'
import { acceptAnyJson } from '../../http/json.ts'
import { randomStream } from '../../jobs/index.ts'
import { linkTo, startJob, type App, type Provider } from '../provider.ts'
import { toInput, toJob, toRefusal, toSummary } from './map.ts'
import { countPages } from './pages.ts'
import { extract, guess } from './result.ts'
import { document, extractDocument, getJob, guessShape, listJobs, statuses, type DocumentRequest, type Job } from './schema.ts'
import { mustHold, type Shape } from './shape.ts'

/** Waveline (waveline.ai): document extraction. */
export const waveline: Provider = {
  name: 'waveline',
  kind: 'guess-shape',
  statuses: { documented: statuses, observed: statuses },
  nearest: ['retrying', 'waiting', 'cancelled', 'expired'],
  newId: ids => ids.uuid4(),
  shelves: [],
  document,
  routes
}

/** V8 takes a microsecond to find out that nothing of an id like a UUID needs to be encoded. */
const path = (id: string) => `/api/v1/jobs/${/^[\w-]+$/.test(id) ? id : encodeURIComponent(id)}`

async function routes (app: App): Promise<void> {
  acceptAnyJson(app)
  answerFailures(app, ['/api/v1'], toRefusal)
  askCredentials(app, ({ headers }) => bearer(headers.authorization))

  app.get('/api/v1/jobs/:id', { schema: getJob }, async request => {
    const job = await request.sandbox.jobs.get(waveline.name, request.params.id)
    return toJob(job, linkTo(request, path(job.id)))
  })

  app.get('/api/v1/jobs', { schema: listJobs }, async request => {
    const { count = 10, offset = 0 } = request.query
    const { items, total } = await request.sandbox.jobs.list({ provider: waveline.name, visible: true, limit: count, offset })
    return { items: items.map(job => toSummary(job, linkTo(request, path(job.id)))), offset, count, total }
  })

  app.post('/api/v1/extract-document', { schema: extractDocument }, async request => {
    mustHold(request.body.shape)
    return await start(request, request.body, 'extractDocument', request.body.shape)
  })

  app.post('/api/v1/guess-shape', { schema: guessShape }, async request =>
    await start(request, request.body, 'guessShape'))
}

const kinds = { extractDocument: 'extract-document', guessShape: 'guess-shape' } as const

/** Starts a job. Its result is drawn from its id before it begins, so that it is the same at each read. */
async function start (request: FastifyRequest, body: DocumentRequest, operation: keyof typeof kinds, shape?: Shape): Promise<Job> {
  const { sandbox } = request
  const input = toInput(body, countPages(body), shape)
  const id = sandbox.ids.uuid4()
  const random = randomStream(sandbox.seed, `${id} result`)
  const output = shape === undefined ? guess(random) : extract(shape, random)
  const job = await startJob(sandbox, waveline, { id, kind: kinds[operation], input, fallbackOutput: output }, { operation, body })
  return toJob(job, linkTo(request, path(id)))
}
