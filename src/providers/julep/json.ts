import type { FastifyInstance } from 'fastify'
import { jsonAndAnything, jsonParser } from '../../http/json.ts'

/**
 * Takes bodies as FastAPI does: without a type they are JSON, with another one they are text, which is no object. An empty
 * one is missing. Malformed JSON is refused as such.
 */
export function acceptJson (app: FastifyInstance): void {
  const parse = jsonParser(app)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(jsonAndAnything, { parseAs: 'string' }, (request, body, done) => {
    const type = request.headers['content-type'] ?? 'application/json'
    if (body === '') done(null, null)
    else if (/^application\/(\S+\+)?json *(;|$)/i.test(type)) parse(request, body as string, done)
    else done(null, body)
  })
}
