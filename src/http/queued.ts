import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * When a connection ends, Node tells so only the answer that is under way, and not those of requests that came behind it on the
 * same connection and wait for their turn: whoever holds one of them would hold it for ever.
 */
export function closeQueued (server: Server): void {
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
        answer.destroy()
        answer.emit('close')
      }
    })
    return queue
  }
}
