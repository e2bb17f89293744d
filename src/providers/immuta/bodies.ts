import type { FastifyInstance } from 'fastify'
import { jsonParser } from '../../http/json.ts'

/** An empty body is none, as hapi has it, whatever its content type says: many clients send `application/json` with everything. */
export function acceptEmptyJson (app: FastifyInstance): void {
  const parse = jsonParser(app)
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, null)
    else parse(request, body, done)
  })
}

/** Forms too, as hapi does: two public clients send their API key so. */
export function acceptForms (app: FastifyInstance): void {
  app.addContentTypeParser<string>('application/x-www-form-urlencoded', { parseAs: 'string' }, async (_request: unknown, body: string) =>
    Object.fromEntries(new URLSearchParams(body)))
}
