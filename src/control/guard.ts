import createError from '@fastify/error'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createHash, timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { bearer } from '../http/credentials.ts'
import { isLoopback, toAddress, toHostname } from '../http/hosts.ts'
import { shorten } from '../validation/text.ts'
import { ErrorSchema } from './schema.ts'

/** Who may steer the double. */
export interface Access {
  /** Asked for as `Authorization: Bearer TOKEN`, wherever the server listens. */
  controlToken?: string | undefined
  /** Names in the Host header that are good beside the loopback ones and the address that was reached. */
  allowedHosts?: readonly string[] | undefined
}

export const ControlTokenUnset = createError('CONTROL_TOKEN_UNSET', 'The control API is closed because this server listens beyond loopback; start it with --control-token TOKEN or JOBDOUBLE_CONTROL_TOKEN, and send Authorization: Bearer TOKEN', 401)
export const ControlTokenRefused = createError('CONTROL_TOKEN_REFUSED', 'The control API asks for Authorization: Bearer TOKEN, with the token of --control-token or JOBDOUBLE_CONTROL_TOKEN', 401)
export const HostRefused = createError('HOST_REFUSED', 'The control API does not answer to the host %j; start the server with --allowed-hosts %s if it is one of its names', 403)
export const OriginRefused = createError('ORIGIN_REFUSED', 'The control API takes nothing from a web page of %s; call it from a test, or from a page that this server serves', 403)

/**
 * What a request says that no page of another origin makes: nothing (no browser), or where the page comes from. Links, images and
 * forms send no Origin header. `same-site` is another port of localhost, which is another origin.
 */
const ownSites: ReadonlySet<unknown> = new Set([undefined, 'same-origin', 'none'])

/**
 * Keeps web pages and unmatched from the control API: a page that a name of its own leads here (DNS rebinding), a page that
 * sends simple requests, and whoever else reaches a server that listens beyond loopback.
 */
export function guardControl (app: FastifyInstance, { controlToken, allowedHosts = [] }: Access): void {
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
    // HTTP/1.0 knows no Host, and no browser speaks it
    const hostname = host === '' ? undefined : toHostname(host)
    const isKnown = host === '' || (hostname !== undefined && (isLoopback(hostname) || hosts.has(hostname) || hostname === toAddress(socket.localAddress ?? '')))
    if (!isKnown) return new HostRefused(shorten(host), shorten(hostname ?? 'NAME'))
    if (headers.origin !== undefined && !isOwn(headers.origin, host)) return new OriginRefused(JSON.stringify(shorten(headers.origin)))
    if (!ownSites.has(headers['sec-fetch-site'])) return new OriginRefused('another origin, as its header Sec-Fetch-Site says')
    if (controlToken !== undefined) return isSame(bearer(headers.authorization), controlToken) ? undefined : new ControlTokenRefused()
    return isBeyondLoopback(app) ? new ControlTokenUnset() : undefined
  }
}

/** The scheme does not count: behind a proxy that speaks TLS the browser has another one than this server. */
function isOwn (origin: string, host: string): boolean {
  return /^https?:\/\/(.+)$/i.exec(origin)?.[1]?.toLowerCase() === host.toLowerCase()
}

/** Whether others than this machine can reach the server. One that listens nowhere is asked from within its process. */
function isBeyondLoopback (app: FastifyInstance): boolean {
  return (app.addresses() as AddressInfo[]).some(({ address }) => !isLoopback(toAddress(address)))
}

/** In a time that does not depend on how much of it is right. */
function isSame (given = '', token: string): boolean {
  const [one, other] = [given, token].map(text => createHash('sha256').update(text).digest()) as [Buffer, Buffer]
  return timingSafeEqual(one, other)
}
