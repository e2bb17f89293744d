import createError from '@fastify/error'
import type { FastifyInstance } from 'fastify'
import { Composer, CST, isNode, isScalar, Lexer, LineCounter, Parser, visit, type Document } from 'yaml'
import { bodyLimit, BodyTooDeep, isTooDeep, maxDepth } from '../../http/json.ts'
import { shorten } from '../../validation/text.ts'
import { InvalidField } from '../../validation/index.ts'

const YamlMalformed = createError('MALFORMED_BODY', 'The body is not YAML: %s', 400)
const YamlTooLarge = createError('BODY_TOO_LARGE', 'A body in YAML has at most %s; send JSON, or less', 413)

/** Reading YAML takes some µs for each token, the tokens of a value among them; and each alias is looked up among all anchors. */
const most = { length: 1024 * 1024, tokens: 100_000, aliases: 200 }

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
  if (text.length > most.length) throw new YamlTooLarge('1 MB')
  const lines = new LineCounter()
  const [document, second] = [...new Composer({ prettyErrors: false, uniqueKeys: false, resolveKnownTags: false, logLevel: 'error' }).compose(tokensOf(text, lines), true, text.length)]
  const mistake = findMistake(document!, second)
  if (mistake !== undefined) {
    const { line, col } = lines.linePos(mistake.at)
    throw new YamlMalformed(`line ${line}, column ${col}: ${shorten(mistake.message)}`)
  }
  const body = toJson(document!)
  if (typeof body === 'object' && body !== null) places.set(body, field => lineOf(document!, lines, field))
  return body
}

/** What a text is made of, up to its first mistake, measured on the way: composing it is recursive. Throws BODY_TOO_LARGE, BODY_TOO_DEEP. */
function * tokensOf (text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine)
  const left = { tokens: most.tokens, aliases: most.aliases }
  let isText = false
  lines.addNewLine(0)
  for (const lexeme of new Lexer().lex(text)) {
    if (left.tokens-- === 0) throw new YamlTooLarge(`${most.tokens} tokens`)
    if (!isText && lexeme.startsWith('*') && left.aliases-- === 0) throw new YamlTooLarge(`${most.aliases} aliases`)
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
  return findRepeatedKey(document) ?? (second && { at: second.range[0], message: 'There must be one document, and this is the second' })
}

/** Not left to the package, which compares each key with all before it. */
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

/** Plain JSON: an alias may stand for what it is in, or for so much that nobody could write it out. */
function toJson (document: Document): unknown {
  const json = write(document)
  // by its aliases, or by `[a: [b: 1]]`, which has maps without braces
  if (isTooDeep(json)) throw new BodyTooDeep('The body', maxDepth)
  return JSON.parse(json)
}

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
    throw error instanceof TypeError ? new YamlMalformed('an alias stands within what it names') : error
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
