import { randomStream } from '../../../../random/index.ts'
import type { Sandbox } from '../../../../sandboxes/index.ts'
import type { Document } from '../../projects/draft.ts'

/** A word or another character of a line. `start` is its index in the line. */
export interface Token { text: string, start: number }

export interface Sentence { content: string, tokens: readonly Token[] }

/** The maximum length of a text in bytes: in an export a token takes ten times its size. */
const maxTextBytes = 256 * 1024

/** The sentences of documents without a text of their own. */
const samples: readonly string[] = [
  'Maria Keller joined Northwind Traders in Zurich on 3 March 2021.',
  'The invoice of 4,250 dollars was paid to Harbour Light Shipping.',
  'Doctor Amara Okafor opened a second clinic in Lagos last spring.',
  'Flight 417 from Lisbon to Jakarta was delayed by six hours.',
  'The board of Fernhill Energy met at the Grand Hotel in Oslo.',
  'Tomas Novak signed the contract with Blue Ridge Foods yesterday.',
  'Her passport, number X2094417, expires in September 2027.',
  'The museum in Kyoto lent twelve paintings to the city of Lyon.',
  'Red Lantern Software hired forty engineers in Nairobi.',
  'Please send the parcel to 18 Mill Lane, Bristol.',
  'In 2019 the river Elbe rose by two metres within a night.',
  'Professor Lin teaches linguistics at the University of Turku.'
]

/** The text of a document. The text of one without bytes (at a URL, which is never fetched) is drawn from its id and the seed. */
export function textOf ({ files, seed }: Pick<Sandbox, 'files' | 'seed'>, { id, file }: Document): string {
  const stored = file === undefined ? undefined : files.get(file)
  if (stored !== undefined) {
    const { bytes, type } = stored
    return decode(bytes) ?? `This document has no text: it is ${bytes.length} bytes of ${type}.`
  }
  const random = randomStream(seed, `${id} text`)
  const first = random.integer(0, samples.length - 1)
  return Array.from({ length: random.integer(3, 5) }, (_, index) => samples[(first + index) % samples.length]).join('\n')
}

/** Returns undefined for bytes that are not text in UTF-8. */
function decode (bytes: Buffer): string | undefined {
  const excess = bytes.length - maxTextBytes
  try {
    // a text that is cut can end within a character: a decoder with `stream` keeps that end back
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, maxTextBytes), { stream: excess > 0 })
    if (text.includes('\0')) return undefined
    return excess > 0 ? `${text}\nThe rest is omitted: ${excess} bytes.` : text
  } catch {
    return undefined
  }
}

/** A sentence is a line that is not blank. */
export function sentencesOf (text: string): Sentence[] {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/)
  return lines.map(content => ({ content, tokens: tokensOf(content) })).filter(({ tokens }) => tokens.length > 0)
}

/** Each word is a token, and so is each other visible character. */
function tokensOf (line: string): Token[] {
  return Array.from(line.matchAll(/[\p{L}\p{N}\p{M}_]+|[^\s\p{Cc}]/gu), ({ 0: text, index }) => ({ text, start: index }))
}
