import type { Ids } from '../../jobs/index.ts'
import type { App, Provider } from '../provider.ts'
import { LaunchInputSchema, launchQueue, projectIdOf, toLaunchInput } from './projects/launch-job.ts'
import { statuses } from './schema.ts'
import { serveSignIn } from './rest/sign-in.ts'
import { shelves } from './shelves.ts'

/** Datasaur (datasaur.ai): text labelling. */
export const datasaur: Provider = {
  name: 'datasaur',
  kind: 'AutoLabelQueue',
  statuses: { documented: statuses, observed: statuses },
  nearest: ['retrying', 'waiting', 'cancelled', 'expired'],
  newId: (ids, kind) => `${kind}:${kind === 'CabinetReplicationJobQueue' ? hex64(ids) : ids.uuid4()}`,
  toInput: (input, ids, kind) => kind === launchQueue ? toLaunchInput(input, ids) : input,
  inputSchema: kind => kind === launchQueue ? LaunchInputSchema : undefined,
  shelves,
  groupOf: projectIdOf,
  specification: '/graphql/schema.graphql',
  routes
}

/** mercurius costs 100 ms at the start: it is loaded only when Datasaur is served. */
async function routes (app: App): Promise<void> {
  const [{ serveGraphql }, { serveRest }] = await Promise.all([import('./graphql/serve.ts'), import('./rest/serve.ts')])
  await serveGraphql(app, datasaur)
  serveRest(app)
  serveSignIn(app)
}

/** Only the replications of cabinets have been seen with something else than a UUID. */
function hex64 (ids: Ids): string {
  return `${ids.uuid4()}${ids.uuid4()}`.replaceAll('-', '')
}
