import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify'
import { jsonAndAnything, jsonParser } from '../../http/json.ts'
import { dialects } from './dialects.ts'
import type { Stamp } from './map.ts'

/** `application/json`, with parameters, and types such as `application/vnd.x+json`. */
const jsonType = /^application\/(\S+\+)?json *(;|$)/i

/**
 * Reads bodies as FastAPI does: without a content type as JSON, with a content type other than JSON as text, which is never a
 * valid body. An empty body is missing.
 */
export function acceptJson (app: FastifyInstance): void {
  const parse = jsonParser(app)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>(jsonAndAnything, { parseAs: 'string' }, (request, body, done) => {
    const type = request.headers['content-type'] ?? 'application/json'
    if (body === '') done(null, null)
    else if (jsonType.test(type)) parse(request, body, done)
    else done(null, body)
  })
}

/** `Bearer KEY` or the bare `KEY`. The scheme is case-sensitive: `bearer KEY` is an invalid key (observed). */
export function fromAuthorization (header: string | undefined): string | undefined {
  const credential = (header ?? '').trim()
  const key = credential.startsWith('Bearer ') ? credential.slice(7).trim() : credential === 'Bearer' ? '' : credential
  return key.includes(' ') ? 'invalid' : key
}

/**
 * A route whose operation has this name in lifecycle rules and faults: the documented operationIds are long. `errors` are those that
 * it alone throws.
 */
export function called<S> (operation: string, schema: S, errors: FastifyContextConfig['errors'] = []) {
  return { schema, config: { operation, errors } }
}

/** How moments are written in the dialect of a request. */
export function stampOf ({ jobs }: Pick<FastifyRequest, 'jobs'>): Stamp {
  return dialects[jobs.dialect].toTimestamp
}
