import type { FastifyRequest } from 'fastify'
import type { App } from '../../providers/index.ts'
import type { Directory } from '../../cluster/membership.ts'
import type { Sandbox, Sandboxes } from '../../sandboxes/index.ts'
import { mustBeServed } from '../dialects.ts'
import { fromClock } from '../map.ts'
import { createSandbox, deleteSandbox, findSandbox, getSandbox, listSandboxes, resetSandbox, toSandbox, withUrl } from './schema.ts'

/** Plays the demo scene in a new sandbox. */
export type PlayDemo = (sandbox: Sandbox) => void

/** Shows and resets the sandbox of the URL. Lists, creates and deletes any sandbox. */
export function sandboxRoutes (app: App, sandboxes: Sandboxes, directory: Directory, playDemo: PlayDemo): void {
  app.get('/__admin/sandbox', { schema: getSandbox }, request =>
    toSandbox(request.sandbox, request))

  app.post('/__admin/reset', { schema: resetSandbox }, request => {
    request.sandbox.reset()
    return toSandbox(request.sandbox, request)
  })

  app.get('/__admin/sandboxes', { schema: listSandboxes }, async request => {
    const { items, next } = await directory.list({ limit: 100, ...request.query })
    // the directory was given `toShown`
    return { items: items.map(shown => withUrl(shown as Parameters<typeof withUrl>[0], request)), next }
  })

  app.post('/__admin/sandboxes', { schema: createSandbox, preValidation: allowNoBody }, async (request, reply) => {
    const { clock, scene, ...order } = request.body
    mustBeServed(request.sandbox.setup, order.dialects ?? {}, 'dialects')
    const shown = await directory.create({ ...order, clock: clock && fromClock(clock) }, scene && playDemo)
    reply.code(201)
    return withUrl(shown as Parameters<typeof withUrl>[0], request)
  })

  // neither of the two is used by that
  app.get('/__admin/sandboxes/:name', { schema: findSandbox, config: { purpose: 'none' } }, request =>
    toSandbox(sandboxes.find(request.params.name), request))

  app.delete('/__admin/sandboxes/:name', { schema: deleteSandbox, config: { purpose: 'none' } }, ({ params }, reply) => {
    sandboxes.delete(params.name)
    reply.code(204).send(null)
  })
}

/** A request without a body creates a sandbox with the defaults. */
async function allowNoBody (request: FastifyRequest): Promise<void> {
  request.body ??= {}
}
