import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { RequestFailed, type CredentialsFault } from './failure.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Anybody may ask, without credentials. */
    open?: boolean
  }
}

/** These two are always refused, so that a test of the refusal needs no configuration. Any other one is good. */
const reserved: readonly CredentialsFault[] = ['invalid', 'expired']

/**
 * Asks every request to an operation of `app` that is added from now on for its credential. An unknown path or method is refused as such, before
 * anybody asks who it is.
 */
export function askCredentials (app: FastifyInstance, credentialOf: (request: FastifyRequest) => string | undefined): void {
  app.addHook('onRoute', route => {
    if (route.config?.open === true) return
    route.onRequest = [check, ...[route.onRequest ?? []].flat()]
  })

  // without a promise, which would cost a poll more than the check
  function check (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void {
    try {
      mustBeGood(credentialOf(request))
    } catch (error) {
      return done(error as Error)
    }
    done()
  }
}

/** Throws if there is no credential, or a reserved one. */
export function mustBeGood (credential: string | undefined): void {
  const reason = credential === undefined || credential === '' ? 'missing' : reserved.find(word => word === credential)
  if (reason !== undefined) throw new RequestFailed({ kind: 'credentials', reason })
}

/** `Bearer KEY` → KEY; undefined without the scheme, which RFC 9110 spells in any case. */
export function bearer (header: string | undefined): string | undefined {
  return /^bearer +(\S+) *$/i.exec(header ?? '')?.[1]
}
