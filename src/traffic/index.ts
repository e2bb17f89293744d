import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { RequestFailed } from '../http/failure.ts'
import { toId } from '../journal/index.ts'
import { mustBeName, type Sandbox, type Sandboxes } from '../sandboxes/index.ts'
import { applyAfter, applyBefore } from './faults/apply.ts'
import type { Sent } from './faults/corrupt.ts'
import { OpenExchange } from './journal/open-exchange.ts'
import { nameOperations } from './operations.ts'
import { Traffic, type Purpose } from './traffic.ts'
import { sandboxNameOf } from './url.ts'

export { explainFailures } from './hints.ts'
export { namesOf } from './operations.ts'
export { respondByStub } from './stubs.ts'
export { splitUrl, withoutSandbox } from './url.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a request of this route needs of the sandbox in its URL, if not what the other routes of its scope do. */
    purpose?: Purpose
  }
}

export interface TrafficOptions {
  sandboxes: Sandboxes
  /** The provider of the scope; empty for unmatched requests, to which no faults apply. */
  provider: string
  /** Whether a response that faults affect names them in `x-jobdouble-fault`. */
  faultHeader: boolean
}

/**
 * Adds the sandbox, the faults and the journal to the requests of a scope. Must be called before the routes are added. A poll of a
 * provider with credentials runs five callbacks:
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
    // a route without an operation, such as a page, needs neither a sandbox nor an exchange
    const purpose = traffic.routeOperations === undefined ? 'none' : request.is404 ? 'visit' : 'use'
    if (!selectSandbox(sandboxes, request, reply, purpose)) return
    if (purpose === 'none') return done()
    traffic.exchange = new OpenExchange(request, reply, traffic)
    const { active } = traffic.sandbox.faults
    if (!hasFaults || !active.concern('before', traffic)) return done()
    traffic.isDeferred = active.needBody(traffic)
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
    if (!hasFaults || traffic.isResolved || !traffic.sandbox.faults.active.concern('after', traffic)) {
      exchange.addResponse(payload)
      return done()
    }
    // if sending this response fails, Fastify sends an error response: the faults must not apply to that too
    traffic.isResolved = true
    // `catch` comes last: an error thrown by `done` would otherwise be an unhandled rejection
    applyAfter(request, reply, payload, faultHeader).then(send).catch(done)

    function send (sent: Sent): void {
      if (sent === undefined) return
      exchange!.addResponse(sent.payload)
      done(null, sent.payload)
    }
  })
}

/** Adds the sandbox, but neither faults nor the journal, to the requests of a scope. */
export function addSandbox (app: FastifyInstance, sandboxes: Sandboxes, purpose: Purpose): void {
  app.addHook('onRequest', function select (request, reply, done) {
    const traffic = request.traffic = new Traffic(request, '')
    if (selectSandbox(sandboxes, request, reply, purpose === 'use' && request.is404 ? 'visit' : traffic.purpose ?? purpose)) done()
  })

  if (purpose !== 'none') {
    app.addHook('preValidation', function reselect ({ traffic }, _reply, done) {
      if (traffic.purpose !== 'none') reselectSandbox(sandboxes, traffic)
      done()
    })
  }
}

/**
 * Rejects requests before their sandboxes are selected: those for which `failureOf` returns a status and the seconds of `Retry-After`.
 * `substitute` returns the sandbox that says how the provider words its errors.
 */
export function rejectRequests (
  app: FastifyInstance,
  failureOf: (request: FastifyRequest) => { status: number, retryAfter: number } | undefined,
  substitute: () => Sandbox
): void {
  app.addHook('onRequest', function reject (request, reply, done) {
    const failure = failureOf(request)
    if (failure === undefined) return done()
    // without an exchange: it is not recorded
    request.traffic = new Traffic(request, '')
    request.traffic.sandbox = substitute()
    reply.header('retry-after', failure.retryAfter)
    done(new RequestFailed({ kind: 'fault', status: failure.status }))
  })
}

/** Declares `request.traffic` and `request.sandbox`, so that all requests have the same shape, and where a defect of one is to be found. */
export function decorateRequests (app: FastifyInstance): void {
  app.decorateRequest('traffic')
  app.decorateRequest('sandbox', { getter () { return this.traffic.sandbox } })
  app.decorate('placeOf', (request: FastifyRequest) => {
    // a request that crashes early has neither
    const traffic: Partial<Traffic> | undefined = request.traffic
    const number = traffic?.exchange?.number
    return { sandbox: traffic?.sandbox?.name, ...number !== undefined && { request: toId(number) } }
  })
}

/**
 * Selects the sandbox of a request, and creates it if it is missing. If that fails, sends an error response in the format of the
 * control API and returns false. An invalid name is rejected on every path.
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

/** A sandbox may be deleted while a body arrives: the request then moves to a new sandbox of the same name. */
function reselectSandbox (sandboxes: Sandboxes, traffic: Traffic): void {
  if (traffic.sandbox.closed) traffic.sandbox = sandboxes.get(traffic.sandbox.name)
}

/** Calls `done` unless a fault has taken the request over. */
function goOn (faults: Promise<boolean>, done: (error?: Error) => void): void {
  faults.then(goesOn => { if (goesOn) done() }).catch(done)
}
