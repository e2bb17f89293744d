import type { FastifyReply, FastifyRequest } from 'fastify'
import { jsonAndAnything, jsonParser } from '../../http/json.ts'
import type { Issue } from '../../validation/index.ts'
import type { App } from '../provider.ts'
import { isMissing } from './map.ts'
import type { Client } from './projects.ts'

export function keyOf ({ headers }: FastifyRequest): string | undefined {
  return headers['x-api-key']?.toString()
}

/** The client of a request to an operation. */
export function clientOf (request: FastifyRequest): Client {
  const { sandbox, jobs } = request
  // requireCredentials has rejected a request without a key
  return { sandbox, jobs, key: keyOf(request)! }
}

/**
 * Parses every body as JSON, whatever its content type. The error for malformed JSON has the message of the parser itself, which
 * the service passes on (observed).
 */
export function acceptJson (app: App): void {
  const parse = jsonParser(app)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>(jsonAndAnything, { parseAs: 'string' }, (request, body, done) => {
    parse(request, body, (error, value) => done(error && Object.assign(error, { message: parserMessage(body) ?? error.message }), value))
  })
}

/** The parser's message about a text; undefined if the text is JSON. */
function parserMessage (text: string): string | undefined {
  try {
    JSON.parse(text)
  } catch (error) {
    return (error as SyntaxError).message
  }
}

/**
 * A public client requests a job's status without its project (fact sheet, "Life of a job"). The service accepts that with
 * `--starfish-lenient`; every other problem with a body is rejected as usual.
 */
export function acceptMissingProject (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void {
  const { sandbox, validationError } = request
  if (validationError === undefined) return done()
  const issues: Issue[] = validationError.validation
  const isAccepted = (issue: Issue) => sandbox.isOn('starfish-lenient') && issue.path[0] === 'projectId' && isMissing(issue)
  done(issues.every(isAccepted) ? undefined : validationError)
}
