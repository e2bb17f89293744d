import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Purpose } from '../sandboxes/index.ts'
import { isWatched, lookUp, nameOperations, type Watched } from './operations.ts'
import { recordAnswers, recordRequests } from './record.ts'
import { spoil } from './spoil.ts'

export { namesOf, type Watched } from './operations.ts'

/** What a request wants of its sandbox. To be asked before anything else of this folder: it looks up the operation. */
export function purposeOf (request: FastifyRequest): Purpose {
  lookUp(request)
  if (request.is404) return 'visit'
  return isWatched(request) ? 'use' : 'none'
}

/**
 * Puts faults and the journal into the way of a provider's requests: a request is journalled before it can be spoilt, an
 * answer behind that. To be called before the provider's routes are added. `faultHeader`: whether spoilt answers say so.
 */
export function watchTraffic (app: FastifyInstance, provider: Watched, faultHeader = true): void {
  nameOperations(app, provider)
  recordRequests(app, provider)
  spoil(app, provider, faultHeader)
  recordAnswers(app)
}

/** Journals what nobody serves. */
export function watchStrangers (app: FastifyInstance): void {
  recordRequests(app)
  recordAnswers(app)
}
