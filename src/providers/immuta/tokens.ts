import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { mustBeValid } from '../../http/credentials.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { toIso } from '../../time/index.ts'
import { fromAuthorization } from './requests.ts'
import { keyOwner, UserSchema, type User } from './users.ts'
import type { Authenticated } from './work-schema.ts'

/** How long a token is valid, in ms: one hour. The documentation does not state it. */
const lifetime = 3_600_000

const TokenSchema = Type.Object({
  expiresAt: Type.Integer({ description: 'ms since the epoch' }),
  user: Type.Optional(UserSchema)
}, { additionalProperties: false })

export const tokens = { name: 'immuta.tokens', schema: TokenSchema }

/** Issues a token for an API key, or for the password of a user. Throws RequestFailed for a reserved one, and COLLECTION_FULL. */
export function giveToken (sandbox: Sandbox, secret: string, user?: User): Authenticated {
  mustBeValid(secret)
  const now = sandbox.clock.now()
  const expiresAt = now + lifetime
  const token = Buffer.from(sandbox.random(tokens.name).bytes(16)).toString('hex')
  tokensOf(sandbox).put(token, { expiresAt, ...user && { user } }, ({ expiresAt }) => expiresAt <= now)
  return { authenticated: true, token, tokenExpiration: toIso(expiresAt) }
}

/** The credential of a request. A token of this sandbox that has expired is returned as `expired`; any other token is valid. */
export function credentialOf ({ sandbox, headers }: FastifyRequest): string | undefined {
  const credential = fromAuthorization(headers.authorization)
  const token = credential === undefined ? undefined : tokensOf(sandbox).get(credential)
  return token !== undefined && token.expiresAt <= sandbox.clock.now() ? 'expired' : credential
}

/** The user of a request whose credential is valid. */
export function userOf ({ sandbox, headers }: FastifyRequest): User {
  // a valid credential is in the header
  return tokensOf(sandbox).get(fromAuthorization(headers.authorization)!)?.user ?? keyOwner
}

function tokensOf (sandbox: Sandbox) {
  return sandbox.collection(tokens)
}
