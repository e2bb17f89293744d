import type { FastifyInstance } from 'fastify'
import { assets } from '../../assets.ts'
import type { Part } from '../../http/nearest.ts'
import { noSniff, sendPage } from '../../http/page.ts'
import { pageFiles } from '../../http/page-files.ts'
import { linkTo } from '../../providers/index.ts'
import { policy, toApiPage } from './api.ts'
import { guidePolicy, readImage, toGuidePage } from './guide.ts'

const files = pageFiles(new URL('dist/docs-files/', assets), {
  script: 'api.js',
  ui: 'swagger-ui.js',
  uiStyle: 'swagger-ui.css',
  style: 'docs.css',
  icon: 'icon.svg'
})

/** Serves the files of the pages, and below `/docs/guide` the pages of the docs folder. They need no sandbox. */
export function serveGuide (app: FastifyInstance): void {
  files.serve(app)

  app.get('/docs/guide', async (_, reply) => sendPage(reply, (await toGuidePage(undefined, files.read()))!, guidePolicy))

  app.get<{ Params: { page: string } }>('/docs/guide/:page', async (request, reply) => {
    const page = await toGuidePage(request.params.page, files.read())
    return page === undefined ? reply.callNotFound() : sendPage(reply, page, guidePolicy)
  })

  app.get<{ Params: { image: string } }>('/docs/guide/images/:image', async (request, reply) => {
    const image = await readImage(request.params.image)
    return image === undefined ? reply.callNotFound() : reply.headers(noSniff).type('image/png').send(image)
  })
}

/** Serves at `/docs` the APIs, to be tried out in the sandbox of the URL. */
export function serveApis (app: FastifyInstance, parts: readonly Part[]): void {
  app.get<{ Querystring: { api?: string } }>('/docs', async (request, reply) =>
    sendPage(reply, toApiPage(parts, request.query.api, linkTo(request, ''), files.read()), policy))
}
