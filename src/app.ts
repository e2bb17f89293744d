import swagger from '@fastify/swagger'
import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { maxHeaderSize } from 'node:http'
import { assets } from './assets.ts'
import { control, toRefusal } from './control/index.ts'
import { answerStrangers, serveHealth, serveOverview, type Part } from './dashboard/index.ts'
import { compilersFactory } from './http/compilers.ts'
import { answerErrors } from './http/failure.ts'
import { acceptJson, bodyLimit } from './http/json.ts'
import { headLimits, limitClients } from './http/server.ts'
import { BuiltIn, Clock, Lifecycles, type ClockStart, type Seed } from './jobs/index.ts'
import { furnishDemo, providers, type App } from './providers/index.ts'
import { defectOf, safely } from './safely.ts'
import { sandboxed, Sandboxes, withoutSandbox, type Dialect } from './sandboxes/index.ts'
import { namesOf, purposeOf, watchStrangers, watchTraffic, type Watched } from './traffic/index.ts'

export interface BuildOptions {
  /** The names of the providers to serve; all if left out. */
  providers?: readonly string[] | undefined
  /** Where each sandbox's clock begins; at the real moment if left out. */
  clock?: ClockStart | undefined
  /** The seed of every sandbox that is given none of its own; each draws one at random if left out. */
  seed?: Seed | undefined
  /** The lifecycle of a job that says nothing of its own; `success` if left out. */
  lifecycle?: string | undefined
  /** The same, by provider, where it differs. */
  lifecycleOf?: Readonly<Record<string, string>> | undefined
  /** By provider; one that is not named speaks as documented. */
  dialects?: Readonly<Record<string, Dialect>> | undefined
  /** What is switched on beside the default: `starfish-lenient`, `immuta-extra-fields`. */
  switches?: Iterable<string> | undefined
  /** How many jobs a sandbox keeps, and how many bytes of memory they take (an estimate); 10,000 and 64 MB if missing. */
  maxJobs?: number | undefined
  maxJobBytes?: number | undefined
  /** How many projects, tokens and the like a sandbox keeps of each kind, and how many bytes of memory all of them take (an estimate); 10,000 and 32 MB if missing. */
  maxThings?: number | undefined
  maxThingBytes?: number | undefined
  /** How many bytes of files a sandbox keeps; 64 MB if left out. */
  maxBytes?: number | undefined
  /** How many requests a sandbox's journal keeps, and how many bytes of them; 10,000 and 16 MB if left out. */
  maxRequests?: number | undefined
  maxRequestBytes?: number | undefined
  /** ms without a request after which a sandbox is forgotten; one hour if left out. */
  sandboxTtl?: number | undefined
  /** How many sandboxes there may be at a time; 10,000 if left out. */
  maxSandboxes?: number | undefined
  /** ms that a request may take without a byte of its head or its body; a minute if missing. */
  bodyTimeout?: number | undefined
  /** Whether spoilt answers carry `x-jobdouble-fault` with the ids of the faults; they do if left out. */
  faultHeader?: boolean | undefined
  /** What the control API asks for as `Authorization: Bearer TOKEN`. Without one it is open on loopback, and closed where others can reach the server. */
  controlToken?: string | undefined
  /** The names in a Host header to which the control API answers, beside the loopback ones and the address that was reached. */
  allowedHosts?: readonly string[] | undefined
  /** The clock by which they are forgotten: the real one, but for tests. */
  wallClock?: Clock | undefined
  logger?: FastifyBaseLogger | undefined
}

const MB = 1024 * 1024

