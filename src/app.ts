import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { maxHeaderSize } from 'node:http'
import { assets } from './assets.ts'
import { handleUnmatched, serveHealth, serveOverview, servePages, type Part } from './dashboard/index.ts'
import { alone, type ClusterSettings, type Membership } from './cluster/membership.ts'
import { control, fillSandbox, toErrorResponse, toShown, type Access, type Initial, type PlayDemo } from './control/index.ts'
import { defectOf, safely } from './defects.ts'
import { compilersFactory } from './http/compilers.ts'
import { allowOrigins } from './http/cors.ts'
import { handleErrors } from './http/failure.ts'
import { hintAt } from './http/hints.ts'
import { acceptJson, bodyLimit } from './http/json.ts'
import { headLimits, limitClients } from './http/server/limits.ts'
import { BuiltInLifecycles, Lifecycles } from './jobs/index.ts'
import { toExchangeView, type ExchangeView } from './journal/index.ts'
import type { MetricsPart } from './metrics/index.ts'
import { named, servePart } from './parts.ts'
import { previewOf } from './preview.ts'
import { playDemo as playScene } from './scenes/index.ts'
import { loadDemo, type App, type Provider } from './providers/index.ts'
import { Sandboxes, type Limits, type SandboxDefaults } from './sandboxes/index.ts'
import { Clock } from './time/index.ts'
import { addSandbox, addTraffic, decorateRequests, explainFailures, namesOf, respondByStub, withoutSandbox } from './traffic/index.ts'

declare module 'fastify' {
  interface FastifyInstance {
    sandboxes: Sandboxes
    /** The other replicas, if there are any. */
    membership: Membership
  }
}

/** A certificate and its private key, as PEM. */
export interface Tls { cert: string, key: string }

/** The settings of a server, in the same shape from the command line to the sandbox. */
export interface Settings {
  /** The providers to serve. */
  readonly providers: readonly Provider[]
  readonly sandbox: SandboxDefaults
  readonly limits: Limits
  readonly access: Access
  /** Whether web pages of any origin may call the providers. */
  readonly cors: boolean
  /** What each sandbox begins with, besides the demo data of the sandbox `demo`. */
  readonly initial: Initial
  /** Whether a response that a fault affects names the faults in `x-jobdouble-fault`. */
  readonly faultHeader: boolean
  /** Whether a rejected request that has an explanation carries it in `x-jobdouble-hint`. */
  readonly hints: boolean
  /** Whether `/metrics` is served. */
  readonly metrics: boolean
  /** The certificate with which HTTPS is served in place of HTTP. */
  readonly tls?: Tls | undefined
  /** How it shares its sandboxes with other replicas; undefined if it is alone. */
  readonly cluster?: ClusterSettings | undefined
}

export { InitialSchema, mustBeInitial, type Initial } from './control/index.ts'

export interface Surroundings {
  logger?: FastifyBaseLogger | undefined
  /** The clock for removing idle sandboxes and for the timeouts of waits for requests. Tests pass a frozen one. */
  wallClock?: Clock | undefined
  /** Called with each request that has ended. `hint` says what the client of an unmatched request probably means. */
  onRequest?: ((request: ExchangeView, hint: string | undefined) => void) | undefined
}

/**
 * Composes everything, in the order in which a request meets it. Throws LIFECYCLE_UNKNOWN, PROVIDER_INVALID, and InvalidField for a
 * mistake in `initial`.
 */
export async function build (settings: Settings, surroundings: Surroundings = {}): Promise<FastifyInstance> {
  const { providers: served, sandbox: defaults, access, cors, initial, faultHeader, hints } = settings
  const lifecycles = new Lifecycles(new BuiltInLifecycles(new URL('fixtures/lifecycles/', assets)))
  for (const name of [defaults.lifecycle, ...Object.values(defaults.lifecycleOf)]) {
    if (!Object.hasOwn(initial.lifecycles ?? {}, name)) lifecycles.mustHave(name)
  }

  const membership = await join(settings.cluster, surroundings.logger)
  const app = createServer(settings, surroundings.logger, membership)
  const wallClock = surroundings.wallClock ?? new Clock({ mode: 'real' }, defectOf(app.log, 'a timer'))
  membership.attach({
    app,
    limits: settings.limits,
    kinds: served.flatMap(({ collections }) => collections),
    describe: toShown,
    wallClock
  })
  limitClients(app, settings.limits.bodyTimeout)
  const parts: Part[] = []
  // prom-client is loaded only with `--metrics`
  const metrics = settings.metrics ? (await import('./metrics/index.ts')).createMetrics() : undefined
  const sandboxes = createSandboxes(app, settings, { ...surroundings, wallClock, lifecycles, parts, metrics, membership })
  app.decorate('sandboxes', sandboxes)
  app.decorate('respondByStub', respondByStub)
  app.decorate('membership', membership)
  if (hints) app.decorate('hintOf', explainFailures(sandboxes, parts))
  app.addHook('preClose', async () => {
    await membership.end()
    safely(app.log, 'closing the sandboxes', () => sandboxes.close())
  })
  decorateRequests(app)
  if (cors || access.controlOrigins.length > 0) await allowOrigins(app, { providers: cors, control: access.controlOrigins })

  await app.register(named('health', async app => {
    addSandbox(app, sandboxes, 'none')
    serveHealth(app, () => membership.problem())
    metrics?.serve(app, sandboxes, membership.measures())
    servePages(app)
  }))
  await app.register(named('overview', async app => {
    addSandbox(app, sandboxes, 'visit')
    serveOverview(app, parts)
  }))
  await app.register(named('unmatched', async app => {
    addTraffic(app, { sandboxes, provider: '', faultHeader })
    handleUnmatched(app, parts, toErrorResponse)
  }))
  for (const provider of served) {
    await servePart(app, parts, provider, async app => {
      addTraffic(app, { sandboxes, provider: provider.name, faultHeader })
      app.decorateRequest('jobs', { getter () { return this.sandbox.provider(provider) } })
      await provider.routes(app)
    }, route => namesOf(provider.name, route))
  }
  const preview = previewOf(app, () => createServer(settings, surroundings.logger, alone), served)
  const playDemo: PlayDemo = sandbox => playScene(sandbox, {
    app,
    served: served.map(({ name }) => name),
    fill: (sandbox, contents) => fillSandbox(sandbox, contents, served, parts),
    onDefect: defectOf(app.log, 'the demo')
  })
  const controlApi = control(served, sandboxes, access, { parts, wallClock, preview, playDemo, membership })
  await servePart(app, parts, controlApi, controlApi.routes)

  // created now, so that a mistake in `initial` prevents the start
  if (Object.keys(initial).length > 0) sandboxes.createSpare().close()
  return app
}

