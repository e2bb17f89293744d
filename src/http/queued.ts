import type { FastifyInstance } from 'fastify'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { safely } from '../safely.ts'

/**
 * When a connection ends, Node tells so only the answer that is under way, and not those of requests that came behind it on the
 * same connection and wait for their turn: whoever holds one of them would hold it for ever.
 */
export function closeQueued ({ server, log }: FastifyInstance): void {
  const queues = new WeakMap<Socket, Set<ServerResponse>>()
  server.on('request', ({ socket }, answer) => {
    if (answer.socket !== null) return
    const queue = queues.get(socket) ?? begin(socket)
    queue.add(answer)
    answer.once('close', () => queue.delete(answer))
  })

  function begin (socket: Socket): Set<ServerResponse> {
    const queue = new Set<ServerResponse>()
    queues.set(socket, queue)
    socket.once('close', () => {
      for (const answer of queue) {
        safely(log, 'the end of a queued response', () => {
          answer.destroy()
          answer.emit('close')
        })
      }
    })
    return queue
  }
}
