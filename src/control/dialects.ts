import { Type } from '@sinclair/typebox'
import type { App } from '../providers/index.ts'
import { dialects, type Dialect, type Sandbox, type SandboxSetup } from '../sandboxes/index.ts'
import { InvalidField, oneOf, toField } from '../validation/index.ts'
import { bodyErrors } from './schema.ts'

export const DialectsSchema = Type.Unsafe<Record<string, Dialect>>(Type.Object({}, {
  additionalProperties: oneOf(dialects),
  description: 'By provider'
}))

const getDialects = {
  operationId: 'getDialects',
  response: { 200: DialectsSchema }
}

const setDialects = {
  operationId: 'setDialects',
  body: DialectsSchema,
  response: { 200: DialectsSchema, ...bodyErrors }
}

/** Shows and changes the dialect of each provider in a sandbox. */
export function dialectRoutes (app: App): void {
  app.get('/__admin/dialects', { schema: getDialects }, ({ sandbox }) =>
    toDialects(sandbox))

  app.put('/__admin/dialects', { schema: setDialects }, ({ sandbox, body }) => {
    mustBeServed(sandbox.setup, body, '')
    sandbox.setDialects(body)
    return toDialects(sandbox)
  })
}

/** The dialect of each provider that is served. */
export function toDialects (sandbox: Sandbox): Record<string, Dialect> {
  return Object.fromEntries(Object.keys(sandbox.setup.defaults.dialects).map(name => [name, sandbox.dialectOf(name)]))
}

/** Throws InvalidField for a provider that is not served. `field`: the path of the dialects. */
export function mustBeServed ({ defaults }: Pick<SandboxSetup, 'defaults'>, given: Readonly<Record<string, Dialect>>, field: string): void {
  const unknown = Object.keys(given).find(name => !Object.hasOwn(defaults.dialects, name))
  const served = Object.keys(defaults.dialects).join(', ')
  if (unknown !== undefined) throw new InvalidField(toField([unknown], field), `is not a provider that is served; use one of ${served}`)
}
