import swagger from '@fastify/swagger'
import fastify, { type FastifyBaseLogger, type FastifyInstance, type RouteOptions } from 'fastify'
import { maxHeaderSize } from 'node:http'
import { assets } from './assets.ts'
import { control, fillSandbox, toErrorResponse, type Access, type Initial } from './control/index.ts'
import { handleUnmatched, serveHealth, serveOverview, type Part } from './dashboard/index.ts'
import { defectOf, safely } from './defects.ts'
import { compilersFactory } from './http/compilers.ts'
import { handleErrors, toPattern } from './http/failure.ts'
import { hintAt } from './http/hints.ts'
import { acceptJson, bodyLimit } from './http/json.ts'
import { headLimits, limitClients } from './http/server/limits.ts'
import { BuiltInLifecycles, Lifecycles } from './jobs/index.ts'
import { toExchangeView, type ExchangeView } from './journal/index.ts'
import { basePathOf, loadDemo, providers, type App, type Provider } from './providers/index.ts'
import { mainSandbox, Sandboxes, type Limits, type SandboxDefaults } from './sandboxes/index.ts'
import { Clock } from './time/index.ts'
import { addSandbox, addTraffic, decorateRequests, explainFailures, namesOf, withoutSandbox, type Purpose } from './traffic/index.ts'

declare module 'fastify' {
  interface FastifyInstance {
    sandboxes: Sandboxes
  }
}

/** How a double is to run; the same shape from the command line to the sandbox. */
export interface Settings {
  /** The names of the providers to serve. */
  readonly providers: readonly string[]
  readonly sandbox: SandboxDefaults
  readonly limits: Limits
  readonly access: Access
  /** What each sandbox begins with, beside the demo data of the sandbox `demo`. */
  readonly initial: Initial
  /** Whether a response that a fault affects names the faults in `x-jobdouble-fault`. */
  readonly faultHeader: boolean
  /** Whether a rejected request that has an explanation carries it in `x-jobdouble-hint`. */
  readonly hints: boolean
}

export { InitialSchema, mustBeInitial, type Initial } from './control/index.ts'

export interface Surroundings {
  logger?: FastifyBaseLogger | undefined
  /** The clock by which sandboxes are removed and waits for requests end; tests pass a frozen one. */
  wallClock?: Clock | undefined
  /** Called with each request that has ended, and for an unmatched one with what its client probably means. */
  onRequest?: ((request: ExchangeView, hint: string | undefined) => void) | undefined
}

