import type { FastifyBodyParser, FastifyInstance } from 'fastify'
import type { TSchema } from '@sinclair/typebox'
import { BodyTooDeep, isTooDeep, maxDepth } from '../validation/depth.ts'

export { BodyTooDeep, isTooDeep, maxDepth, maxDepthAround } from '../validation/depth.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The maximum number of levels of objects and lists in a JSON body of this route; `maxDepth` if missing. */
    bodyDepth?: number
  }
}

/** The maximum size of a body, in bytes. */
export const bodyLimit = 10 * 1024 * 1024

/** All content types. Fastify finds the most common one faster by its name than by `*`. */
export const jsonAndAnything = ['application/json', '*']

/** The parser of all JSON bodies. Fails with BODY_TOO_DEEP before it parses the body, and with Fastify's own errors for malformed JSON. */
export function jsonParser (app: FastifyInstance): FastifyBodyParser<string> {
  const parse = app.getDefaultJsonParser('error', 'error')
  return (request, text, done) => {
    if (!isTooDeep(text)) return parse(request, text, done)
    // read only here, because Fastify creates a new object at each access
    const { bodyDepth = maxDepth } = request.routeOptions.config
    if (isTooDeep(text, bodyDepth)) done(new BodyTooDeep('The body', bodyDepth))
    else parse(request, text, done)
  }
}

/** Parses JSON bodies with a JSON content type; rejects other content types. */
export function acceptJson (app: FastifyInstance): void {
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, jsonParser(app))
}

/** Parses every body as JSON, whatever its content type. */
export function acceptAnyJson (app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(jsonAndAnything, { parseAs: 'string' }, jsonParser(app))
}

/** Parses every body as JSON and accepts an empty one as missing: many clients announce JSON even in requests without a body. */
export function acceptAnyJsonOrNothing (app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  const parse = jsonParser(app)
  app.addContentTypeParser<string>('*', { parseAs: 'string' }, (request, text, done) => {
    if (text === '') done(null)
    else parse(request, text, done)
  })
}

/**
 * Adds 415 to the responses of the routes that are added to `app` after this call: Fastify checks the Content-Type header of
 * every method that may have a body, whether the route reads one or not.
 */
export function declareMediaType (app: FastifyInstance, schema: TSchema): void {
  app.addHook('onRoute', route => {
    if (route.method !== 'GET') route.schema = { ...route.schema, response: { ...route.schema?.response as object, 415: schema } }
  })
}
