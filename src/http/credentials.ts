import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { RequestFailed, type CredentialsFault } from './failure.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route needs no credentials. */
    open?: boolean
  }
}

/** Credentials that are always rejected, so that a test of the rejection needs no configuration. All others are valid. */
const reserved: readonly CredentialsFault[] = ['invalid', 'expired']

/**
 * Requires a valid credential on every route that is added to `app` after this call. An unknown path or method is reported as such:
 * no credential is required for that.
 */
export function requireCredentials (app: FastifyInstance, credentialOf: (request: FastifyRequest) => string | undefined): void {
  app.addHook('onRoute', route => {
    if (route.config?.open === true) return
    route.onRequest = [check, ...[route.onRequest ?? []].flat()]
  })

  // a callback: for a poll, a promise would cost more than the check
  function check (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void {
    try {
      mustBeValid(credentialOf(request))
    } catch (error) {
      return done(error as Error)
    }
    done()
  }
}

/** Throws RequestFailed if the credential is missing or reserved. */
export function mustBeValid (credential: string | undefined): void {
  const reason = credential === undefined || credential === '' ? 'missing' : reserved.find(word => word === credential)
  if (reason !== undefined) throw new RequestFailed({ kind: 'credentials', reason })
}

/** `Bearer KEY` → KEY; undefined without the scheme, whose case does not matter (RFC 9110). */
export function bearer (header: string | undefined): string | undefined {
  return /^bearer +(\S+) *$/i.exec(header ?? '')?.[1]
}
