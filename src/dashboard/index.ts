import type { FastifyInstance } from 'fastify'
import { assets } from '../assets.ts'
import { handleErrors, noRoute, RequestFailed, type Failure, type ErrorResponse } from '../http/failure.ts'
import { nearestOperations, type Part } from '../http/nearest.ts'
import { sendPage } from '../http/page.ts'
import { pageFiles } from '../http/page-files.ts'
import { shorten } from '../validation/text.ts'
import { serveApis, serveGuide } from './docs/index.ts'
import { toOverview } from './overview.ts'
import { policy, toPage } from './page.ts'

export type { Part } from '../http/nearest.ts'

const files = pageFiles(new URL('dist/dashboard/', assets), { script: 'dashboard.js', style: 'style.css', icon: 'icon.svg' })

/** Serves what the pages load, and the guide. They are the same in all sandboxes. */
export function servePages (app: FastifyInstance): void {
  files.serve(app)
  serveGuide(app)
}

/** Serves the dashboard at `/` to browsers; other clients get the overview as JSON. Serves the pages of the APIs. */
export function serveOverview (app: FastifyInstance, parts: readonly Part[]): void {
  serveApis(app, parts)

  app.get('/', async (request, reply) => {
    const overview = toOverview(request, parts)
    if (!request.headers.accept?.includes('text/html')) return overview
    return sendPage(reply, toPage(overview, files.read()), policy)
  })
}

/** Serves `/health` and `/ready` in every sandbox. `problem` returns why the server is not ready; undefined if it is. */
export function serveHealth (app: FastifyInstance, problem: () => string | undefined): void {
  // some monitors send HEAD requests
  const method = ['GET', 'HEAD'] as const
  app.route({ method: [...method], url: '/health', handler: async () => ({ status: 'ok' }) })
  app.route({
    method: [...method],
    url: '/ready',
    handler: async (_request, reply) => {
      const reason = problem()
      if (reason === undefined) return { status: 'ok' }
      return await reply.code(503).send({ status: 'unavailable', reason })
    }
  })
}

/** Responds 404 to unmatched requests. `toErrorResponse` gives the responses to all other failures. */
export function handleUnmatched (app: FastifyInstance, parts: readonly Part[], toErrorResponse: (failure: Failure) => ErrorResponse): void {
  handleErrors(app, failure => failure.kind === 'no-route' ? toNotFound(failure, parts) : toErrorResponse(failure))
  app.setNotFoundHandler(request => { throw new RequestFailed(noRoute(request)) })
}

function toNotFound ({ method, path: url }: { method: string, path: string }, parts: readonly Part[]): ErrorResponse {
  const [path = '/'] = url.split('?')
  const near = nearestOperations(parts, method, path).map(operation => `${operation.method} ${operation.path}`)
  const message = `${method} ${shorten(path)} is not served; the most similar are ${near.join(', ')}`
  return { status: 404, body: { error: { code: 'NOT_FOUND', message, nearest: near } } }
}
