import type { FastifyInstance } from 'fastify'
import type { RequestListener, ServerOptions } from 'node:http'
import { limitBodies } from './body-timeout.ts'
import { lingerAfterResponses } from './linger.ts'
import { limitQueues } from './queue.ts'
import { checkInterval, StallDetector } from './timeouts.ts'

/** Options of Node's server: the head of a request must be complete after `timeout` ms. The limits for bodies are ours. */
export function headLimits (timeout: number): ServerOptions {
  return { headersTimeout: timeout, requestTimeout: 0, connectionsCheckingInterval: checkInterval(timeout) }
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
