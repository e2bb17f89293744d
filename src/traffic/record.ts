import type { FastifyInstance } from 'fastify'
import { Exchange } from './exchange.ts'
import { isWatched, operationsOf, type Watched } from './operations.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The request in the journal, until it is over; undefined where it is none of the journal's affair. */
    exchange: Exchange | undefined
  }
}

/** Journals each request when it comes, before anybody can refuse it. */
export function recordRequests (app: FastifyInstance, provider?: Watched): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (isWatched(request)) request.exchange = new Exchange(request, reply, provider?.name)
    done()
  })

  app.addHook('preParsing', (request, _reply, payload, done) => {
    request.exchange?.hear(payload)
    done(null, payload)
  })

  app.addHook('preValidation', (request, _reply, done) => {
    if (request.operationsOf !== undefined) request.exchange?.name(operationsOf(request))
    done()
  })
}

/** Journals what each is answered, as the last who touches it. */
export function recordAnswers (app: FastifyInstance): void {
  app.addHook('onSend', (request, _reply, payload, done) => {
    request.exchange?.hearAnswer(payload)
    done()
  })
}
