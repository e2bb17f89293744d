import { Type } from '@sinclair/typebox'
import type { Lifecycle } from '../jobs/index.ts'
import type { App } from '../providers/index.ts'
import { ErrorSchema, LifecycleListSchema, LifecycleSchema } from './schema.ts'

/** Shows the lifecycles that a job may have. */
export function lifecycleRoutes (app: App): void {
  app.get('/__admin/lifecycles', { schema: { operationId: 'listLifecycles', response: { 200: LifecycleListSchema } } }, async ({ sandbox }) =>
    ({ items: sandbox.lifecycles.list().map(toLifecycle), next: null }))

  app.get('/__admin/lifecycles/:name', { schema: { operationId: 'getLifecycle', params: Type.Object({ name: Type.String() }), response: { 200: LifecycleSchema, 404: ErrorSchema } } }, async ({ sandbox, params }) =>
    toLifecycle(sandbox.lifecycles.get(params.name)))
}

function toLifecycle ({ name, description, script }: Lifecycle) {
  return { ...script, name, description }
}
