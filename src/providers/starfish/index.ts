import { askCredentials } from '../../http/credentials.ts'
import { answerFailures } from '../../http/failure.ts'
import { acceptAnyJson } from '../../http/json.ts'
import type { App, Provider } from '../provider.ts'
import { cors, mustBelongTo, toInput, toJobStatus, toRefusal } from './map.ts'
import { document, getJobStatus, statuses } from './schema.ts'

/** Starfish (starfishdata.ai): synthetic data. */
export const starfish: Provider = {
  name: 'starfish',
  kind: 'GENERATION',
  statuses,
  newId: ids => ids.uuid4(),
  toInput,
  document,
  routes
}

async function routes (app: App): Promise<void> {
  acceptAnyJson(app)
  answerFailures(app, ['/v1'], toRefusal)
  askCredentials(app, ({ headers }) => headers['x-api-key']?.toString())

  app.post('/v1/jobStatus', { schema: getJobStatus }, async ({ sandbox, body }, reply) => {
    const job = await sandbox.jobs.get(starfish.name, body.jobId)
    mustBelongTo(body.projectId, job)
    return reply.headers(cors).send(toJobStatus(job))
  })
}
