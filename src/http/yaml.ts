import createError from '@fastify/error'
import type { FastifyInstance } from 'fastify'
import { Composer, CST, isNode, isScalar, Lexer, LineCounter, Parser, visit, type Document } from 'yaml'
import { bodyLimit, BodyTooDeep, isTooDeep, maxDepth } from './json.ts'
import { shorten } from '../validation/text.ts'
import { InvalidField } from '../validation/index.ts'

const YamlMalformed = createError('MALFORMED_BODY', 'The body is not YAML: %s', 400)
const YamlTooLarge = createError('BODY_TOO_LARGE', 'A body in YAML must have at most %s; send JSON, or a smaller body', 413)

/** Parsing YAML takes several µs for each token, and each alias is searched among all anchors. `length` is in characters. */
const limits = { length: 1024 * 1024, tokens: 100_000, aliases: 200 }

/** For each body that was parsed from YAML, a function from the path of a value to its line. */
const lineFinders = new WeakMap<object, (field: string) => number>()

/** Parses bodies with a YAML content type. */
export function acceptYaml (app: FastifyInstance): void {
  app.addContentTypeParser(/^(application|text)\/(x-)?yaml\b/i, { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, readYaml(text as string))
    } catch (error) {
      done(error as Error)
    }
  })
}

/** Reads a text in YAML as JSON. Throws MALFORMED_BODY, BODY_TOO_LARGE, BODY_TOO_DEEP. */
export function readYaml (text: string): unknown {
  if (text.length > limits.length) throw new YamlTooLarge('1 MB')
  const lines = new LineCounter()
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, resolveKnownTags: false, logLevel: 'error' })
  const [document, second] = [...composer.compose(tokensOf(text, lines), true, text.length)]
  // with `forceDoc`, there is always a document
  const mistake = findMistake(document!, second)
  if (mistake !== undefined) {
    const { line, col } = lines.linePos(mistake.at)
    throw new YamlMalformed(`line ${line}, column ${col}: ${shorten(mistake.message)}`)
  }
  const body = toJson(document!)
  if (typeof body === 'object' && body !== null) lineFinders.set(body, field => lineOf(document!, lines, field))
  return body
}

/** The tokens of a text up to its first error. Checks the limits, because composing is recursive. Throws BODY_TOO_LARGE, BODY_TOO_DEEP. */
function * tokensOf (text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine)
  const left = { tokens: limits.tokens, aliases: limits.aliases }
  let isText = false
  lines.addNewLine(0)
  for (const lexeme of new Lexer().lex(text)) {
    if (left.tokens-- === 0) throw new YamlTooLarge(`${limits.tokens} tokens`)
    if (!isText && lexeme.startsWith('*') && left.aliases-- === 0) throw new YamlTooLarge(`${limits.aliases} aliases`)
    isText = lexeme === CST.SCALAR
    for (const token of parser.next(lexeme)) {
      yield token
      if (token.type === 'error') return
    }
    if (parser.stack.length > maxDepth && parser.stack.filter(isCollection).length > maxDepth) throw new BodyTooDeep('The body', maxDepth)
  }
  yield * parser.end()
}

function isCollection ({ type }: CST.Token): boolean {
  return type === 'block-map' || type === 'block-seq' || type === 'flow-collection'
}

interface Mistake { at: number, message: string }

function findMistake (document: Document.Parsed, second: Document.Parsed | undefined): Mistake | undefined {
  const [error] = document.errors
  if (error !== undefined) return { at: error.pos[0], message: error.message }
  const repeated = findRepeatedKey(document)
  if (repeated !== undefined || second === undefined) return repeated
  return { at: second.range[0], message: 'The body must be one document, and a second one begins here' }
}

/** The package could find repeated keys too, but it compares each key with all before it. */
function findRepeatedKey (document: Document): Mistake | undefined {
  let mistake: Mistake | undefined
  visit(document, {
    Map (_, { items }) {
      const keys = new Set<unknown>()
      for (const { key } of items) {
        if (isScalar(key) && keys.size === keys.add(key.value).size) {
          mistake = { at: key.range![0], message: 'Map keys must be unique' }
          return visit.BREAK
        }
      }
    }
  })
  return mistake
}

/** Converts to plain JSON. An alias may be inside its own anchor, or nested aliases may expand to a huge value. */
function toJson (document: Document): unknown {
  const json = write(document)
  // aliases add levels, as do maps without braces: `[a: [b: 1]]`
  if (isTooDeep(json)) throw new BodyTooDeep('The body', maxDepth)
  return JSON.parse(json)
}

/** Throws BODY_TOO_LARGE, MALFORMED_BODY. */
function write (document: Document): string {
  let length = 0
  try {
    return JSON.stringify(document.toJS({ maxAliasCount: 100 }), (key: string, value: unknown) => {
      length += key.length + (typeof value === 'string' ? value.length : 1)
      if (length > bodyLimit) throw new YamlTooLarge('10 MB with its aliases replaced')
      return value
    })
  } catch (error) {
    if (error instanceof ReferenceError) throw new YamlMalformed(shorten(error.message))
    throw error instanceof TypeError ? new YamlMalformed('an alias is inside the value that it refers to') : error
  }
}

/** The line of a value; if the value is missing, that of the nearest value around it. */
function lineOf (document: Document, lines: LineCounter, field: string): number {
  const path = field.split(/[.[\]]+/).filter(key => key !== '').map(key => /^\d+$/.test(key) ? Number(key) : key)
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

/** Calls `act` with a body. If the body was YAML, an InvalidField that is thrown also names the line. */
export function withLine<T> (body: unknown, act: (body: unknown) => T): T {
  try {
    return act(body)
  } catch (error) {
    const lineOf = typeof body === 'object' && body !== null ? lineFinders.get(body) : undefined
    if (!(error instanceof InvalidField) || lineOf === undefined) throw error
    const { field, message } = error
    throw new InvalidField(field, `${message.slice(field.length + 2)} (line ${lineOf(field)})`)
  }
}
