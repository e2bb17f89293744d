import type { FastifyInstance } from 'fastify'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { AddressInfo, Server, Socket } from 'node:net'
import { toUrl } from '../hosts.ts'

/** Listens and answers the base URL. Throws one line that says what to do. */
export async function listen (app: FastifyInstance, { host, port }: { host: string, port: number }): Promise<string> {
  closeUnused(app)
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Error(code === 'EADDRINUSE' ? `port ${port} on ${host} is in use; --port 0 takes a free one` : `cannot listen on ${host}: ${message}`, { cause: error })
  }
  limitConnections(app.server)
  return toUrl(host, (app.server.address() as AddressInfo).port)
}

/** Descriptors that connections leave for files. */
const spare = 16

/** Without a descriptor for a file that is read at its first use, not even those who are connected could be served. Only Linux tells how many there are. */
export function limitConnections (server: Pick<Server, 'maxConnections'>, folder = '/proc/self'): void {
  if (!existsSync(folder)) return
  const [, most] = /^Max open files +(\d+)/m.exec(readFileSync(`${folder}/limits`, 'utf8')) ?? []
  if (most !== undefined) server.maxConnections = Math.max(1, Number(most) - readdirSync(`${folder}/fd`).length - spare)
}

/**
 * Ends the connections on which nobody has asked anything yet when the server closes: Node does not take them for idle ones,
 * and waits for them for a minute. Clients open them in reserve. So it does for those that are idle only later, when what they
 * waited for has been answered.
 */
function closeUnused (app: FastifyInstance): void {
  const sockets = new Set<Socket>()
  let closing = false
  app.server.on('connection', socket => {
    if (closing) return socket.destroy()
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  app.addHook('preClose', async () => {
    closing = true
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
    if (!app.server.listening) return
    const timer = setInterval(() => app.server.closeIdleConnections(), 20)
    app.server.once('close', () => clearInterval(timer))
  })
}
