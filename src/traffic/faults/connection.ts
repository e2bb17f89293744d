import type { FastifyReply } from 'fastify'
import type { Faults, FaultRule } from '../../faults/index.ts'

/** What setTimeout can count. */
const maxTimer = 2 ** 31 - 1

/** On whose behalf a connection is held up: when the rule goes, or its sandbox, it is let go of. */
export interface Holder { readonly faults: Faults, readonly rule: FaultRule }

/** Waits so many ms of real time: latency is about the wire. `freed`: it was let go of sooner; `left`: the client has gone. */
export async function pause ({ faults, rule }: Holder, ms: number, { raw }: FastifyReply): Promise<'over' | 'freed' | 'left'> {
  if (raw.destroyed) return 'left'
  return await new Promise(resolve => {
    const end = (outcome: 'over' | 'freed' | 'left') => {
      clearTimeout(timer)
      raw.removeListener('close', leave)
      letGo()
      resolve(outcome)
    }
    const leave = () => end('left')
    const timer = setTimeout(end, Math.min(ms, maxTimer), 'over')
    raw.once('close', leave)
    // in a turn of its own: whoever removes a rule does not wait for all that it held up
    const letGo = faults.hold(rule, () => setImmediate(end, 'freed'))
  })
}

/** Never answers. Whoever lets go of the connection closes it. */
export function hang ({ faults, rule }: Holder, reply: FastifyReply): void {
  const { socket } = reply.request.raw
  listen(reply)
  reply.raw.once('close', faults.hold(rule, () => isReal(socket) ? socket.destroy() : reply.raw.destroy()))
}

/** Closes the connection without another byte, in good order. */
export function close ({ faults, rule }: Holder, reply: FastifyReply): undefined {
  const { socket } = reply.request.raw
  listen(reply)
  if (isReal(socket)) {
    // destroyed at once, a socket with unread data would be reset instead; and a client need not close its half
    socket.once('close', faults.hold(rule, () => socket.destroy()))
    socket.end()
  } else {
    reply.raw.destroy()
  }
}

/** Cuts the connection as a crash does: the client is told so (RST). */
export function reset (reply: FastifyReply): void {
  const { socket } = reply.request.raw
  if (isReal(socket)) socket.resetAndDestroy()
  else reply.raw.destroy()
}

/** Whether there is a connection below; there is none where a request is injected. */
function isReal (socket: FastifyReply['raw']['socket']): socket is NonNullable<typeof socket> {
  return socket !== null && 'resetAndDestroy' in socket
}

/** Reads what the client still sends, or its leaving would not be seen. */
function listen ({ request: { raw } }: FastifyReply): void {
  raw.resume()
}
