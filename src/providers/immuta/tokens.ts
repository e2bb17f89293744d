import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { mustBeGood } from '../../http/credentials.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { fromAuthorization } from './map.ts'
import type { Authenticated } from './schema-work.ts'

/** How long a token is good, in ms: an hour, which no document says. */
const lifetime = 3_600_000

const TokenSchema = Type.Object({ expiresAt: Type.Integer({ description: 'ms since the epoch' }) }, { additionalProperties: false })

export const tokens = { name: 'immuta.tokens', schema: TokenSchema }

/** Throws if the key is a reserved one, and SHELF_FULL. */
export function giveToken (sandbox: Sandbox, apikey: string): Authenticated {
  mustBeGood(apikey)
  const now = sandbox.clock.now()
  const expiresAt = now + lifetime
  const token = Buffer.from(sandbox.random('immuta.tokens').bytes(16)).toString('hex')
  tokensOf(sandbox).put(token, { expiresAt }, ({ expiresAt }) => expiresAt <= now)
  return { authenticated: true, token, tokenExpiration: new Date(expiresAt).toISOString() }
}

/** What a request brings; a token that was given out here and has had its time counts as `expired`, any other one is good. */
export function credentialOf ({ sandbox, headers }: FastifyRequest): string | undefined {
  const credential = fromAuthorization(headers.authorization)
  const token = credential === undefined ? undefined : tokensOf(sandbox).get(credential)
  return token !== undefined && token.expiresAt <= sandbox.clock.now() ? 'expired' : credential
}

function tokensOf (sandbox: Sandbox) {
  return sandbox.shelf(tokens)
}
