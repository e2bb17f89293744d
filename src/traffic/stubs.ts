import type { FastifyReply, FastifyRequest } from 'fastify'
import { unchanged } from '../http/failure.ts'
import type { Traffic } from './traffic.ts'

/** Responds to an unmatched request by the stub that matches it, and notes the stub in the journal. Returns false if none matches. */
export function respondByStub (request: FastifyRequest, reply: FastifyReply): boolean {
  // a request that the control API rejects may have no traffic, and has no exchange
  const traffic: Traffic | undefined = request.traffic
  if (traffic?.exchange === undefined) return false
  const stub = traffic.sandbox.stubs.choose(request.method, request.url)
  if (stub === undefined) return false
  traffic.exchange.stub = stub.id
  const { status, headers, body } = stub
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8'
  reply.serializer(unchanged).code(status).headers({ ...body !== undefined && { 'content-type': type }, ...headers })
  reply.send(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body))
  return true
}
