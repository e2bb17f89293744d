import type { FastifyInstance, FastifyRequest } from 'fastify'
import plugin from 'fastify-plugin'
import type { Sandboxes } from './registry.ts'
import type { Sandbox } from './sandbox.ts'
import { splitUrl } from './url.ts'

export { Sandboxes, type SandboxOrder } from './registry.ts'
export { dialects, type Dialect } from './dialect.ts'
export { eventKinds, Events, type EventData, type EventKind } from './events.ts'
export { Files, type Reservation, type StoredFile } from './files.ts'
export { type Cause, type Rule, type RuleOrder } from './rules.ts'
export { mainSandbox, Sandbox } from './sandbox.ts'
export { putSnapshot, takeSnapshot } from './snapshot.ts'
export { SnapshotSchema, snapshotVersion, type Snapshot } from './snapshot-schema.ts'
export { withoutSandbox } from './url.ts'

declare module 'fastify' {
  interface FastifyInstance {
    sandboxes: Sandboxes
  }
  interface FastifyRequest {
    /** The world that this request is about. */
    sandbox: Sandbox
  }
}

/** Gives each request the sandbox that its URL names. Its name is taken off the URL by `withoutSandbox` before routing. */
export const sandboxed = plugin(async function sandboxed (app: FastifyInstance, { sandboxes }: { sandboxes: Sandboxes }) {
  app.decorate('sandboxes', sandboxes)
  app.decorateRequest('sandbox')

  app.addHook('onRequest', (request, reply, done) => {
    try {
      request.sandbox = sandboxes.get(splitUrl(request.originalUrl).sandbox)
    } catch (error) {
      return refuse(error as SandboxError)
    }
    if (request.sandbox.furnished === undefined) done()
    else request.sandbox.furnished.then(() => done(), done)

    // As JSON text, past the serializers of the route: a bad name is not the provider's affair.
    function refuse ({ code, message, statusCode }: SandboxError): void {
      reply.code(statusCode).type('application/json; charset=utf-8').send(JSON.stringify({ error: { code, message } }))
    }
  })

  // a sandbox may be deleted while a body is on its way: the request then belongs to the one that comes after it
  app.addHook('preHandler', (request, _reply, done) => {
    if (!request.sandbox.closed) done()
    else reenter(request).then(() => done(), done)
  })

  async function reenter (request: FastifyRequest): Promise<void> {
    request.sandbox = sandboxes.get(request.sandbox.name)
    await request.sandbox.furnished
  }

  app.addHook('preClose', async () => { sandboxes.close() })
})

type SandboxError = Error & { code: string, statusCode: number }
