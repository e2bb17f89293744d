import type { FastifyInstance } from 'fastify'
import { createHook } from 'node:async_hooks'

/** How long (ms) open connections have to receive their responses before they are closed. */
const grace = 500

/**
 * Stops the `current` double on SIGTERM and SIGINT. Open waits receive their responses first; then Node exits, because nothing is
 * left to do.
 */
export function stopOnSignal (
  current: () => FastifyInstance, host: { once (signal: 'SIGTERM' | 'SIGINT', stop: () => void): unknown }, onStop: () => void
): void {
  const stop = () => {
    onStop()
    const app = current()
    // a client that sends half a request must not keep the process alive
    setTimeout(() => app.server.closeAllConnections(), grace).unref()
    app.close()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) host.once(signal, stop)
}

let kept: object | undefined

/**
 * Keeps one of the objects that `process.nextTick` queues, and with it their hidden class. Node creates several for each request,
 * with computed keys; once a full garbage collection finds none of them, V8 drops the class, treats those keys as megamorphic
 * from then on, and each request costs a quarter more until the process ends (Node 20).
 */
export function keepTickShape (): void {
  const hook = createHook({ init (_id, type, _trigger, resource) { if (type === 'TickObject') kept ??= resource } })
  hook.enable()
  process.nextTick(() => {})
  hook.disable()
}
