import type { FastifyInstance } from 'fastify'

/** How large a body may be, in bytes. */
export const bodyLimit = 10 * 1024 * 1024

/** Takes every body for JSON, whatever its content type says. Malformed JSON is refused as such. */
export function acceptAnyJson (app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'))
}
