import createError from '@fastify/error'
import type { FastifyInstance } from 'fastify'
import { isNode, LineCounter, parseDocument, type Document } from 'yaml'
import { InvalidField } from '../validation.ts'

const YamlMalformed = createError('MALFORMED_BODY', 'The body is not YAML: %s', 400)
const YamlTooLarge = createError('BODY_TOO_LARGE', 'A body in YAML has at most 1 MB; send JSON, or less', 413)

/** Whoever reads YAML holds everybody else up, a second for some MB. */
const maxLength = 1024 * 1024

/** Where the values of a body stand that came as YAML: its line, by the path of a value. */
const places = new WeakMap<object, (field: string) => number>()

/** Takes a body as YAML if its content type says so. */
export function acceptYaml (app: FastifyInstance): void {
  app.addContentTypeParser(/^(application|text)\/(x-)?yaml\b/i, { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, read(text as string))
    } catch (error) {
      done(error as Error)
    }
  })
}

function read (text: string): unknown {
  if (text.length > maxLength) throw new YamlTooLarge()
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [fault] = document.errors
  if (fault !== undefined) {
    const { line, col } = lines.linePos(fault.pos[0])
    throw new YamlMalformed(`line ${line}, column ${col}: ${fault.message}`)
  }
  const body = toJson(document)
  if (typeof body === 'object' && body !== null) places.set(body, field => lineOf(document, lines, field))
  return body
}

/** Plain JSON: an alias may stand for what it is in, or for so much that nobody could write it out. */
function toJson (document: Document): unknown {
  try {
    return JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: 100 })))
  } catch (error) {
    throw new YamlMalformed(error instanceof ReferenceError ? error.message : 'an alias stands within what it names')
  }
}

/** The line of a value, or of what it would be in if it is not there. */
function lineOf (document: Document, lines: LineCounter, field: string): number {
  const path = field.split(/[.[\]]+/).filter(key => key !== '').map(key => /^\d+$/.test(key) ? Number(key) : key)
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

/** Does something with a body; of one that came as YAML, what is refused is said with its line. */
export function withLine<T> (body: unknown, act: (body: unknown) => T): T {
  try {
    return act(body)
  } catch (error) {
    const place = typeof body === 'object' && body !== null ? places.get(body) : undefined
    if (!(error instanceof InvalidField) || place === undefined) throw error
    const { field, message } = error
    throw new InvalidField(field, `${message.slice(field.length + 2)} (line ${place(field)})`)
  }
}
