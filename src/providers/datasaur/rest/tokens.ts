import { createHash } from 'node:crypto'
import { bearer, mustBeGood } from '../../../http/credentials.ts'
import { RequestRefused } from '../../../http/failure.ts'
import type { Sandbox } from '../../../sandboxes/index.ts'
import { clients, tokens, type Token } from '../shelves.ts'

/** How long a token is good, in seconds (documented). */
const lifetime = 3600

/** How many secrets of a client are remembered as replaced. */
const replacedSecrets = 20

export interface TokenAnswer { access_token: string, token_type: 'bearer', expires_in: number }

/** Throws if the credentials are missing, reserved or replaced. With new ones all tokens that were given for the old ones end (documented). */
export function giveToken (sandbox: Sandbox, id: string | undefined, secret: string | undefined): TokenAnswer {
  mustBeGood(id)
  mustBeGood(secret)
  const client = fingerprint(id!)
  const token = { expiresAt: sandbox.clock.now() + lifetime * 1000, client, secret: fingerprint(`${id}\n${secret}`) }
  admit(sandbox, client, token.secret)
  const text = Buffer.from(sandbox.random('datasaur.tokens').bytes(20)).toString('hex')
  keep(sandbox, text, token)
  return { access_token: text, token_type: 'bearer', expires_in: lifetime }
}

/** Throws unless a request brings a good token: any but the reserved ones and those that were given out here and have ended. */
export function mustBeSignedIn (sandbox: Sandbox, authorization: string | undefined): void {
  mustBeGood(credentialOf(sandbox, authorization))
}

/** What a request brings; a token that was given out here and has ended counts as `expired`. */
export function credentialOf (sandbox: Sandbox, authorization: string | undefined): string | undefined {
  const credential = bearer(authorization)
  const token = credential === undefined ? undefined : tokensOf(sandbox).get(credential)
  return token !== undefined && hasEnded(sandbox, token) ? 'expired' : credential
}

/** A client that comes with another secret than before has had it replaced: the old one is good no longer (documented). */
function admit (sandbox: Sandbox, client: string, secret: string): void {
  const kept = sandbox.shelf(clients)
  const known = kept.get(client) ?? { secret, replaced: [] }
  if (known.replaced.includes(secret)) throw new RequestRefused({ kind: 'credentials', reason: 'expired' })
  const replaced = known.secret === secret ? known.replaced : [...known.replaced, known.secret].slice(-replacedSecrets)
  // the one that has not signed in for longest makes room
  kept.delete(client)
  kept.put(client, { secret, replaced }, () => true)
}

/** What has ended makes room first, else the oldest: some clients sign in for every request, and a frozen clock ends nothing. */
function keep (sandbox: Sandbox, text: string, token: Token): void {
  const kept = tokensOf(sandbox)
  const isSpent = (token: Token) => hasEnded(sandbox, token)
  const isAnySpent = !kept.fits(text, token) && [...kept.entries()].some(([, token]) => isSpent(token))
  kept.put(text, token, isAnySpent ? isSpent : () => true)
}

function hasEnded (sandbox: Sandbox, { expiresAt, client, secret }: Token): boolean {
  const known = sandbox.shelf(clients).get(client)
  return expiresAt <= sandbox.clock.now() || (known !== undefined && known.secret !== secret)
}

function tokensOf (sandbox: Sandbox) {
  return sandbox.shelf(tokens)
}

function fingerprint (text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
