import type { App, Provider } from '../provider.ts'
import { statuses } from './schema.ts'

/** Datasaur (datasaur.ai): text labelling. */
export const datasaur: Provider = {
  name: 'datasaur',
  kind: 'AutoLabelQueue',
  statuses: { documented: statuses, observed: statuses },
  nearest: ['retrying', 'waiting', 'cancelled', 'expired'],
  newId: (ids, kind) => `${kind}:${ids.uuid4()}`,
  specification: '/graphql/schema.graphql',
  routes
}

/** mercurius costs 100 ms at the start: it is loaded only when Datasaur is served. */
async function routes (app: App): Promise<void> {
  const { serveGraphql } = await import('./graphql.ts')
  await serveGraphql(app, datasaur)
}
