import type { FastifyInstance } from 'fastify'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { toUrl } from '../hosts.ts'

/** `maxConnections`: 0 for as many as the open files allow. */
interface Address { host: string, port: number, maxConnections?: number }

type Addresses = [string, ...string[]]

/**
 * Listens, and returns the base URL. Throws an error whose message is one line that says what to do. `addressesOf` returns the
 * addresses of a host.
 */
export async function listen (app: FastifyInstance, { host, port, maxConnections = 0 }: Address, addressesOf = resolve): Promise<string> {
  const more: Server[] = []
  const connections = closeUnused(app, more)
  try {
    const [first, ...others] = await addressesOf(host)
    await app.listen({ host: first, port })
    const bound = (app.server.address() as AddressInfo).port
    for (const other of others) more.push(...await listenAlso(app, other, bound))
    connections.limit = maxConnections > 0 ? maxConnections : connectionsFor('/proc/self')
    return toUrl(host, bound, schemeOf(app.server))
  } catch (error) {
    throw new Error(toReason(error as NodeJS.ErrnoException, { host, port }), { cause: error })
  }
}

/** Whether the server encrypts, told by a method that only such servers have. */
function schemeOf (server: Server): 'http' | 'https' {
  return 'setSecureContext' in server ? 'https' : 'http'
}

function toReason ({ code, message }: NodeJS.ErrnoException, { host, port }: Address): string {
  return code === 'EADDRINUSE' ? `port ${port} on ${host} is in use; port 0 takes a free one` : `cannot listen on ${host}: ${message}`
}

/** The addresses of `localhost`: clients may try ::1 first. Of any other host, Node chooses the address. */
async function resolve (host: string): Promise<Addresses> {
  if (host !== 'localhost') return [host]
  const addresses = await lookup(host, { all: true })
  // an address of IPv6 may be listed where the system has no IPv6
  // and a lookup without a result throws
  return addresses.sort((one, other) => one.family - other.family).map(({ address }) => address) as Addresses
}

/**
 * Accepts connections on one more address and hands them to the server of the app, so that its limits hold for them. Given `localhost`,
 * Fastify would create a second HTTP server without these limits. Returns no server if the address is not available.
 */
async function listenAlso ({ server, log }: FastifyInstance, host: string, port: number): Promise<Server[]> {
  // the options with which Node creates an HTTP server
  const another = createServer({ allowHalfOpen: true, noDelay: true }, socket => server.emit('connection', socket))
  another.on('error', error => log.warn({ err: error }, `cannot listen on ${host}`))
  try {
    await once(another.listen({ host, port }), 'listening')
  } catch {
    return []
  }
  log.info(`Server listening at ${toUrl(host, port, schemeOf(server))}`)
  return [another]
}

/** File descriptors that connections leave to files. */
const spare = 16

/**
 * The number of connections that leave descriptors for files that are read at their first use. Only Linux tells its limit, in
 * `folder`; elsewhere the number is unlimited.
 */
export function connectionsFor (folder: string): number {
  if (!existsSync(folder)) return Infinity
  const [, most] = /^Max open files +(\d+)/m.exec(readFileSync(`${folder}/limits`, 'utf8')) ?? []
  return most === undefined ? Infinity : Math.max(1, Number(most) - readdirSync(`${folder}/fd`).length - spare)
}

/**
 * Closes unused connections when the server closes. Node does not count a connection without a request as idle and waits a minute
 * for it; clients open such connections in reserve. Nor does Node close connections that become idle later, after a wait has ended.
 * `more`: servers that hand their connections to the app. Beyond the limit that it returns, a new connection takes the place of the
 * oldest half-open one, over which no request has come; if there is none, it is rejected.
 */
function closeUnused (app: FastifyInstance, more: readonly Server[]): { limit: number } {
  const sockets = new Set<Socket>()
  const connections = { limit: Infinity }
  const isInUse = schemeOf(app.server) === 'https' ? hasSent : hasRequest
  let closed: Promise<unknown> | undefined
  app.server.on('connection', socket => {
    if (closed !== undefined || (sockets.size >= connections.limit && !makeRoom(sockets, isInUse))) return socket.destroy()
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  app.addHook('preClose', async () => {
    closed = Promise.all(more.map(server => once(server.close(), 'close')))
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
    if (!app.server.listening) return
    const timer = setInterval(() => app.server.closeIdleConnections(), 20)
    Promise.all([closed, once(app.server, 'close')]).finally(() => clearInterval(timer))
  })
  app.addHook('onClose', async () => { await closed })
  return connections
}

/** Closes the oldest connection that is not in use. Returns false if there is none. */
function makeRoom (sockets: Set<Socket>, isInUse: (socket: Socket) => boolean): boolean {
  for (const socket of sockets) {
    if (isInUse(socket)) continue
    sockets.delete(socket)
    socket.destroy()
    return true
  }
  return false
}

/** Whether a request of a connection has arrived. Node keeps the response that is not complete in this undocumented property. */
function hasRequest (socket: Socket & { _httpMessage?: unknown }): boolean {
  return socket.bytesWritten > 0 || socket._httpMessage != null
}

/** Whether anything has come over a connection: for one that is encrypted, Node keeps the response at the socket on top of it. */
function hasSent (socket: Socket): boolean {
  return socket.bytesRead > 0
}
