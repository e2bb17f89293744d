import createError from '@fastify/error'
import { Type, type Static } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import type { IncomingMessage } from 'node:http'
import { BodyTooDeep, isTooDeep, maxDepth } from '../../../http/json.ts'
import type { Dialect, ProviderJobs, Sandbox } from '../../../sandboxes/index.ts'
import { excerpt } from '../../../validation/text.ts'
import { linkTo, type App } from '../../provider.ts'
import { readForm, UploadedFile, type Part } from './multipart.ts'

export const RequestSchema = Type.Object({
  query: Type.String({ minLength: 1, maxLength: 200_000 }),
  variables: Type.Optional(Type.Union([Type.Object({}, { additionalProperties: true }), Type.Null()])),
  operationName: Type.Optional(Type.Union([Type.String(), Type.Null()]))
})

/** A request to `/graphql`, parsed from any of its forms. Its files are values in the variables. */
export interface GraphQLRequest extends Static<typeof RequestSchema> {}

/** What each resolver receives beside its arguments. */
export interface Context {
  readonly sandbox: Sandbox
  readonly jobs: ProviderJobs
  readonly dialect: Dialect
  /** The request as `{query, variables, operationName}`, with each file as `{fileName, size}`: lifecycle rules match this. */
  readonly body: unknown
  /** The absolute URL of a path in the sandbox, at the address that the client used. */
  linkTo (path: string): string
}

/** The arguments of a field with an input. */
export interface Args<Input> { input: Input }

export function toContext (request: FastifyRequest<{ Body: GraphQLRequest }>): Context {
  const { sandbox, jobs, body, headers } = request
  return {
    sandbox,
    jobs,
    dialect: sandbox.dialectOf('datasaur'),
    body: headers['content-type']?.startsWith('application/json') === true ? body : withoutFiles(body),
    linkTo: path => linkTo(request, path)
  }
}

/** A copy in which each file is its name and its size, by `UploadedFile.toJSON`. */
function withoutFiles (request: GraphQLRequest): unknown {
  return JSON.parse(JSON.stringify(request))
}

export const JsonMalformed = createError('JSON_MALFORMED', '%s is not valid JSON', 400)
export const MultipartRefused = createError('MULTIPART_REFUSED', '%s', 400)

/** Adds the parsers of the forms beside JSON in which clients send a request to `/graphql`. The result is validated as JSON is. */
export function addFormParsers (app: App): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, async (_: unknown, text: string) => fromForm(text))
  app.addContentTypeParser('multipart/form-data', async (request: FastifyRequest, payload: IncomingMessage) =>
    fromParts(await readForm(request, payload)))
}

/** The variables of a form are a string of JSON. */
function fromForm (text: string): unknown {
  const { variables, ...rest } = Object.fromEntries(new URLSearchParams(text))
  return variables === undefined || variables === '' ? rest : { ...rest, variables: parse('variables', variables) }
}

/** By the GraphQL multipart request specification: the request, then the map of its files, then the files. */
function fromParts (parts: readonly Part[]): unknown {
  const indexOf = (name: string) => parts.findIndex(part => part.name === name && typeof part.value === 'string')
  const [operations, map] = [indexOf('operations'), indexOf('map')]
  const firstFile = parts.findIndex(({ value }) => value instanceof UploadedFile)
  if (operations === -1 || map === -1) throw new MultipartRefused(`There is no field ${operations === -1 ? 'operations' : 'map'}`)
  if (map < operations || (firstFile !== -1 && firstFile < map)) {
    throw new MultipartRefused('The parts are out of order: operations, map, then the files')
  }
  // both were found, with a string
  const request = parse('operations', parts[operations]!.value as string)
  if (isRecord(request)) placeFiles(request, parse('map', parts[map]!.value as string), parts)
  return request
}

function placeFiles (request: Record<string, unknown>, map: unknown, parts: readonly Part[]): void {
  if (!isMap(map)) throw new MultipartRefused('map must be an object of lists of paths')
  const files = new Map(parts.flatMap(({ name, value }) => value instanceof UploadedFile ? [[name, value]] : []))
  for (const name of files.keys()) {
    if (!Object.hasOwn(map, name)) throw new MultipartRefused(`The map does not say where the file ${excerpt(name)} belongs`)
  }
  for (const [name, paths] of Object.entries(map)) {
    const file = files.get(name)
    if (file === undefined) throw new MultipartRefused(`The file ${excerpt(name)} of the map is not in the request`)
    for (const path of paths) place(request, path, file)
  }
}

/**
 * Puts a file into the variables of a request. The specification requires a null at its path, which the vendor's own clients omit.
 * Throws MULTIPART_REFUSED.
 */
function place (request: Record<string, unknown>, path: string, file: UploadedFile): void {
  const keys = path.split('.')
  // split returns at least one key
  const last = keys.pop()!
  const holder = keys.reduce<unknown>((value, key) => isHolder(value) && Object.hasOwn(value, key) ? value[key] : undefined, request)
  if (keys[0] !== 'variables' || !isHolder(holder) || !canHold(holder, last)) {
    throw new MultipartRefused(`The map leads to ${excerpt(path)}, which is no place in the request's variables`)
  }
  holder[last] = file
}

/** In a list, a file replaces an item or is added at the end. */
function canHold (holder: Record<string, unknown>, key: string): boolean {
  return Array.isArray(holder) ? /^\d{1,7}$/.test(key) && Number(key) <= holder.length : key !== '__proto__'
}

function isHolder (value: unknown): value is Record<string, unknown> {
  return isRecord(value) || Array.isArray(value)
}

function isRecord (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function isMap (value: unknown): value is Record<string, string[]> {
  return isRecord(value) && Object.values(value).every(paths => Array.isArray(paths) && paths.every(path => typeof path === 'string'))
}

/** Parses JSON in a field of a form. Throws JSON_MALFORMED, BODY_TOO_DEEP. */
function parse (name: string, text: string): unknown {
  if (isTooDeep(text)) throw new BodyTooDeep(name, maxDepth)
  try {
    return JSON.parse(text)
  } catch {
    throw new JsonMalformed(name)
  }
}
