import type { FastifyInstance, FastifyRequest } from 'fastify'
import plugin from 'fastify-plugin'
import { mustBeName, type Sandboxes } from './registry.ts'
import type { Sandbox } from './sandbox.ts'
import { splitUrl } from './url.ts'

export { Sandboxes, type SandboxOrder } from './registry.ts'
export { dialects, type Dialect } from './dialect.ts'
export { eventKinds, Events, type EventData, type EventKind } from './events.ts'
export { Files, type Reservation, type StoredFile } from './files.ts'
export { type Cause, type Rule, type RuleOrder } from './rules.ts'
export { mainSandbox, Sandbox } from './sandbox.ts'
export type { ShelfKind } from './shelf.ts'
export { putSnapshot, takeSnapshot } from './snapshot.ts'
export { SnapshotSchema, snapshotVersion, type Snapshot } from './snapshot-schema.ts'
export { withoutSandbox } from './url.ts'

declare module 'fastify' {
  interface FastifyInstance {
    sandboxes: Sandboxes
  }
  interface FastifyRequest {
    /** The world that this request is about; undefined where it is about none. */
    sandbox: Sandbox
  }
}

/** What a request wants of its sandbox: to use it; only to look, or to be journalled there; or nothing, and then it has none. */
export type Purpose = 'use' | 'visit' | 'none'

export interface SandboxedOptions {
  sandboxes: Sandboxes
  /** Every request that a route takes uses its sandbox if this is missing. */
  purposeOf? (request: FastifyRequest): Purpose
}

/**
 * Gives each request of a scope the sandbox that its URL names. Its name is taken off the URL by `withoutSandbox` before routing.
 * To be registered after whatever refuses requests that must not make a sandbox.
 */
export const sandboxed = plugin(async function sandboxed (app: FastifyInstance, { sandboxes, purposeOf = ofRoute }: SandboxedOptions) {
  app.decorateRequest('sandbox')

  app.addHook('onRequest', (request, reply, done) => {
    const purpose = purposeOf(request)
    const { sandbox: name } = splitUrl(request.originalUrl)
    try {
      // a name that no sandbox can have is rejected under every path
      if (purpose === 'none') mustBeName(name)
      else request.sandbox = sandboxOf(name, purpose)
    } catch (error) {
      return refuse(error as SandboxError)
    }
    const furnished = (request.sandbox as Sandbox | undefined)?.furnished
    if (furnished === undefined) done()
    else furnished.then(() => done()).catch(done)

    // As JSON text, past the serializers of the route: a bad name is not the provider's affair.
    function refuse ({ code, message, statusCode }: SandboxError): void {
      reply.code(statusCode).type('application/json; charset=utf-8').send(JSON.stringify({ error: { code, message } }))
    }
  })

  // a sandbox may be deleted while a body is on its way: the request then belongs to the one that comes after it
  app.addHook('preHandler', (request, _reply, done) => {
    if ((request.sandbox as Sandbox | undefined)?.closed !== true) done()
    else reenter(request).then(() => done()).catch(done)
  })

  function sandboxOf (name: string, purpose: Purpose): Sandbox {
    return purpose === 'use' ? sandboxes.get(name) : sandboxes.visit(name)
  }

  async function reenter (request: FastifyRequest): Promise<void> {
    request.sandbox = sandboxOf(request.sandbox.name, purposeOf(request))
    await request.sandbox.furnished
  }
})

function ofRoute ({ is404 }: FastifyRequest): Purpose {
  return is404 ? 'visit' : 'use'
}

type SandboxError = Error & { code: string, statusCode: number }
