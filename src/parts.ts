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

/**
 * Serves the routes of a part and the OpenAPI document made from them, and adds the part with its operations to `parts`.
 * `namesOf` returns the names of the operations of a route.
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
  await app.register(named(name, async (app: App) => {
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
  }))
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
