import type { FastifyCorsOptions } from '@fastify/cors'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** Which web pages of other origins may send requests and read the responses. */
export interface CrossOrigin {
  /** Whether those of all origins may call the providers. */
  readonly providers: boolean
  /** The origins of those that may call the control API: `http://localhost:3000`. */
  readonly control: readonly string[]
}

/** The headers that a page may read besides those that the Fetch standard allows. */
const exposedHeaders = [
  'content-disposition', 'date', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'retry-after',
  'x-jobdouble-fault', 'x-jobdouble-hint'
]

/** The origin is repeated instead of `*`, with which a browser rejects a request with credentials. */
const allowed: FastifyCorsOptions = {
  credentials: true,
  exposedHeaders,
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  // any request with the method OPTIONS gets the response to a preflight
  strictPreflight: false
}

/**
 * Adds the headers of CORS to the responses, and responds to preflights, which are not recorded and have no faults. Must be called
 * before routes are added, and only if pages of another origin are allowed: it adds a hook to every request.
 */
export async function allowOrigins (app: FastifyInstance, { providers, control }: CrossOrigin): Promise<void> {
  const { default: cors } = await import('@fastify/cors')
  const originFor = ({ url }: FastifyRequest) => /^\/__admin(?:[/?]|$)/.test(url) ? control.length > 0 && [...control] : providers
  await app.register(cors, {
    delegator: (request, callback) => callback(null, { ...allowed, origin: originFor(request) })
  })
}
