import type { FastifyInstance } from 'fastify'
import { answerErrors, noRoute, RequestFailed, type Failure, type ErrorResponse } from '../http/failure.ts'
import { nearestOperations, type Part } from '../http/nearest.ts'
import { sendPage } from '../http/page.ts'
import { shorten } from '../validation/text.ts'
import { toOverview } from './overview.ts'
import { policy, toPage } from './page.ts'

export type { Part } from '../http/nearest.ts'

/** Serves the overview at the root: what is served where. */
export function serveOverview (app: FastifyInstance, parts: readonly Part[]): void {
  app.get('/', async (request, reply) => {
    const overview = toOverview(request, parts)
    if (!request.headers.accept?.includes('text/html')) return overview
    return sendPage(reply, toPage(overview), policy)
  })
}

/** Tells that the server is up, whatever the sandbox in the URL. */
export function serveHealth (app: FastifyInstance): void {
  // some who look after a service ask by HEAD
  for (const url of ['/health', '/ready']) app.route({ method: ['GET', 'HEAD'], url, handler: async () => ({ status: 'ok' }) })
}

/** Answers whatever nobody serves. `toErrorResponse` is for what else can go wrong. */
export function handleUnmatched (app: FastifyInstance, parts: readonly Part[], toErrorResponse: (failure: Failure) => ErrorResponse): void {
  answerErrors(app, failure => failure.kind === 'no-route' ? toNotFound(failure, parts) : toErrorResponse(failure))
  app.setNotFoundHandler(request => { throw new RequestFailed(noRoute(request)) })
}

function toNotFound ({ method, path: url }: { method: string, path: string }, parts: readonly Part[]): ErrorResponse {
  const [path = '/'] = url.split('?')
  const near = nearestOperations(parts, method, path).map(operation => `${operation.method} ${operation.path}`)
  return { status: 404, body: { error: { code: 'NOT_FOUND', message: `Nobody serves ${method} ${shorten(path)}; the nearest are ${near.join(', ')}`, nearest: near } } }
}
