import createError from '@fastify/error'
import { Type, type Static } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { RequestRefused, answerFailures, reasonOf, type CredentialsFault, type Failure, type Refusal } from '../../../http/failure.ts'
import { acceptJson } from '../../../http/json.ts'
import { toField } from '../../../validation.ts'
import type { App } from '../../provider.ts'
import { giveToken } from './tokens.ts'

export const SignInInvalid = createError('INVALID_REQUEST', '%s', 400)
export const GrantUnsupported = createError('UNSUPPORTED_GRANT_TYPE', 'grant_type must be client_credentials', 400)

/** What RFC 6749 does not know in a request is ignored, such as `scope`. */
const SignInSchema = Type.Object({
  grant_type: Type.Optional(Type.String()),
  client_id: Type.Optional(Type.String()),
  client_secret: Type.Optional(Type.String())
})
interface SignIn extends Static<typeof SignInSchema> {}

interface Credentials { id: string | undefined, secret: string | undefined }

/** Serves `POST /api/oauth/token`: the client credentials grant, with the credentials in the body or by HTTP Basic. */
export function serveSignIn (app: App): void {
  app.register(async function signIn (scope: App) {
    answerFailures(scope, ['/api/oauth'], toOAuthRefusal)
    scope.removeAllContentTypeParsers()
    acceptJson(scope)
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, async (_: FastifyRequest, body: string) => fromForm(body))

    scope.post('/api/oauth/token', { schema: { body: SignInSchema }, bodyLimit: 65_536, config: { operation: 'createToken' } }, async ({ body, headers, sandbox }, reply) => {
      mustBeGrant(body)
      const { id, secret } = credentialsOf(body, headers.authorization)
      reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' })
      return giveToken(sandbox, id, secret)
    })
  })
}

/** A parameter without a value counts as left out, and none may be given twice (RFC 6749, 3.2). */
function fromForm (text: string): Record<string, string> {
  const form = new URLSearchParams(text)
  for (const name of Object.keys(SignInSchema.properties)) {
    if (form.getAll(name).length > 1) throw new SignInInvalid(`${name} is given more than once`)
  }
  return Object.fromEntries(form)
}

function mustBeGrant ({ grant_type: grant }: SignIn): void {
  if (!grant) throw new SignInInvalid('grant_type is required')
  if (grant !== 'client_credentials') throw new GrantUnsupported()
}

/** Some clients send the credentials, or the id alone, in both places. */
function credentialsOf (body: SignIn, authorization: string | undefined): Credentials {
  const basic = fromBasic(authorization)
  const differs = (given: string | undefined, header: string | undefined) => Boolean(given) && given !== header
  if (basic === undefined) return { id: body.client_id, secret: body.client_secret }
  if (differs(body.client_id, basic.id) || differs(body.client_secret, basic.secret)) {
    throw new SignInInvalid('The body has other credentials than the Authorization header')
  }
  return basic
}

/** Undefined for another scheme: a client may still send the token that it is about to replace. */
function fromBasic (authorization: string | undefined): Credentials | undefined {
  const [, encoded] = /^basic +([\w+/=-]+) *$/i.exec(authorization ?? '') ?? []
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.indexOf(':')
  if (colon === -1) throw new RequestRefused({ kind: 'credentials', reason: 'invalid' })
  return { id: decode(text.slice(0, colon)), secret: decode(text.slice(colon + 1)) }
}

/** By RFC 6749, 2.3.1, both parts are percent-encoded; many clients send them plain, which is why a plus sign stays one. */
function decode (text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const faults: Record<CredentialsFault, string> = {
  missing: 'The client id or the client secret is missing',
  invalid: 'The client id or the client secret is wrong',
  expired: 'The client credentials have been replaced by newer ones'
}

/** Errors in the form of RFC 6749, 5.2. */
export function toOAuthRefusal (failure: Failure, { headers }: Pick<FastifyRequest, 'headers'>): Refusal {
  switch (failure.kind) {
    case 'credentials': return {
      ...complain(401, 'invalid_client', faults[failure.reason]),
      headers: { ...uncached, ...headers.authorization !== undefined && { 'www-authenticate': 'Basic realm="datasaur", charset="UTF-8"' } }
    }
    case 'malformed': return complain(400, 'invalid_request', 'The request body is not valid JSON')
    case 'invalid': return complain(400, 'invalid_request', `${toField(failure.issues[0].path) || 'The request body'} ${failure.issues[0].message}`)
    case 'refused': return complain(failure.status, failure.code.toLowerCase(), failure.message)
    case 'too-large': return complain(413, 'invalid_request', 'The request body is too large')
    case 'media-type': return complain(415, 'invalid_request', 'The request body must be application/x-www-form-urlencoded')
    case 'wrong-method': return { ...complain(405, 'invalid_request', 'Tokens are given for POST only'), headers: { ...uncached, allow: failure.allow.join(', ') } }
    case 'no-route': return complain(404, 'invalid_request', 'Not Found')
    case 'fault': return complain(failure.status, failure.status === 503 ? 'temporarily_unavailable' : failure.status < 500 ? 'invalid_request' : 'server_error', reasonOf(failure.status))
    case 'crash': return complain(500, 'server_error', 'Internal server error')
  }
}

const uncached = { 'cache-control': 'no-store', pragma: 'no-cache' }

function complain (status: number, error: string, description: string): Refusal {
  return { status, body: { error, error_description: description }, headers: uncached }
}
