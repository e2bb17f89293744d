import type { FastifyInstance } from 'fastify'
import { jsonParser } from '../../http/json.ts'

/** Reads an empty body as a missing one, as hapi does: many clients send `application/json` with every request. */
export function acceptEmptyJson (app: FastifyInstance): void {
  const parse = jsonParser(app)
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, null)
    else parse(request, body, done)
  })
}

/** Reads forms, as hapi does: two public clients send their API key in a form. */
export function acceptForms (app: FastifyInstance): void {
  app.addContentTypeParser<string>('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(body)))
  })
}

/** `Bearer TOKEN`, or the raw API key without a scheme. Any other scheme, or a token with a space, is an invalid credential. */
export function fromAuthorization (header = ''): string | undefined {
  const text = header.trim()
  if (/^(?:bearer)?$/i.test(text)) return undefined
  const [, credential = 'invalid'] = /^(?:bearer +)?(\S+)$/i.exec(text) ?? []
  return credential
}