/** Joins the other replicas. Only here is loaded what that takes: a server that is alone has no cost of it. */
async function join (settings: ClusterSettings | undefined, logger: FastifyBaseLogger | undefined): Promise<Membership> {
  if (settings === undefined) return alone
  const { join } = await import('./cluster/index.ts')
  return await join(settings, error => logger?.warn({ err: error }, 'the store of the cluster'))
}

/** Creates the Fastify server: its limits, its parsers, and its responses to failures outside of the parts. */
function createServer (
  { limits, tls }: Settings, logger: FastifyBaseLogger | undefined, { serverOptions }: Membership
): App {
  // an object without known properties, because Fastify's types make another kind of server of `https`
  const encrypted: object = tls === undefined ? {} : { https: { ...headLimits(limits), ...serverOptions, ...tls } }
  const app: App = fastify({
    exposeHeadRoutes: false,
    bodyLimit,
    // a longer id must get the provider's own 404: no path that Node accepts has a longer parameter
    routerOptions: { maxParamLength: maxHeaderSize },
    forceCloseConnections: 'idle',
    // also as options of Fastify, which would set its own defaults
    keepAliveTimeout: limits.idleTimeout,
    requestTimeout: limits.requestTimeout,
    rewriteUrl: withoutSandbox,
    schemaController: { compilersFactory },
    http: { ...headLimits(limits), ...serverOptions },
    ...encrypted
  })
  acceptJson(app)
  handleErrors(app, toErrorResponse)
  // not as an option of Fastify: with the option, Fastify adds a listener to each response even where nothing is logged
  if (logger !== undefined) app.log = logger
  return app
}

interface SandboxSurroundings {
  wallClock: Clock
  lifecycles: Lifecycles
  parts: readonly Part[]
  onRequest?: Surroundings['onRequest']
  metrics: MetricsPart | undefined
  membership: Membership
}

/** Creates the registry of sandboxes. `load` gives each new sandbox its initial contents. */
function createSandboxes (
  app: App,
  settings: Settings,
  { wallClock, lifecycles, parts, onRequest, metrics, membership: { hooks, toOwnLimits } }: SandboxSurroundings
): Sandboxes {
  const { providers: served } = settings
  return new Sandboxes({
    ...hooks,
    defaults: settings.sandbox,
    limits: toOwnLimits(settings.limits),
    lifecycles,
    graphql: served.filter(({ graphql }) => graphql).map(({ name }) => name),
    jobIdOf: new Map(served.flatMap(({ name, jobIdOf }) => jobIdOf === undefined ? [] : [[name, jobIdOf]])),
    wallClock,
    onDefect: defectOf(app.log, 'a timer'),
    load: sandbox => {
      if (sandbox.name === 'demo') loadDemo(sandbox, served, new URL('fixtures/demo.yaml', assets))
      fillSandbox(sandbox, settings.initial, served, parts)
    },
    ...(onRequest !== undefined || metrics !== undefined) && {
      onExchange: (exchange, sandbox) => {
        metrics?.record(exchange)
        if (onRequest === undefined) return
        const view = toExchangeView(exchange, sandbox)
        onRequest(view, view.operations.length > 0 || view.stub !== null ? undefined : hintAt(parts, view.method, view.path))
      }
    },
    onCreate: (sandbox, order) => {
      app.log.info({ sandbox: sandbox.name, seed: sandbox.seed }, 'sandbox created')
      hooks.onCreate(sandbox, order)
    }
  })
}
