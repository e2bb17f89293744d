import type { FastifyInstance } from 'fastify'

/**
 * Remembers which methods the routes of `app` take that are added from now on; answers those that a path takes. Looked up
 * when a request finds no route, and so cheaper than a route for each refusal.
 */
export function rememberMethods (app: FastifyInstance): (path: string) => string[] {
  const routes: Array<{ method: string | string[], shape: RegExp }> = []
  app.addHook('onRoute', ({ url, method }) => {
    routes.push({ method, shape: new RegExp(`^${url.replace(/[.*+?]/g, '\\$&').replace(/:\w+/g, '[^/]*')}$`) })
  })
  return path => routes.filter(({ shape }) => shape.test(path)).flatMap(({ method }) => method)
}
