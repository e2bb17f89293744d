import { jsonAndAnything, jsonParser } from '../../http/json.ts'
import type { App } from '../provider.ts'

/** Takes every body for JSON; when it is none, the error carries the parser's own text, which the service hands on (observed). */
export function acceptJson (app: App): void {
  const parse = jsonParser(app)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>(jsonAndAnything, { parseAs: 'string' }, (request, body, done) => {
    parse(request, body, (error, value) => done(error && Object.assign(error, { message: complaintAbout(body) ?? error.message }), value))
  })
}

/** What the parser says of a text; undefined if it takes it. */
function complaintAbout (text: string): string | undefined {
  try {
    JSON.parse(text)
  } catch (error) {
    return (error as SyntaxError).message
  }
}
