import createError from '@fastify/error'
import type { FastifyRequest } from 'fastify'
import type { IncomingMessage } from 'node:http'
import { BodyTooDeep, isTooDeep, jsonParser, maxDepth } from '../../../http/json.ts'
import { excerpt } from '../../../validation/text.ts'
import type { App } from '../../provider.ts'
import { readForm, UploadedFile, type Part } from './multipart.ts'

export const JsonMalformed = createError('JSON_MALFORMED', '%s is not valid JSON', 400)
export const MultipartRefused = createError('MULTIPART_REFUSED', '%s', 400)

/** Loads what executes requests; undefined once it is loaded. */
type Load = () => Promise<unknown> | undefined

/**
 * Adds the parsers of the forms in which clients send a request to `/graphql`. All results are validated in the same way. Each parser
 * waits for `load`, because the body names the operations.
 */
export function addBodyParsers (app: App, load: Load): void {
  const parseJson = jsonParser(app)
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
    const loading = load()
    if (loading === undefined) return parse(request, text, done)
    loading.then(() => parse(request, text, done)).catch(done)
  })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, async (_: unknown, text: string) => {
    await load()
    return withMaps(Object.fromEntries(new URLSearchParams(text)))
  })
  app.addContentTypeParser('multipart/form-data', async (request: FastifyRequest, payload: IncomingMessage) => {
    const parts = await readForm(request, payload)
    await load()
    return fromParts(parts)
  })

  function parse (request: FastifyRequest, text: string, done: Done): void {
    parseJson(request, text, (error, body: unknown) => {
      if (error !== null || !hasText(body)) return done(error, body)
      try {
        done(null, withMaps(body))
      } catch (error) {
        done(error as Error)
      }
    })
  }
}

type Done = (error: Error | null, body?: unknown) => void

/** Returns a hook that reads the parameters of a GET request as its body (inferred: only POST is documented). */
export function readQuery (load: Load): (request: FastifyRequest) => Promise<void> {
  return async request => {
    await load()
    request.body = withMaps({ ...request.query as Record<string, unknown> })
  }
}

const maps = ['variables', 'extensions'] as const

function hasText (body: unknown): body is Record<string, unknown> {
  return isRecord(body) && maps.some(name => typeof body[name] === 'string')
}

/** Parses the variables and the extensions where they are a string of JSON: in a URL, in a form, and in the JSON of some clients. */
export function withMaps (request: Record<string, unknown>): Record<string, unknown> {
  for (const name of maps) {
    const text = request[name]
    if (text === '') delete request[name]
    else if (typeof text === 'string') request[name] = parseText(name, text)
  }
  return request
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
  const request = parseText('operations', parts[operations]!.value as string)
  if (isRecord(request)) placeFiles(request, parseText('map', parts[map]!.value as string), parts)
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
    throw new MultipartRefused(`The map leads to ${excerpt(path)}, which is not in the request's variables`)
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

/** Parses a field that is a string of JSON. Throws JSON_MALFORMED, BODY_TOO_DEEP. */
function parseText (name: string, text: string): unknown {
  if (isTooDeep(text)) throw new BodyTooDeep(name, maxDepth)
  try {
    return JSON.parse(text)
  } catch {
    throw new JsonMalformed(name)
  }
}
