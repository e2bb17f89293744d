import { askCredentials } from '../../http/credentials.ts'
import { answerFailures } from '../../http/failure.ts'
import type { App, Provider } from '../provider.ts'
import { fromAuthorization, toRefusal, toStatuses } from './map.ts'
import { document, getJobStatuses, statuses } from './schema.ts'
import { awaitJobs } from './wait.ts'

/** Immuta: a data access platform. */
export const immuta: Provider = {
  name: 'immuta',
  kind: 'job',
  statuses,
  newId: (ids, _kind, now) => ids.uuid1(now),
  document,
  routes
}

async function routes (app: App): Promise<void> {
  answerFailures(app, ['/jobs'], toRefusal)
  askCredentials(app, ({ headers }) => fromAuthorization(headers.authorization))

  app.post('/jobs/statuses', { schema: getJobStatuses }, async ({ sandbox, body }, reply) =>
    toStatuses(await awaitJobs(sandbox, body, end => reply.raw.once('close', end))))
}
