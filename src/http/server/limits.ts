import type { FastifyInstance } from 'fastify'
import type { RequestListener, ServerOptions } from 'node:http'
import { limitBodies } from './body-timeout.ts'
import { lingerAfterResponses } from './linger.ts'
import { limitQueues } from './queue.ts'
import { checkInterval, StallDetector } from './timeouts.ts'

/** The time limits of connections, in ms. */
export interface TimeLimits {
  /** The time without a byte of a body, and the time for a head. */
  readonly bodyTimeout: number
  /** The time for a whole request, from its first byte to its last. */
  readonly requestTimeout: number
  /** The time between two requests of a connection. */
  readonly idleTimeout: number
}

/** Options of Node's server. The limit for bodies of which nothing arrives is ours. */
export function headLimits ({ bodyTimeout, requestTimeout, idleTimeout }: TimeLimits): ServerOptions {
  // Node rejects a longer time for the head than for the whole
  const headersTimeout = Math.min(bodyTimeout, requestTimeout)
  return { headersTimeout, requestTimeout, keepAliveTimeout: idleTimeout, connectionsCheckingInterval: checkInterval(headersTimeout) }
}

/**
 * Bounds what a client can leave open: bodies of which nothing arrives for `timeout` ms, pipelined requests, and bodies that go on
 * after their response. These limits act on the listener of the server, before Fastify.
 */
export function limitClients (app: FastifyInstance, timeout: number): void {
  const { server, log } = app
  const stalls = new StallDetector(app, timeout)
  // Fastify adds exactly one listener, its router
  const [handle] = server.listeners('request') as [RequestListener]
  server.removeListener('request', handle)
  server.on('request', lingerAfterResponses(limitQueues(limitBodies(handle, stalls), stalls, log)))
}
