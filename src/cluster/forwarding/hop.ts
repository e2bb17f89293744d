import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { toAddress } from '../../http/hosts.ts'

/** The header of a request that another replica has forwarded: the secret of the cluster. */
const hopHeader = 'x-jobdouble-hop'

/** The header of a response that says that the sandbox has another owner: the request has not been handled. */
export const movedHeader = 'x-jobdouble-moved'

/** The secret of a cluster that has been given none: a replica that knows how to reach the store may forward. */
export function secretOf (secret: string, store: string): string {
  return createHash('sha256').update(secret === '' ? `store ${store}` : `secret ${secret}`).digest('base64url')
}

/**
 * The head of a request to another replica: as the client sent it, with one header at its end. The headers of the connection stay too,
 * because each connection of a client has its own connection to an owner.
 */
export function toHop ({ method, url, httpVersion, rawHeaders, socket }: IncomingMessage, secret: string): string {
  let head = `${method} ${url} HTTP/${httpVersion}\r\n`
  let hasHost = false
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!
    // names are compared where their lengths are equal
    if (name.length === 4 && name.toLowerCase() === 'host') hasHost = true
    else if (name.length === hopHeader.length && name.toLowerCase() === hopHeader) continue
    head += `${name}: ${rawHeaders[index + 1]}\r\n`
  }
  // a client of HTTP/1.0 may send none: links then have the address that it has reached
  if (!hasHost) head += `Host: ${toAddress(socket.localAddress!)}:${socket.localPort}\r\n` // a connected socket has an address
  return `${head}${hopHeader}: ${secret}\r\n\r\n`
}

/** Whether another replica has forwarded the request. Its headers are then as the client sent them. */
export function takeHop ({ headers, rawHeaders }: IncomingMessage, secret: string): boolean {
  const given = headers[hopHeader]
  if (typeof given !== 'string' || !isSame(given, secret)) return false
  // its value and its name are the last
  rawHeaders.pop()
  rawHeaders.pop()
  delete headers[hopHeader]
  return true
}

/** Whether a response says that the sandbox has another owner. */
export function isMoved (status: number, headers: readonly string[]): boolean {
  return status === 421 && headers.some(name => name.toLowerCase() === movedHeader)
}

function isSame (given: string, secret: string): boolean {
  return given.length === secret.length && timingSafeEqual(Buffer.from(given), Buffer.from(secret))
}
