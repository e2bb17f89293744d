import type { FastifyInstance } from 'fastify'
import type { RequestListener, ServerOptions } from 'node:http'
import { limitBodies } from './body-timeout.ts'
import { lookEvery, Patience } from './timeouts.ts'
import { limitQueues } from './queue.ts'

/** Options of Node's server for heads that come in parts: each has to be there in `timeout` ms. Bodies have a limit of their own. */
export function headLimits (timeout: number): ServerOptions {
  return { headersTimeout: timeout, requestTimeout: 0, connectionsCheckingInterval: lookEvery(timeout) }
}

/** Bounds what the clients of a server may leave open: bodies of which nothing comes for `timeout` ms, and requests behind others. */
export function limitClients (app: FastifyInstance, timeout: number): void {
  const { server, log } = app
  const patience = new Patience(app, timeout)
  const [handle] = server.listeners('request') as [RequestListener]
  server.removeListener('request', handle)
  server.on('request', limitQueues(limitBodies(handle, patience), patience, log))
}
