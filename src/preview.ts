import type { Preview } from './control/index.ts'
import { named } from './parts.ts'
import type { App, Provider } from './providers/index.ts'
import { addSandbox, decorateRequests } from './traffic/index.ts'

/**
 * Serves the providers a second time, without faults, journal and sockets, in the sandboxes of `app`. `createServer` returns a server
 * like that of `app`. It is built at the first request: most runs never need it.
 */
export function previewOf (app: App, createServer: () => App, served: readonly Provider[]): Preview {
  let server: Promise<App> | undefined

  async function build (): Promise<App> {
    const twin = createServer()
    twin.decorate('sandboxes', app.sandboxes)
    decorateRequests(twin)
    for (const provider of served) {
      await twin.register(named(provider.name, async scope => {
        addSandbox(scope, app.sandboxes, 'visit')
        scope.decorateRequest('jobs', { getter () { return this.sandbox.provider(provider) } })
        await provider.routes(scope)
      }))
    }
    return twin
  }

  app.addHook('onClose', async () => { await (await server)?.close() })
  return async ({ method, url, host, headers, body }) => {
    server ??= build()
    const twin = await server
    return await twin.inject({ method, url, headers: { ...headers, host }, ...body !== undefined && { payload: body } })
  }
}
