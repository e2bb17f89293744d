import { createHash } from 'node:crypto'
import { bearer, mustBeValid } from '../../../http/credentials.ts'
import { RequestFailed } from '../../../http/failure.ts'
import type { Sandbox } from '../../../sandboxes/index.ts'
import { clients, tokens, type Token } from '../collections.ts'

/** How long a token is valid, in seconds (documented). */
const lifetime = 3600

/** How many replaced secrets of a client are kept. */
const maxReplaced = 20

export interface TokenResponse { access_token: string, token_type: 'bearer', expires_in: number }

/**
 * Creates a token. A new secret of a client ends all tokens of its old secret (documented). Throws if the credentials are missing,
 * reserved or replaced.
 */
export function createToken (sandbox: Sandbox, id: string | undefined, secret: string | undefined): TokenResponse {
  mustBeValid(id)
  mustBeValid(secret)
  // mustBeValid throws if it is undefined
  const client = fingerprint(id!)
  const token = { expiresAt: sandbox.clock.now() + lifetime * 1000, client, secret: fingerprint(`${id}\n${secret}`) }
  admit(sandbox, client, token.secret)
  const text = Buffer.from(sandbox.random('datasaur.tokens').bytes(20)).toString('hex')
  keep(sandbox, text, token)
  return { access_token: text, token_type: 'bearer', expires_in: lifetime }
}

/** Throws unless a request has a valid token: any token except the reserved ones and those of `createToken` that have ended. */
export function mustBeSignedIn (sandbox: Sandbox, authorization: string | undefined): void {
  mustBeValid(credentialOf(sandbox, authorization))
}

/** The credential of a request; `expired` for a token of `createToken` that has ended. */
export function credentialOf (sandbox: Sandbox, authorization: string | undefined): string | undefined {
  const credential = bearer(authorization)
  const token = credential === undefined ? undefined : tokensOf(sandbox).get(credential)
  return token !== undefined && hasEnded(sandbox, token) ? 'expired' : credential
}

/** A client that signs in with another secret than before has replaced its secret; the old one is no longer valid (documented). */
function admit (sandbox: Sandbox, client: string, secret: string): void {
  const kept = sandbox.collection(clients)
  const known = kept.get(client) ?? { secret, replaced: [] }
  if (known.replaced.includes(secret)) throw new RequestFailed({ kind: 'credentials', reason: 'expired' })
  const replaced = known.secret === secret ? known.replaced : [...known.replaced, known.secret].slice(-maxReplaced)
  // the client whose last sign-in is the oldest makes room
  kept.delete(client)
  kept.put(client, { secret, replaced }, () => true)
}

/** Tokens that have ended make room first, then the oldest: some clients sign in for every request, and a frozen clock ends none. */
function keep (sandbox: Sandbox, text: string, token: Token): void {
  const kept = tokensOf(sandbox)
  const isSpent = (token: Token) => hasEnded(sandbox, token)
  const isAnySpent = !kept.fits(text, token) && [...kept.entries()].some(([, token]) => isSpent(token))
  kept.put(text, token, isAnySpent ? isSpent : () => true)
}

function hasEnded (sandbox: Sandbox, { expiresAt, client, secret }: Token): boolean {
  const known = sandbox.collection(clients).get(client)
  return expiresAt <= sandbox.clock.now() || (known !== undefined && known.secret !== secret)
}

function tokensOf (sandbox: Sandbox) {
  return sandbox.collection(tokens)
}

function fingerprint (text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
