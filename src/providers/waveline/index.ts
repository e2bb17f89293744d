import { askCredentials, bearer } from '../../http/credentials.ts'
import { answerFailures } from '../../http/failure.ts'
import { linkTo, type App, type Provider } from '../provider.ts'
import { toJob, toRefusal, toSummary } from './map.ts'
import { document, getJob, listJobs, statuses } from './schema.ts'

/** Waveline (waveline.ai): document extraction. */
export const waveline: Provider = {
  name: 'waveline',
  kind: 'guess-shape',
  statuses,
  newId: ids => ids.uuid4(),
  document,
  routes
}

const path = (id: string) => `/api/v1/jobs/${encodeURIComponent(id)}`

async function routes (app: App): Promise<void> {
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
}