/** Composes everything, in the order in which a request meets it. Throws LIFECYCLE_UNKNOWN. */
export async function build (options: BuildOptions): Promise<FastifyInstance> {
  const { clock = { mode: 'real' }, seed, lifecycle = 'success', lifecycleOf = {}, dialects = {}, sandboxTtl: ttl = 3_600_000, bodyTimeout = 60_000 } = options
  const served = providers.filter(({ name }) => options.providers?.includes(name) ?? true)
  const lifecycles = new Lifecycles(new BuiltIn(new URL('fixtures/lifecycles/', assets)))
  for (const name of [lifecycle, ...Object.values(lifecycleOf)]) lifecycles.mustHave(name)

  const app: App = fastify({
    exposeHeadRoutes: false,
    bodyLimit,
    // an id of any length that Node takes is unknown in the provider's words
    routerOptions: { maxParamLength: maxHeaderSize },
    forceCloseConnections: 'idle',
    rewriteUrl: withoutSandbox,
    schemaController: { compilersFactory },
    http: headLimits(bodyTimeout)
  })
  acceptJson(app)
  answerErrors(app, toRefusal)
  // not as Fastify's own: it would listen to each answer, to log it, also where nothing is logged
  if (options.logger !== undefined) app.log = options.logger
  limitClients(app, bodyTimeout)

  const onDefect = defectOf(app.log, 'a timer')
  const { wallClock = new Clock({ mode: 'real' }, onDefect) } = options
  const sandboxes = new Sandboxes({
    clock,
    seed,
    lifecycle,
    lifecycleOf,
    lifecycles,
    dialects,
    switches: new Set(options.switches),
    limit: {
      jobs: options.maxJobs ?? 10_000,
      jobBytes: options.maxJobBytes ?? 64 * MB,
      things: options.maxThings ?? 10_000,
      thingBytes: options.maxThingBytes ?? 32 * MB,
      bytes: options.maxBytes ?? 64 * MB,
      requests: options.maxRequests,
      requestBytes: options.maxRequestBytes
    },
    sandboxes: options.maxSandboxes ?? 10_000,
    ttl,
    wallClock,
    onDefect,
    furnish: sandbox => sandbox.name === 'demo' ? furnishDemo(sandbox, served, new URL('fixtures/demo.yaml', assets)) : undefined,
    onCreate: ({ name, seed }) => app.log.info({ sandbox: name, seed }, 'sandbox created')
  })

  const parts: Part[] = []
  for (const name of ['spoiltBy', 'operations', 'operationsOf', 'exchange']) app.decorateRequest(name)
  app.decorate('sandboxes', sandboxes)
  app.addHook('preClose', async () => { safely(app.log, 'the end of the sandboxes', () => sandboxes.close()) })
  await app.register(async function health (app) {
    await app.register(sandboxed, { sandboxes, purposeOf: () => 'none' })
    serveHealth(app)
  })
  await app.register(async function overview (app) {
    await app.register(sandboxed, { sandboxes, purposeOf: () => 'visit' })
    serveOverview(app, parts)
  })
  await app.register(async function strangers (app) {
    await app.register(sandboxed, { sandboxes, purposeOf })
    watchStrangers(app)
    answerStrangers(app, parts, toRefusal)
  })
  const steering = control(served, sandboxes, options, { parts, wallClock })
  for (const part of [...served, steering]) {
    const { name, specification = `/openapi/${name}.json` } = part
    const operations: Part['operations'] = []
    parts.push({ name, specification, operations })
    await app.register(Object.assign(async (app: App) => await serve(app, part, operations, part !== steering, options.faultHeader), { [Symbol.for('fastify.display-name')]: name }))
  }
  return app
}

/** What `serve` needs to know of a provider or of the control API. */
interface Served extends Watched { document?: object, routes (app: App): Promise<void> }

/** Serves a part: its routes, and the specification that is made from them. */
async function serve (app: App, part: Served, operations: Part['operations'], isProvider: boolean, faultHeader?: boolean): Promise<void> {
  const { name, document, routes } = part
  app.addHook('onRoute', route => {
    const { method, url, schema } = route
    if (schema?.hide !== true) operations.push({ method: String(method), path: url, names: isProvider ? namesOf(part, route) : [] })
  })
  if (document !== undefined) {
    await app.register(swagger, { openapi: document })
    await app.register(async function specification (app) {
      await app.register(sandboxed, { sandboxes: app.sandboxes, purposeOf: () => 'none' })
      app.get(`/openapi/${name}.json`, { schema: { hide: true }, config: { open: true } }, async () => app.swagger())
    })
  }
  // in a scope of their own: the specification is neither spoilt nor journalled, and makes no sandbox
  await app.register(Object.assign(async (app: App) => {
    if (isProvider) {
      await app.register(sandboxed, { sandboxes: app.sandboxes, purposeOf })
      watchTraffic(app, part, faultHeader)
    }
    await routes(app)
  }, { [Symbol.for('fastify.display-name')]: `${name} traffic` }))
}
