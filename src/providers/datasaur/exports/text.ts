import { randomStream } from '../../../jobs/index.ts'
import type { Sandbox } from '../../../sandboxes/index.ts'
import { invented } from './text-samples.ts'
import type { Document } from '../projects/draft.ts'

/** A piece of a line, with where it begins there. */
export interface Token { text: string, start: number }

export interface Sentence { content: string, tokens: readonly Token[] }

/** How much of a document is read, in bytes: an export says a token in ten times its size. */
const limit = 256 * 1024

/** What a document says. One without bytes of its own (a URL, which is never fetched) is given a text that its id and the seed decide. */
export function textOf ({ files, seed }: Sandbox, { id, file }: Document): string {
  const stored = file === undefined ? undefined : files.get(file)
  if (stored !== undefined) return read(stored.bytes) ?? `This document has no text: it is ${stored.bytes.length} bytes of ${stored.type}.`
  const random = randomStream(seed, `${id} text`)
  const first = random.integer(0, invented.length - 1)
  return Array.from({ length: random.integer(3, 5) }, (_, index) => invented[(first + index) % invented.length]).join('\n')
}

/** undefined for what is no UTF-8 text. */
function read (bytes: Buffer): string | undefined {
  const left = bytes.length - limit
  try {
    // what is cut may end within a character: as a stream, that end is held back
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, limit), { stream: left > 0 })
    if (text.includes('\0')) return undefined
    return left > 0 ? `${text}\nThe rest is left out: ${left} bytes.` : text
  } catch {
    return undefined
  }
}

/** A sentence is a line that is not blank. */
export function sentencesOf (text: string): Sentence[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/).map(content => ({ content, tokens: tokensOf(content) })).filter(({ tokens }) => tokens.length > 0)
}

/** Words, and each other visible character for itself. */
function tokensOf (line: string): Token[] {
  return Array.from(line.matchAll(/[\p{L}\p{N}\p{M}_]+|[^\s\p{Cc}]/gu), ({ 0: text, index }) => ({ text, start: index }))
}
