import type { FastifyReply, FastifyRequest } from 'fastify'
import { close, hang, reset } from './connection.ts'
import { corrupt, discard, type Sent } from './corrupt.ts'
import { resolve, type Effect } from './resolve.ts'
import { respond, writeQuotas } from './respond.ts'

/**
 * Decides, resolves and applies the faults of phase `before`. Resolves with whether the request goes on to its provider.
 * `header`: whether a response that faults affect names them.
 */
export async function applyBefore (request: FastifyRequest, reply: FastifyReply, header: boolean): Promise<boolean> {
  const { traffic } = request
  const { faults, clock } = traffic.sandbox
  const decision = faults.active.decide('before', traffic, clock.now())
  if (decision === undefined) return true
  const exceeded = writeQuotas(reply, decision.quotas)
  traffic.addFaults(decision)
  // a rate limit that is not exceeded affects nothing
  if (header && traffic.faults !== undefined) sign(request, reply)
  const resolution = await resolve(faults, decision, reply)
  if (resolution.kind === 'continue') return true
  if (resolution.kind === 'gone') return false
  if (resolution.kind === 'cut') return cut(resolution, reply)
  traffic.isResolved = true
  const sent = corrupt(resolution, reply, respond(resolution.action, request, reply, exceeded))
  if (sent !== undefined) reply.send(sent.payload)
  return false
}

/** Decides, resolves and applies the faults of phase `after`. Resolves with the payload to send; undefined if nothing is to be sent. */
export async function applyAfter (request: FastifyRequest, reply: FastifyReply, payload: unknown, header: boolean): Promise<Sent> {
  const { traffic } = request
  const { faults, clock } = traffic.sandbox
  const decision = faults.active.decide('after', traffic, clock.now())
  if (decision === undefined) return { payload }
  traffic.exchange?.addLostJobs(payload)
  traffic.addFaults(decision)
  if (header) sign(request, reply)
  const resolution = await resolve(faults, decision, reply)
  if (resolution.kind === 'continue') return { payload }
  if (resolution.kind === 'corrupt') return corrupt(resolution, reply, payload)
  discard(payload)
  if (resolution.kind === 'gone') return undefined
  if (resolution.kind === 'cut') {
    cut(resolution, reply)
    return undefined
  }
  removeHeaders(reply)
  if (header) sign(request, reply)
  return corrupt(resolution, reply, respond(resolution.action, request, reply))
}

/** Ends the connection, or lets it hang. Returns false: the request does not go on. */
function cut (effect: Effect, reply: FastifyReply): false {
  const { connection } = effect.action.then
  if (connection === 'reset') reset(reply)
  else if (connection === 'empty') close(effect, reply)
  else hang(effect, reply)
  return false
}

/** The headers of a response that stay when a fault replaces it: those of its rate limits. */
const keptAlways = /^ratelimit-/

/** With `--cors`, those with which a web page may read it stay too. Without it, a provider may have added some of its own. */
const keptWithCors = /^(?:ratelimit-|access-control-|vary$)/

function removeHeaders (reply: FastifyReply): void {
  const kept = reply.hasHeader('access-control-expose-headers') ? keptWithCors : keptAlways
  for (const name of Object.keys(reply.getHeaders())) if (!kept.test(name)) reply.removeHeader(name)
}

function sign ({ traffic: { faults } }: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-jobdouble-fault', faults!.join(', '))
}
