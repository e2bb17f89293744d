import { providers, type App } from '../providers/index.ts'
import type { Dialect, Sandbox } from '../sandboxes/index.ts'
import { DialectChangeSchema, DialectsSchema, ErrorSchema } from './schema.ts'

/** Shows and changes how each provider speaks in a sandbox. */
export function dialectRoutes (app: App): void {
  app.get('/__admin/dialects', { schema: { operationId: 'getDialects', response: { 200: DialectsSchema } } }, async ({ sandbox }) =>
    toDialects(sandbox))

  app.put('/__admin/dialects', { schema: { operationId: 'setDialects', body: DialectChangeSchema, response: { 200: DialectsSchema, 400: ErrorSchema, 413: ErrorSchema } } }, async ({ sandbox, body }) => {
    sandbox.setDialects(body)
    return toDialects(sandbox)
  })
}

function toDialects (sandbox: Sandbox): Record<string, Dialect> {
  return Object.fromEntries(providers.map(({ name }) => [name, sandbox.dialectOf(name)]))
}
