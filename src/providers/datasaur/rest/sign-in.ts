import createError from '@fastify/error'
import { Type, type Static } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { handleFailures, reasonOf, RequestFailed, type CredentialsFault, type ErrorResponse, type Failure } from '../../../http/failure.ts'
import { acceptJson } from '../../../http/json.ts'
import { toField } from '../../../validation/index.ts'
import type { App } from '../../provider.ts'
import { createToken } from './tokens.ts'

export const SignInInvalid = createError('INVALID_REQUEST', '%s', 400)
export const GrantUnsupported = createError('UNSUPPORTED_GRANT_TYPE', 'grant_type must be client_credentials', 400)

/** Parameters that RFC 6749 does not define, and `scope`, are ignored. */
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
    handleFailures(scope, ['/api/oauth'], toOAuthErrorResponse)
    scope.removeAllContentTypeParsers()
    acceptJson(scope)
    const formType = 'application/x-www-form-urlencoded'
    scope.addContentTypeParser(formType, { parseAs: 'string' }, async (_: FastifyRequest, body: string) => fromForm(body))

    const options = { schema: { body: SignInSchema }, bodyLimit: 65_536, config: { operation: 'createToken' } }
    scope.post('/api/oauth/token', options, ({ body, headers, sandbox }, reply) => {
      mustBeGrant(body)
      const { id, secret } = credentialsOf(body, headers.authorization)
      reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' })
      return createToken(sandbox, id, secret)
    })
  })
}

/** A parameter without a value counts as missing, and a parameter must not be repeated (RFC 6749, 3.2). */
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

/** Some clients send the credentials, or the id alone, both in the body and in the header. */
function credentialsOf (body: SignIn, authorization: string | undefined): Credentials {
  const basic = fromBasic(authorization)
  const differs = (given: string | undefined, header: string | undefined) => Boolean(given) && given !== header
  if (basic === undefined) return { id: body.client_id, secret: body.client_secret }
  if (differs(body.client_id, basic.id) || differs(body.client_secret, basic.secret)) {
    throw new SignInInvalid('The body has other credentials than the Authorization header')
  }
  return basic
}

/** Returns undefined for another scheme: a client can still send the token that it is about to replace. */
function fromBasic (authorization: string | undefined): Credentials | undefined {
  const [, encoded] = /^basic +([\w+/=-]+) *$/i.exec(authorization ?? '') ?? []
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.indexOf(':')
  if (colon === -1) throw new RequestFailed({ kind: 'credentials', reason: 'invalid' })
  return { id: decode(text.slice(0, colon)), secret: decode(text.slice(colon + 1)) }
}

/** By RFC 6749, 2.3.1, both parts are form-encoded. Many clients do not encode them, so a plus sign is not decoded to a space. */
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
export function toOAuthErrorResponse (failure: Failure, { headers }: Pick<FastifyRequest, 'headers'>): ErrorResponse {
  switch (failure.kind) {
    case 'credentials': return {
      ...oauthError(401, 'invalid_client', faults[failure.reason]),
      headers: { ...uncached, ...headers.authorization !== undefined && { 'www-authenticate': challenge } }
    }
    case 'malformed': return oauthError(400, 'invalid_request', 'The request body is not valid JSON')
    case 'invalid': {
      const [{ path, message }] = failure.issues
      return oauthError(400, 'invalid_request', `${toField(path) || 'The request body'} ${message}`)
    }
    case 'refused': return oauthError(failure.status, failure.code.toLowerCase(), failure.message)
    case 'too-large': return oauthError(413, 'invalid_request', 'The request body is too large')
    case 'media-type': return oauthError(415, 'invalid_request', 'The request body must be application/x-www-form-urlencoded')
    case 'wrong-method': return {
      ...oauthError(405, 'invalid_request', 'Tokens are given for POST only'),
      headers: { ...uncached, allow: failure.allow.join(', ') }
    }
    case 'no-route': return oauthError(404, 'invalid_request', 'Not Found')
    case 'fault': return oauthError(failure.status, codeOf(failure.status), reasonOf(failure.status))
    case 'crash': return oauthError(500, 'server_error', 'Internal server error')
  }
}

const challenge = 'Basic realm="datasaur", charset="UTF-8"'
const uncached = { 'cache-control': 'no-store', pragma: 'no-cache' }

/** The error code for a status that a fault sets. */
function codeOf (status: number): string {
  if (status === 503) return 'temporarily_unavailable'
  return status < 500 ? 'invalid_request' : 'server_error'
}

function oauthError (status: number, error: string, description: string): ErrorResponse {
  return { status, body: { error, error_description: description }, headers: uncached }
}
