import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import type { App } from '../providers/index.ts'
import type { Sandboxes } from '../sandboxes/index.ts'
import { fromClock } from './map.ts'
import { toSandbox } from './sandbox.ts'
import { NewSandboxSchema, SandboxListSchema, SandboxNameSchema, SandboxQuerySchema, SandboxSchema } from './schema-sandboxes.ts'
import { ErrorSchema } from './schema.ts'

/** Lists, makes and deletes sandboxes, whichever one the request comes under. */
export function sandboxesRoutes (app: App, sandboxes: Sandboxes): void {
  app.get('/__admin/sandboxes', { schema: { operationId: 'listSandboxes', querystring: SandboxQuerySchema, response: { 200: SandboxListSchema, 400: ErrorSchema } } }, async request => {
    const { items, next } = sandboxes.list({ limit: 100, ...request.query })
    return { items: await Promise.all(items.map(sandbox => toSandbox(sandbox, request))), next }
  })

  app.post('/__admin/sandboxes', { schema: { operationId: 'createSandbox', body: NewSandboxSchema, response: { 201: SandboxSchema, 400: ErrorSchema, 409: ErrorSchema, 413: ErrorSchema, 507: ErrorSchema } }, preValidation: orNothing }, async (request, reply) => {
    const { clock, ...order } = request.body
    const sandbox = sandboxes.create({ ...order, clock: clock && fromClock(clock) })
    await sandbox.furnished
    return reply.code(201).send(await toSandbox(sandbox, request))
  })

  app.get('/__admin/sandboxes/:name', { schema: { operationId: 'findSandbox', params: SandboxNameSchema, response: { 200: SandboxSchema, 404: ErrorSchema } } }, async request =>
    await toSandbox(sandboxes.find(request.params.name), request))

  app.delete('/__admin/sandboxes/:name', { schema: { operationId: 'deleteSandbox', params: SandboxNameSchema, response: { 204: Type.Null(), 400: ErrorSchema, 404: ErrorSchema, 409: ErrorSchema, 413: ErrorSchema } } }, async ({ params }, reply) => {
    sandboxes.delete(params.name)
    return reply.code(204).send(null)
  })
}

/** Whoever says nothing of the sandbox may leave out the body. */
async function orNothing (request: FastifyRequest): Promise<void> {
  request.body ??= {}
}
