import type { FastifyReply } from 'fastify'
import type { Socket } from 'node:net'
import type { Faults, FaultRule } from '../../faults/index.ts'

/** The longest delay of setTimeout, in ms. */
const maxTimer = 2 ** 31 - 1

/** The fault rule that holds a connection. The connection is released when the rule is removed or its sandbox ends. */
export interface Holder { readonly faults: Faults, readonly rule: FaultRule }

/** Waits `ms` ms of real time: latency is about the connection, not the jobs. `freed`: released early; `left`: the client disconnected. */
export async function pause ({ faults, rule }: Holder, ms: number, { raw }: FastifyReply): Promise<'over' | 'freed' | 'left'> {
  if (raw.destroyed) return 'left'
  return await new Promise(resolve => {
    const end = (outcome: 'over' | 'freed' | 'left') => {
      clearTimeout(timer)
      raw.removeListener('close', leave)
      release()
      resolve(outcome)
    }
    const leave = () => end('left')
    const timer = setTimeout(end, Math.min(ms, maxTimer), 'over')
    raw.once('close', leave)
    // in its own turn of the event loop: a request that removes a rule does not wait for all connections that the rule held
    const release = faults.hold(rule, () => setImmediate(end, 'freed'))
  })
}

/** Sends no response. Releasing the connection closes it. */
export function hang ({ faults, rule }: Holder, reply: FastifyReply): void {
  const { socket } = reply.request.raw
  listen(reply)
  reply.raw.once('close', faults.hold(rule, () => isReal(socket) ? socket.destroy() : reply.raw.destroy()))
}

/** Closes the connection with FIN and without another byte. */
export function close ({ faults, rule }: Holder, reply: FastifyReply): undefined {
  const { socket } = reply.request.raw
  listen(reply)
  whenFree(reply, () => {
    if (isReal(socket)) {
      // destroying a socket with unread data sends RST instead of FIN; a client may keep its half open until the socket is released
      socket.once('close', faults.hold(rule, () => socket.destroy()))
      socket.end()
    } else {
      reply.raw.destroy()
    }
  })
}

/** Resets the connection (RST), as a crash does. */
export function reset (reply: FastifyReply): void {
  const { socket } = reply.request.raw
  whenFree(reply, () => {
    if (isReal(socket)) wireOf(socket).resetAndDestroy()
    else reply.raw.destroy()
  })
}

/** A response that may have to wait: that of a replica waits until what has changed is stored, such as the counter of a fault. */
type WaitingResponse = FastifyReply['raw'] & { whenFree? (act: () => void): void }

/** Ends a connection as soon as a response could leave on it. */
function whenFree ({ raw }: FastifyReply, end: () => void): void {
  const waiting: WaitingResponse = raw
  if (waiting.whenFree === undefined) end()
  else waiting.whenFree(end)
}

/** The TCP connection below a socket that encrypts, of which alone Node can reset a connection. Node has no public name for it. */
function wireOf (socket: Socket): Socket {
  return (socket as Socket & { _parent?: Socket | null })._parent ?? socket
}

/** Whether the request came on a connection: an injected one did not. */
function isReal (socket: FastifyReply['raw']['socket']): socket is NonNullable<typeof socket> {
  return socket !== null && 'resetAndDestroy' in socket
}

/** Keeps reading what the client sends: otherwise its disconnection would go unnoticed. */
function listen ({ request: { raw } }: FastifyReply): void {
  raw.resume()
}
