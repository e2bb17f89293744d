import type { FastifyInstance } from 'fastify'

export { BodyTooDeep, isTooDeep, maxDepth, mustBeShallow } from '../depth.ts'

/** How large a body may be, in bytes. */
export const bodyLimit = 10 * 1024 * 1024

/** The usual type by its name too: Fastify finds that at once, and asks for any other one last. */
export const jsonAndAnything = ['application/json', '*']

/** Takes every body for JSON, whatever its content type says. Malformed JSON is refused as such. */
export function acceptAnyJson (app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(jsonAndAnything, { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'))
}

/** The same, but nothing counts as no body: many clients announce JSON with every request, also with those that say nothing. */
export function acceptAnyJsonOrNothing (app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser<string>('*', { parseAs: 'string' }, (request, text, done) => {
    if (text === '') done(null)
    else parse(request, text, done)
  })
}
