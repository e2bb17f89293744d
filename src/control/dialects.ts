import { Type } from '@sinclair/typebox'
import { providers, type App } from '../providers/index.ts'
import { dialects, type Dialect, type Sandbox } from '../sandboxes/index.ts'
import { oneOf } from '../validation/index.ts'
import { bodyErrors, closed } from './schema.ts'

const DialectSchema = oneOf(dialects)
const byProvider = Type.Object(Object.fromEntries(providers.map(({ name }) => [name, DialectSchema])), closed)
export const DialectsSchema = Type.Unsafe<Record<string, Dialect>>(byProvider)
export const DialectChangeSchema = Type.Unsafe<Record<string, Dialect>>(Type.Partial(byProvider, closed))

const getDialects = {
  operationId: 'getDialects',
  response: { 200: DialectsSchema }
}

const setDialects = {
  operationId: 'setDialects',
  body: DialectChangeSchema,
  response: { 200: DialectsSchema, ...bodyErrors }
}

/** Shows and changes the dialect of each provider in a sandbox. */
export function dialectRoutes (app: App): void {
  app.get('/__admin/dialects', { schema: getDialects }, ({ sandbox }) =>
    toDialects(sandbox))

  app.put('/__admin/dialects', { schema: setDialects }, ({ sandbox, body }) => {
    sandbox.setDialects(body)
    return toDialects(sandbox)
  })
}

function toDialects (sandbox: Sandbox): Record<string, Dialect> {
  return Object.fromEntries(providers.map(({ name }) => [name, sandbox.dialectOf(name)]))
}
