import type { FastifyBodyParser, FastifyInstance } from 'fastify'
import { BodyTooDeep, isTooDeep, maxDepth } from '../validation/depth.ts'

export { BodyTooDeep, isTooDeep, maxDepth, maxDepthAround } from '../validation/depth.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The most levels of objects and lists in a JSON body of this route; `maxDepth` if missing. */
    bodyDepth?: number
  }
}

/** How large a body may be, in bytes. */
export const bodyLimit = 10 * 1024 * 1024

/** The usual type by its name too: Fastify finds that at once, and asks for any other one last. */
export const jsonAndAnything = ['application/json', '*']

/** The parser of every JSON body. Fails with BODY_TOO_DEEP before the body is parsed, with Fastify's own errors if it is not JSON. */
export function jsonParser (app: FastifyInstance): FastifyBodyParser<string> {
  const parse = app.getDefaultJsonParser('error', 'error')
  return (request, text, done) => {
    if (!isTooDeep(text)) return parse(request, text, done)
    // asked for here, because Fastify makes an object of the options at each call
    const { bodyDepth = maxDepth } = request.routeOptions.config
    if (isTooDeep(text, bodyDepth)) done(new BodyTooDeep('The body', bodyDepth))
    else parse(request, text, done)
  }
}

/** Takes JSON by its content type. */
export function acceptJson (app: FastifyInstance): void {
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, jsonParser(app))
}

/** Takes every body for JSON, whatever its content type says. Malformed JSON is refused as such. */
export function acceptAnyJson (app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(jsonAndAnything, { parseAs: 'string' }, jsonParser(app))
}

/** The same, but nothing counts as no body: many clients announce JSON with every request, also with those that say nothing. */
export function acceptAnyJsonOrNothing (app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  const parse = jsonParser(app)
  app.addContentTypeParser<string>('*', { parseAs: 'string' }, (request, text, done) => {
    if (text === '') done(null)
    else parse(request, text, done)
  })
}
