import swagger from '@fastify/swagger'
import type { RouteOptions } from 'fastify'
import { toPattern } from './http/failure.ts'
import type { Operation, Part } from './http/nearest.ts'
import { basePathOf, type App, type Provider } from './providers/index.ts'
import { addSandbox } from './traffic/index.ts'

/** A provider or the control API, as it declares itself. */
interface Served {
  readonly name: string
  readonly env?: Provider['env']
  readonly starts?: readonly string[]
  readonly document?: object
  readonly specification?: string | undefined
}

/** A provider that cannot be served: the server does not start. */
class ProviderInvalid extends Error {
  readonly code = 'PROVIDER_INVALID'

  constructor (name: string, reason: string) {
    super(`The provider ${name} cannot be served: ${reason}; change its routes (docs/providers.md), or choose others with --providers`)
  }
}

/**
 * Serves the routes of a part and the OpenAPI document made from them, and adds the part with its operations to `parts`.
 * `namesOf` returns the names of the operations of a route. Throws PROVIDER_INVALID.
 */
export async function servePart (
  app: App,
  parts: Part[],
  part: Served,
  routes: (app: App) => Promise<void>,
  namesOf: (route: RouteOptions) => string[] = () => []
): Promise<void> {
  const { name, env = {}, starts = [], document, specification = `/openapi/${name}.json` } = part
  const operations: Operation[] = []
  parts.push({ name, base: basePathOf(env), env, specification, operations })
  const plugin = named(name, async (app: App) => {
    app.addHook('onRoute', route => {
      if (route.schema?.hide !== true) operations.push(toOperation(route, namesOf(route), starts.map(operation => `${name}.${operation}`)))
    })
    if (document !== undefined) {
      await app.register(swagger, { openapi: document })
      // in a scope of its own: requests for the document meet no faults, are not recorded and create no sandbox
      await app.register(named(`${name} specification`, async (app: App) => {
        addSandbox(app, app.sandboxes, 'none')
        app.get(specification, { schema: { hide: true }, config: { open: true } }, async () => app.swagger())
      }))
    }
    await app.register(named(`${name} routes`, routes))
  })
  try {
    await app.register(plugin)
  } catch (error) {
    throw toProviderInvalid(parts, error as Error)
  }
}

/** The error for the last part, which cannot be served. */
function toProviderInvalid (parts: readonly Part[], error: Error): Error {
  // the part was added before its routes
  const { name, operations } = parts.at(-1)!
  const toShape = ({ method, path }: Operation) => `${method} ${path.replace(/:\w+/g, ':')}`
  // the last route is the one that was being added
  const last = operations.at(-1)
  const owner = last && parts.slice(0, -1).find(part => part.operations.some(operation => toShape(operation) === toShape(last)))
  const reason = last === undefined || owner === undefined ? error.message : `it serves ${last.method} ${last.path}, as ${owner.name} does`
  return new ProviderInvalid(name, reason)
}

/** Gives a plugin the name under which `printPlugins()` shows it. */
export function named (name: string, plugin: (app: App) => Promise<void>): (app: App) => Promise<void> {
  return Object.assign(plugin.bind(undefined), { [Symbol.for('fastify.display-name')]: name })
}

function toOperation ({ method, url, schema, config }: RouteOptions, names: string[], starting: readonly string[]): Operation {
  const { callsIn, findUnknownArgument } = config ?? {}
  return {
    method: String(method),
    path: toPattern(url),
    names,
    open: names.length === 0 || config?.open === true,
    starts: names.filter(name => starting.includes(name)),
    fields: callsIn === undefined ? fieldsIn(schema?.body) : undefined,
    statuses: statusesOf(schema),
    callsIn,
    findUnknownArgument
  }
}

/** The statuses for which a route has a schema. */
function statusesOf (schema: RouteOptions['schema']): number[] {
  return Object.keys(schema?.response ?? {}).map(Number).filter(status => !Number.isNaN(status))
}

/** The names of the fields of an object schema, or of the object schemas that it combines; undefined if it has none. */
function fieldsIn (schema: unknown): string[] | undefined {
  const names = namesIn(schema ?? {})
  return names.length === 0 ? undefined : names
}

function namesIn ({ properties = {}, anyOf = [], allOf = [] }: { properties?: object, anyOf?: object[], allOf?: object[] }): string[] {
  return [...Object.keys(properties), ...[...anyOf, ...allOf].flatMap(namesIn)]
}
