import type { FastifyInstance } from 'fastify'

/** ms that open connections have to take their answers before they are cut off. */
const grace = 500

/** Stops the double cleanly on SIGTERM and SIGINT: open waits are answered first. Node then exits, as nothing is left to do. */
export function stopOnSignal (app: FastifyInstance, host: { once (signal: 'SIGTERM' | 'SIGINT', stop: () => void): unknown }): void {
  const stop = () => {
    // a client that sends half a request must not keep the process alive; this is real time, the process's own
    setTimeout(() => app.server.closeAllConnections(), grace).unref()
    app.close()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) host.once(signal, stop)
}
