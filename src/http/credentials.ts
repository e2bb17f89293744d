import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RequestRefused, type CredentialsFault } from './failure.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Anybody may ask, without credentials. */
    open?: boolean
  }
}

/** These two are always refused, so that a test of the refusal needs no configuration. Any other one is good. */
const reserved: readonly CredentialsFault[] = ['invalid', 'expired']

/**
 * Asks every request to an operation of `app` for its credential. An unknown path or method is refused as such, before
 * anybody asks who it is.
 */
export function askCredentials (app: FastifyInstance, credentialOf: (request: FastifyRequest) => string | undefined): void {
  app.addHook('onRequest', async request => {
    if (!request.is404 && request.routeOptions.config.open !== true) mustBeGood(credentialOf(request))
  })
}

/** Throws if there is no credential, or a reserved one. */
export function mustBeGood (credential: string | undefined): void {
  const reason = credential === undefined || credential === '' ? 'missing' : reserved.find(word => word === credential)
  if (reason !== undefined) throw new RequestRefused({ kind: 'credentials', reason })
}

/** `Bearer KEY` → KEY; undefined without the scheme, which RFC 9110 spells in any case. */
export function bearer (header: string | undefined): string | undefined {
  return /^bearer +(\S+) *$/i.exec(header ?? '')?.[1]
}
