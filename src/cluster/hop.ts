import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { toAddress } from '../http/hosts.ts'

/** The header of a request that another replica has forwarded: the secret, and the headers of the client's connection. */
export const hopHeader = 'x-jobdouble-hop'

/** The header of a response that says that the sandbox has another owner: the request has not been handled. */
export const movedHeader = 'x-jobdouble-moved'

/** Headers that are about one connection and are not forwarded (RFC 9110, section 7.6.1). */
const ofConnection: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade'])

/** Names and values in turn, as Node reads them. */
type RawHeaders = readonly string[]

/** The secret of a cluster that has been given none: whoever knows how to reach the store may forward. */
export function secretOf (secret: string, store: string): string {
  return createHash('sha256').update(secret === '' ? `store ${store}` : `secret ${secret}`).digest('base64url')
}

/** The headers of a request to another replica. */
export function toHop ({ rawHeaders: headers, socket }: IncomingMessage, secret: string): string[] {
  const [sent, own]: [string[], Array<[index: number, name: string, value: string]>] = [[], []]
  for (let index = 0; index < headers.length; index += 2) {
    const [name, value] = [headers[index]!, headers[index + 1]!] // names and values in turn
    if (ofConnection.has(name.toLowerCase())) own.push([index, name, value])
    else sent.push(name, value)
  }
  // a client of HTTP/1.0 may send none: links then have the address that it has reached
  if (!sent.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')) {
    sent.push('Host', `${toAddress(socket.localAddress!)}:${socket.localPort}`) // a connected socket has an address
  }
  return [...sent, hopHeader, `${secret} ${Buffer.from(JSON.stringify(own)).toString('base64url')}`]
}

/** Whether another replica has forwarded the request. Its headers are then as the client sent them. */
export function takeHop (request: IncomingMessage, secret: string): boolean {
  const [given = '', own = ''] = String(request.headers[hopHeader] ?? '').split(' ')
  if (!isSame(given, secret)) return false
  const headers = [...request.rawHeaders]
  for (let index = headers.length - 2; index >= 0; index -= 2) {
    if ([hopHeader, 'connection'].includes(headers[index]!.toLowerCase())) headers.splice(index, 2)
  }
  for (const [index, name, value] of JSON.parse(Buffer.from(own, 'base64url').toString()) as Array<[number, string, string]>) {
    headers.splice(index, 0, name, value)
    request.headers[name.toLowerCase()] = value
  }
  request.rawHeaders = headers
  delete request.headers[hopHeader]
  return true
}

/** The headers of a response for the client. Node adds those of the connection, in the same places. */
export function fromHop (headers: RawHeaders): string[] {
  const kept: string[] = []
  for (let index = 0; index < headers.length; index += 2) {
    const [name, value] = [headers[index]!, headers[index + 1]!] // names and values in turn
    // an owner that closes its connection lets the client's be closed too
    const isClosing = name.toLowerCase() === 'connection' && value.toLowerCase() === 'close'
    if (isClosing || (!ofConnection.has(name.toLowerCase()) && name.toLowerCase() !== 'transfer-encoding')) kept.push(name, value)
  }
  return kept
}

function isSame (given: string, secret: string): boolean {
  return given.length === secret.length && timingSafeEqual(Buffer.from(given), Buffer.from(secret))
}
