import type { IncomingMessage, RequestListener } from 'node:http'

/** Bytes of a body that have usually arrived before the response is sent: Node reads 64 kB at once. */
const usual = 64 * 1024

/**
 * Lets a client that is still sending its body read a response that ends the connection, such as 413. Node would close the socket
 * at once, and unread bytes then make the kernel reset the connection: most clients report EPIPE or ECONNRESET and never read the
 * response. Here the server sends FIN and discards what arrives until the body ends or the client closes, for at most `time` ms
 * (RFC 9112, section 9.6). The default is that of nginx's `lingering_time`: a slow client needs longer than a few seconds for 10 MB.
 */
export function lingerAfterResponses (handle: RequestListener, time = 30_000): RequestListener {
  return (request, response) => {
    // the server has closed its half of the connection: no response could be sent
    if (request.socket.writableEnded) return
    // before Node's own listener, which closes the socket
    if (isLarge(request)) response.prependOnceListener('finish', () => linger(request, time))
    handle(request, response)
  }
}

function isLarge ({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length']) > usual || headers['transfer-encoding'] !== undefined
}

/** Node calls `destroySoon` of the socket only if the response ends the connection; there is no public way to delay that. */
function linger (request: IncomingMessage, time: number): void {
  if (request.complete) return
  const { socket } = request
  const { destroySoon } = socket
  const close = () => destroySoon.call(socket)
  request.once('end', () => { socket.destroySoon = destroySoon })
  socket.destroySoon = () => {
    const timer = setTimeout(close, time)
    socket.once('close', () => clearTimeout(timer))
    request.once('end', close).resume()
    socket.end()
  }
}
