import type { FastifyInstance } from 'fastify'
import { nearest, type Part } from '../http/nearest.ts'
import { toOverview } from './overview.ts'
import { toPage } from './page.ts'

export type { Part } from '../http/nearest.ts'

/** Serves the overview at the root: what is served where. */
export function serveOverview (app: FastifyInstance, parts: readonly Part[]): void {
  app.get('/', async (request, reply) => {
    const overview = toOverview(request, parts)
    if (!request.headers.accept?.includes('text/html')) return overview
    return reply.type('text/html; charset=utf-8').send(toPage(overview))
  })
}

/** Tells that the server is up, whatever the sandbox in the URL. */
export function serveHealth (app: FastifyInstance): void {
  // some who look after a service ask by HEAD
  for (const url of ['/health', '/ready']) app.route({ method: ['GET', 'HEAD'], url, handler: async () => ({ status: 'ok' }) })
}

/** Answers whatever nobody serves. */
export function answerStrangers (app: FastifyInstance, parts: readonly Part[]): void {
  app.setNotFoundHandler(({ method, url }, reply) => {
    const [path = '/'] = url.split('?')
    const near = nearest(parts, method, path).map(operation => `${operation.method} ${operation.path}`)
    return reply.code(404).send({ error: { code: 'NOT_FOUND', message: `Nobody serves ${method} ${path}; the nearest are ${near.join(', ')}`, nearest: near } })
  })
}
