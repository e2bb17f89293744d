import createError from '@fastify/error'
import { Type, type Static } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import type { IncomingMessage } from 'node:http'
import { BodyTooDeep, isTooDeep, maxDepth } from '../../../http/json.ts'
import { excerpt } from '../../../messages.ts'
import type { App } from '../../provider.ts'
import { readForm, UploadedFile, type Part } from './multipart.ts'

export const RequestSchema = Type.Object({
  query: Type.String({ minLength: 1, maxLength: 200_000 }),
  variables: Type.Optional(Type.Union([Type.Object({}, { additionalProperties: true }), Type.Null()])),
  operationName: Type.Optional(Type.Union([Type.String(), Type.Null()]))
})

/** What a client asks of `/graphql`, in whichever form it came. Files stand in the variables. */
export interface GraphQLRequest extends Static<typeof RequestSchema> {}

export const JsonMalformed = createError('JSON_MALFORMED', '%s is not valid JSON', 400)
export const MultipartRefused = createError('MULTIPART_REFUSED', '%s', 400)

/** Takes the forms beside JSON in which clients send a request to `/graphql`. What they become is checked as JSON is. */
export function takeForms (app: App): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, async (_: unknown, text: string) => fromForm(text))
  app.addContentTypeParser('multipart/form-data', async (request: FastifyRequest, payload: IncomingMessage) => fromParts(await readForm(request, payload)))
}

/** The request as rules see it: a file is its name and its size. */
export function withoutFiles (request: GraphQLRequest, contentType: string | undefined): unknown {
  return contentType?.startsWith('application/json') === true ? request : JSON.parse(JSON.stringify(request))
}

/** The variables of a form are JSON in a text. */
function fromForm (text: string): unknown {
  const { variables, ...rest } = Object.fromEntries(new URLSearchParams(text))
  return variables === undefined || variables === '' ? rest : { ...rest, variables: parse('variables', variables) }
}

/** By the GraphQL multipart request specification: the request, then where its files belong, then the files. */
function fromParts (parts: readonly Part[]): unknown {
  const [operations, map] = ['operations', 'map'].map(name => parts.findIndex(part => part.name === name && typeof part.value === 'string')) as [number, number]
  const firstFile = parts.findIndex(({ value }) => value instanceof UploadedFile)
  if (operations === -1 || map === -1) throw new MultipartRefused(`There is no field ${operations === -1 ? 'operations' : 'map'}`)
  if (map < operations || (firstFile !== -1 && firstFile < map)) throw new MultipartRefused('The parts are out of order: operations, map, then the files')
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

/** The vendor's own clients leave out the null that the specification puts where a file belongs. */
function place (request: Record<string, unknown>, path: string, file: UploadedFile): void {
  const keys = path.split('.')
  const last = keys.pop()!
  const holder = keys.reduce<unknown>((value, key) => isHolder(value) && Object.hasOwn(value, key) ? value[key] : undefined, request)
  const fits = Array.isArray(holder) ? /^\d{1,7}$/.test(last) && Number(last) <= holder.length : isHolder(holder) && last !== '__proto__'
  if (keys[0] !== 'variables' || !fits) throw new MultipartRefused(`The map leads to ${excerpt(path)}, which is no place in the request's variables`)
  const spot = holder as Record<string, unknown>
  spot[last] = file
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

/** JSON in a field of a form. Throws JSON_MALFORMED, BODY_TOO_DEEP. */
function parse (name: string, text: string): unknown {
  if (isTooDeep(text)) throw new BodyTooDeep(name, maxDepth)
  try {
    return JSON.parse(text)
  } catch {
    throw new JsonMalformed(name)
  }
}
