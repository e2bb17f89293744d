import createError from '@fastify/error'
import { shorten } from '../../../validation/text.ts'
import { toJsonAdvanced } from './json.ts'
import type { LabelledDocument, Span } from './labels.ts'

export const FormatUnknown = createError('FORMAT_UNKNOWN', 'Export format %j is not supported: use one of %s', 400)

export interface Format { suffix: string, type: string, render (document: LabelledDocument): string }

const formats: ReadonlyMap<string, Format> = new Map([
  ['JSON_ADVANCED', { suffix: '.json', type: 'application/json; charset=utf-8', render: toJsonAdvanced }],
  ['CONLL_2003', { suffix: '.conll', type: 'text/plain; charset=utf-8', render: toConll }],
  ['CSV', { suffix: '.csv', type: 'text/csv; charset=utf-8', render: toComprehend }]
])

/** The format of a name in either case: the documentation uses lower case, the vendor's programs upper case. Throws FORMAT_UNKNOWN. */
export function formatOf (name: string): Format {
  const format = formats.get(name.toUpperCase())
  if (format === undefined) throw new FormatUnknown(shorten(name), [...formats.keys()].join(', '))
  return format
}

/** Four columns: token, part of speech, chunk, entity. The two in the middle are unknown here. */
function toConll ({ sentences, spans }: LabelledDocument): string {
  const bySentence = new Map(spans.map(span => [span.line, span]))
  const blocks = sentences.map(({ tokens }, line) =>
    tokens.map(({ text }, token) => `${text} -X- -X- ${toTag(bySentence.get(line), token)}\n`).join('') + '\n')
  return `-DOCSTART- -X- -X- O\n\n${blocks.join('')}`
}

/** IOB2: each span begins with B, whatever comes before it. */
function toTag (span: Span | undefined, token: number): string {
  if (span === undefined || token < span.first || token > span.last) return 'O'
  return `${token === span.first ? 'B' : 'I'}-${span.label.label.trim().replace(/\s+/g, '_')}`
}

/** The columns of Amazon Comprehend's annotations, to which the vendor's page «Export project» compares its own. */
function toComprehend ({ document, sentences, spans }: LabelledDocument): string {
  const rows = spans.map(({ line, first, last, label }) => {
    // a span refers to tokens of the sentences
    const { tokens } = sentences[line]!
    return [document.name, line, tokens[first]!.start, tokens[last]!.start + tokens[last]!.text.length, label.label]
  })
  return toCsv([['File', 'Line', 'Begin Offset', 'End Offset', 'Type'], ...rows])
}

/** Rows in the form of RFC 4180: quoted where necessary, lines ended by CRLF. */
export function toCsv (rows: ReadonlyArray<ReadonlyArray<string | number | null>>): string {
  return rows.map(row => row.map(toCsvField).join(',') + '\r\n').join('')
}

function toCsvField (value: string | number | null): string {
  const text = String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