/** Composes everything, in the order in which a request meets it. Throws LIFECYCLE_UNKNOWN, and InvalidField for a mistake in `initial`. */
export async function build (settings: Settings, surroundings: Surroundings = {}): Promise<FastifyInstance> {
  const { logger, wallClock: givenClock, onRequest } = surroundings
  const { sandbox: defaults, limits, access, initial, faultHeader, hints } = settings
  const served = providers.filter(({ name }) => settings.providers.includes(name))
  const lifecycles = new Lifecycles(new BuiltInLifecycles(new URL('fixtures/lifecycles/', assets)))
  for (const name of [defaults.lifecycle, ...Object.values(defaults.lifecycleOf)]) if (!Object.hasOwn(initial.lifecycles ?? {}, name)) lifecycles.mustHave(name)

  const app: App = fastify({
    exposeHeadRoutes: false,
    bodyLimit,
    // an id of any length that Node takes is unknown in the provider's words
    routerOptions: { maxParamLength: maxHeaderSize },
    forceCloseConnections: 'idle',
    rewriteUrl: withoutSandbox,
    schemaController: { compilersFactory },
    http: headLimits(limits.bodyTimeout)
  })
  acceptJson(app)
  handleErrors(app, toErrorResponse)
  // not as an option of Fastify, which would listen to each response, to log it, even where nothing is logged
  if (logger !== undefined) app.log = logger
  limitClients(app, limits.bodyTimeout)

  const parts: Part[] = []
  const onDefect = defectOf(app.log, 'a timer')
  const wallClock = givenClock ?? new Clock({ mode: 'real' }, onDefect)
  const sandboxes = new Sandboxes({
    defaults,
    limits,
    lifecycles,
    graphql: served.filter(({ graphql }) => graphql).map(({ name }) => name),
    wallClock,
    onDefect,
    load: sandbox => {
      if (sandbox.name === 'demo') loadDemo(sandbox, served, new URL('fixtures/demo.yaml', assets))
      fillSandbox(sandbox, initial, served, parts)
    },
    ...onRequest && {
      onExchange: (exchange, sandbox) => {
        const view = toExchangeView(exchange, sandbox)
        onRequest(view, view.operations.length > 0 ? undefined : hintAt(parts, view.method, view.path))
      }
    },
    onCreate: ({ name, seed }) => app.log.info({ sandbox: name, seed }, 'sandbox created')
  })
  app.decorate('sandboxes', sandboxes)
  if (hints) app.decorate('hintOf', explainFailures(sandboxes, parts))
  app.addHook('preClose', async () => { safely(app.log, 'closing the sandboxes', () => sandboxes.close()) })
  decorateRequests(app)

  const inSandbox = async (name: string, purpose: Purpose, serve: (app: App) => void) => {
    await app.register(named(name, async (app: App) => {
      addSandbox(app, sandboxes, purpose)
      serve(app)
    }))
  }
  await inSandbox('health', 'none', serveHealth)
  await inSandbox('overview', 'visit', app => serveOverview(app, parts))
  await app.register(async function unmatched (app) {
    addTraffic(app, { sandboxes, provider: '', faultHeader })
    handleUnmatched(app, parts, toErrorResponse)
  })

  for (const provider of served) {
    await servePart(app, parts, provider, async app => {
      addTraffic(app, { sandboxes, provider: provider.name, faultHeader })
      app.decorateRequest('jobs', { getter () { return this.sandbox.provider(provider) } })
      await provider.routes(app)
    }, route => namesOf(provider.name, route))
  }
  const controlApi = control(served, sandboxes, access, { parts, wallClock })
  await servePart(app, parts, controlApi, controlApi.routes)
  // created now, so that a mistake in what it begins with is found at the start
  if (Object.keys(initial).length > 0) sandboxes.get(mainSandbox)
  return app
}

/** A provider or the control API. */
interface Served {
  readonly name: string
  readonly env?: Provider['env']
  readonly starts?: readonly string[]
  readonly document?: object
  readonly specification?: string | undefined
}

/** Serves a part: its routes, and the specification that is made from them. `namesOf` returns the operations of a route. */
async function servePart (
  app: App,
  parts: Part[],
  part: Served,
  routes: (app: App) => Promise<void>,
  namesOf: (route: RouteOptions) => string[] = () => []
): Promise<void> {
  const { name, env = {}, starts = [], document, specification = `/openapi/${name}.json` } = part
  const operations: Part['operations'] = []
  parts.push({ name, base: basePathOf(env), env, specification, operations })
  await app.register(named(name, async (app: App) => {
    app.addHook('onRoute', route => {
      const { method, url, schema, config } = route
      if (schema?.hide === true) return
      const { callsIn } = config ?? {}
      const names = namesOf(route)
      const fields = callsIn === undefined ? fieldsIn(schema?.body) : undefined
      const started = names.filter(operation => starts.includes(operation.slice(name.length + 1)))
      operations.push({ method: String(method), path: toPattern(url), names, open: names.length === 0 || config?.open === true, starts: started, fields, statuses: statusesOf(schema), callsIn })
    })
    if (document !== undefined) {
      await app.register(swagger, { openapi: document })
      // in a scope of its own: the specification has no faults, is not recorded and creates no sandbox
      await app.register(named(`${name} specification`, async (app: App) => {
        addSandbox(app, app.sandboxes, 'none')
        app.get(specification, { schema: { hide: true }, config: { open: true } }, async () => app.swagger())
      }))
    }
    await app.register(named(`${name} routes`, routes))
  }))
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

/** Gives a plugin the name by which `printPlugins()` shows it. */
function named (name: string, plugin: (app: App) => Promise<void>): (app: App) => Promise<void> {
  return Object.assign(plugin.bind(undefined), { [Symbol.for('fastify.display-name')]: name })
}
