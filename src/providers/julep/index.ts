import { askCredentials } from '../../http/credentials.ts'
import { answerFailures } from '../../http/failure.ts'
import { refuseOtherMethods } from '../../http/methods.ts'
import type { App, Provider } from '../provider.ts'
import { fromAuthorization, toJobStatus, toRefusal } from './map.ts'
import { document, getJobStatus, statuses } from './schema.ts'
import { toUuid } from './uuid.ts'

/** Julep (julep.ai): an agents platform. */
export const julep: Provider = {
  name: 'julep',
  kind: 'TaskExecutionWorkflow',
  statuses,
  newId: ids => ids.uuid4(),
  refuseId: id => toUuid(id) === id ? undefined : 'must be a UUID in its canonical spelling',
  document,
  routes
}

async function routes (app: App): Promise<void> {
  answerFailures(app, ['/api'], toRefusal)
  askCredentials(app, ({ headers }) => fromAuthorization(headers.authorization))

  refuseOtherMethods(app, () => {
    app.get('/api/jobs/:job_id', { schema: getJobStatus }, async ({ sandbox, params }) =>
      toJobStatus(await sandbox.jobs.get(julep.name, toUuid(params.job_id)!)))
  })
}
