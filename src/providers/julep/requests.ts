import type { FastifyContextConfig, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { jsonAndAnything, jsonParser } from '../../http/json.ts'
import { readYaml } from '../../http/yaml.ts'
import { dialects } from './dialects.ts'
import type { Stamp } from './map.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route also reads a body in YAML. */
    yaml?: boolean
  }
}

/** `application/json`, with parameters, and types such as `application/vnd.x+json`. */
const jsonType = /^application\/(\S+\+)?json *(;|$)/i

/** The types that the server reads as YAML, without parameters, for tasks and their executions (observed). */
const yamlTypes: ReadonlySet<string> = new Set(['application/x-yaml', 'application/yaml', 'text/yaml'])

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
    else if (yamlTypes.has(type) && request.routeOptions.config.yaml === true) parseYaml(body, done)
    else done(null, body)
  })
}

function parseYaml (text: string, done: (error: Error | null, body?: unknown) => void): void {
  try {
    done(null, readYaml(text))
  } catch (error) {
    done(error as Error)
  }
}

/** `Bearer KEY` or the bare `KEY`. The scheme is case-sensitive: `bearer KEY` is an invalid key (observed). */
export function fromAuthorization (header: string | undefined): string | undefined {
  const credential = (header ?? '').trim()
  const key = credential.startsWith('Bearer ') ? credential.slice(7).trim() : credential === 'Bearer' ? '' : credential
  return key.includes(' ') ? 'invalid' : key
}

/**
 * A route whose operation has this name in lifecycle rules and faults: the documented operationIds are long. `errors` are those that
 * it alone throws; `config` says what is special about its body.
 */
export function called<S> (operation: string, schema: S, errors: FastifyContextConfig['errors'] = [], config: BodyConfig = {}) {
  return { schema, config: { operation, errors, ...config } }
}

/** A body that may be YAML, or that is a secret. */
type BodyConfig = Pick<FastifyContextConfig, 'yaml' | 'secretBody'>

/** Sets the status of a successful response, and its content type if the dialect has one of its own. Returns its body. */
export function respond<T> (reply: FastifyReply, status: number, body: T): T {
  const { type } = dialects[reply.request.jobs.dialect]
  // with a serializer of its own, Fastify does not add a charset to the type
  if (type !== undefined) reply.type(type).serializer(reply.getSerializationFunction(String(status))!)
  reply.code(status)
  return body
}

/** The content type of JSON in the dialect of a request. */
export function typeOf ({ jobs }: Pick<FastifyRequest, 'jobs'>): string {
  return dialects[jobs.dialect].type ?? 'application/json; charset=utf-8'
}

/** How moments are written in the dialect of a request. */
export function stampOf ({ jobs }: Pick<FastifyRequest, 'jobs'>): Stamp {
  return dialects[jobs.dialect].toTimestamp
}

/** The headers of an event stream that neither caches nor proxies buffer. */
export const eventStream = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }
