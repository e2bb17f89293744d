import createError from '@fastify/error'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createHash, timingSafeEqual } from 'node:crypto'
import { bearer } from '../http/credentials.ts'
import { isBeyondLoopback, isLoopback, toAddress, toHostname } from '../http/hosts.ts'
import { shorten } from '../validation/text.ts'
import { ErrorSchema } from './schema.ts'

/** Which clients may use the control API. */
export interface Access {
  /** Required as `Authorization: Bearer TOKEN`, also on loopback. */
  controlToken?: string | undefined
  /** Accepted names in the Host header, in addition to loopback names and the address that the client connected to. */
  allowedHosts?: readonly string[] | undefined
  /** The other origins whose web pages may call it. */
  controlOrigins: readonly string[]
}

export const ControlTokenUnset = createError('CONTROL_TOKEN_UNSET',
  'The control API is closed because other machines can reach this server; start it with --control-token TOKEN or ' +
  'JOBDOUBLE_CONTROL_TOKEN, and send Authorization: Bearer TOKEN', 401)
export const ControlTokenRefused = createError('CONTROL_TOKEN_REFUSED',
  'The control API requires Authorization: Bearer TOKEN, with the token of --control-token or JOBDOUBLE_CONTROL_TOKEN', 401)
export const HostRefused = createError('HOST_REFUSED',
  'The control API does not accept the host %j; start the server with --allowed-hosts %s if that is one of its names', 403)
export const OriginRefused = createError('ORIGIN_REFUSED',
  'The control API rejects requests from web pages of %s; call it from a test, from a page that this server serves, ' +
  'or start it with --control-origins', 403)

/**
 * The values of Sec-Fetch-Site in requests that do not come from a page of another origin. Browsers always send it, other clients do
 * not. It is needed because links, images and forms send no Origin header. `same-site` may be another port, which is another origin.
 */
const ownSites: ReadonlySet<unknown> = new Set([undefined, 'same-origin', 'none'])

/**
 * Protects the control API from web pages of other origins, from pages whose host name was made to resolve to this server (DNS
 * rebinding) and, if the server listens beyond loopback, from clients without the token. `isOwnHost`: further names of the server.
 */
export function guardControl (
  app: FastifyInstance, { controlToken, allowedHosts = [], controlOrigins }: Access, isOwnHost: (name: string) => boolean = () => false
): void {
  const hosts = new Set(allowedHosts.map(toHostname))

  app.addHook('onRoute', route => {
    route.schema = { ...route.schema, response: { ...route.schema?.response as object, 401: ErrorSchema, 403: ErrorSchema } }
  })

  app.addHook('onRequest', (request, reply, done) => {
    const refusal = refusalOf(request)
    if (refusal?.statusCode === 401) reply.header('www-authenticate', 'Bearer realm="jobdouble control API"')
    done(refusal)
  })

  function refusalOf ({ headers, host, socket }: FastifyRequest): (Error & { statusCode?: number }) | undefined {
    // HTTP/1.0 has no Host header, and browsers do not use it
    const hostname = host === '' ? undefined : toHostname(host)
    const isOwnName = (name: string) =>
      isLoopback(name) || hosts.has(name) || name === toAddress(socket.localAddress ?? '') || isOwnHost(name)
    if (host !== '' && (hostname === undefined || !isOwnName(hostname))) return new HostRefused(shorten(host), shorten(hostname ?? 'NAME'))
    const isAllowed = headers.origin !== undefined && controlOrigins.includes(headers.origin)
    if (headers.origin !== undefined && !isAllowed && !isOwn(headers.origin, host)) {
      return new OriginRefused(JSON.stringify(shorten(headers.origin)))
    }
    if (!isAllowed && !ownSites.has(headers['sec-fetch-site'])) return new OriginRefused('another origin (Sec-Fetch-Site)')
    if (controlToken !== undefined) return isSame(bearer(headers.authorization), controlToken) ? undefined : new ControlTokenRefused()
    return isBeyondLoopback(app.addresses()) ? new ControlTokenUnset() : undefined
  }
}

/** Whether an origin is this server. The scheme may differ: a proxy may add TLS. */
function isOwn (origin: string, host: string): boolean {
  return /^https?:\/\/(.+)$/i.exec(origin)?.[1]?.toLowerCase() === host.toLowerCase()
}

/** Compares tokens in a time that does not depend on where they differ. */
function isSame (given = '', token: string): boolean {
  const [one, other] = [given, token].map(text => createHash('sha256').update(text).digest()) as [Buffer, Buffer]
  return timingSafeEqual(one, other)
}
