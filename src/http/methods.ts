import type {} from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { RequestRefused } from './failure.ts'

/** Refuses every other method on the paths that `addRoutes` adds, and says which are allowed; without this they are unknown paths. */
export function refuseOtherMethods (app: FastifyInstance, addRoutes: () => void): void {
  const allowed = new Map<string, string[]>()
  app.addHook('onRoute', ({ url, method, config }) => {
    if (config?.open !== true) allowed.set(url, [...allowed.get(url) ?? [], method].flat())
  })
  addRoutes()
  for (const [url, allow] of allowed) {
    app.route({
      url,
      method: app.supportedMethods.filter(method => !allow.includes(method)),
      schema: { hide: true },
      config: { open: true },
      handler () { throw new RequestRefused({ kind: 'wrong-method', allow }) }
    })
  }
}
