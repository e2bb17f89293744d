import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { mustBeName, type Sandboxes } from '../sandboxes/index.ts'
import { applyAfter, applyBefore } from './faults/apply.ts'
import type { Sent } from './faults/corrupt.ts'
import { OpenExchange } from './journal/open-exchange.ts'
import { nameOperations } from './operations.ts'
import { Traffic } from './traffic.ts'
import { sandboxNameOf } from './url.ts'

export { namesOf } from './operations.ts'
export { withoutSandbox } from './url.ts'

export interface TrafficOptions {
  sandboxes: Sandboxes
  /** The provider that the scope belongs to; empty for the scope of requests that no provider serves, which meet no faults. */
  provider: string
  /** Whether a response that a fault affects says so in `x-jobdouble-fault`. */
  faultHeader: boolean
}

/**
 * Adds to a scope what happens to each request beside the provider's work. Must be called before the routes are added. With the
 * provider's credentials a poll runs five callbacks:
 *
 * | callback | what it does |
 * | --- | --- |
 * | `onRequest`: arrive | selects the sandbox, names the operation, opens the exchange, applies faults of phase `before` |
 * | `onRequest` of the route: `http/credentials.ts` | checks the credential |
 * | `preValidation`: afterBody | names the operations of a GraphQL request, applies the faults that need the body |
 * | `onSend`: leave | applies faults of phase `after`, records the response |
 * | `close` of the response: `OpenExchange` | completes the exchange |
 */
export function addTraffic (app: FastifyInstance, { sandboxes, provider, faultHeader }: TrafficOptions): void {
  const hasFaults = provider !== ''
  nameOperations(app, provider)

  app.addHook('onRequest', function arrive (request, reply, done) {
    const traffic = request.traffic = new Traffic(request, provider)
    // what is not an operation, such as a page, has neither a sandbox nor an exchange
    const purpose = traffic.routeOperations === undefined ? 'none' : request.is404 ? 'visit' : 'use'
    if (!selectSandbox(sandboxes, request, reply, purpose)) return
    if (purpose === 'none') return done()
    traffic.exchange = new OpenExchange(request, reply)
    const { armed } = traffic.sandbox.faults
    if (!hasFaults || !armed.concern('before', traffic)) return done()
    traffic.isDeferred = armed.needBody(traffic)
    if (traffic.isDeferred) done()
    else goOn(applyBefore(request, reply, faultHeader), done)
  })

  app.addHook('preValidation', function afterBody (request, reply, done) {
    const { traffic } = request
    if (traffic.exchange === undefined) return done()
    reselectSandbox(sandboxes, traffic)
    if (traffic.graphql) traffic.nameOperations(request.body)
    if (traffic.isDeferred) goOn(applyBefore(request, reply, faultHeader), done)
    else done()
  })

  app.addHook('onSend', function leave (request, reply, payload, done) {
    const { traffic } = request
    const { exchange } = traffic
    if (exchange === undefined) return done()
    if (!hasFaults || traffic.isResolved || !traffic.sandbox.faults.armed.concern('after', traffic)) {
      exchange.addResponse(payload)
      return done()
    }
    // a response that cannot be sent is followed by an error response, which no fault affects again
    traffic.isResolved = true
    // also what is thrown on the way to the socket: Fastify catches only what is thrown synchronously
    applyAfter(request, reply, payload, faultHeader).then(send).catch(done)

    function send (sent: Sent): void {
      if (sent === undefined) return
      exchange!.addResponse(sent.payload)
      done(null, sent.payload)
    }
  })
}

/** What a request wants of the sandbox in its URL: to use it; to look at it or be recorded in it, which keeps it for a minute; or nothing. */
export type Purpose = 'use' | 'visit' | 'none'

/** Gives each request of a scope its sandbox and nothing else. */
export function addSandbox (app: FastifyInstance, sandboxes: Sandboxes, purpose: Purpose): void {
  app.addHook('onRequest', function select (request, reply, done) {
    request.traffic = new Traffic(request, '')
    if (selectSandbox(sandboxes, request, reply, purpose === 'use' && request.is404 ? 'visit' : purpose)) done()
  })

  if (purpose !== 'none') {
    app.addHook('preValidation', function reselect ({ traffic }, _reply, done) {
      reselectSandbox(sandboxes, traffic)
      done()
    })
  }
}

/** Makes `request.traffic` and `request.sandbox` known to Fastify. */
export function decorateRequests (app: FastifyInstance): void {
  app.decorateRequest('traffic')
  app.decorateRequest('sandbox', { getter () { return this.traffic.sandbox } })
}

/**
 * Selects the sandbox, which is created if it is missing. Returns false if that fails: then the response has been sent, as JSON
 * of no provider. A name that no sandbox can have is rejected under every path.
 */
function selectSandbox (sandboxes: Sandboxes, { traffic, raw }: FastifyRequest, reply: FastifyReply, purpose: Purpose): boolean {
  const name = sandboxNameOf(raw)
  try {
    if (purpose === 'none') mustBeName(name)
    else traffic.sandbox = purpose === 'use' ? sandboxes.get(name) : sandboxes.visit(name)
    return true
  } catch (error) {
    const { code, message, statusCode } = error as Error & { code: string, statusCode: number }
    reply.code(statusCode).type('application/json; charset=utf-8').send(JSON.stringify({ error: { code, message } }))
    return false
  }
}

/** A sandbox may be deleted while a body arrives: the request then belongs to its successor. */
function reselectSandbox (sandboxes: Sandboxes, traffic: Traffic): void {
  if (traffic.sandbox.closed) traffic.sandbox = sandboxes.get(traffic.sandbox.name)
}

function goOn (faults: Promise<boolean>, done: (error?: Error) => void): void {
  faults.then(goesOn => { if (goesOn) done() }).catch(done)
}
