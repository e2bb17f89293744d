import createError from '@fastify/error'
import { shorten } from '../../../messages.ts'
import type { Cabinet } from './cabinets.ts'
import { toCsv } from './csv.ts'
import { toJsonAdvanced } from './json.ts'
import type { Span } from './labels.ts'
import type { Document } from '../projects/draft.ts'
import type { Project } from '../projects/projects.ts'
import type { Sentence } from './text.ts'

export const FormatUnknown = createError('FORMAT_UNKNOWN', 'Export format %j is not supported: use one of %s', 400)

/** A document as somebody has labelled it. */
export interface Labelled {
  project: Project
  document: Document
  /** Whose labels these are. */
  cabinet: Cabinet
  sentences: readonly Sentence[]
  spans: readonly Span[]
}

export interface Format { suffix: string, type: string, render (labelled: Labelled): string }

const formats: Readonly<Record<string, Format>> = {
  JSON_ADVANCED: { suffix: '.json', type: 'application/json; charset=utf-8', render: toJsonAdvanced },
  CONLL_2003: { suffix: '.conll', type: 'text/plain; charset=utf-8', render: toConll },
  CSV: { suffix: '.csv', type: 'text/csv; charset=utf-8', render: toComprehend }
}

/** The format of a name, in whichever case: the documents write it small, the vendor's programs large. Throws FORMAT_UNKNOWN. */
export function formatOf (name: string): Format {
  const key = name.toUpperCase()
  if (!Object.hasOwn(formats, key)) throw new FormatUnknown(shorten(name), Object.keys(formats).join(', '))
  return formats[key]!
}

/** Four columns: token, part of speech, chunk, entity. The middle two are unknown here. */
function toConll ({ sentences, spans }: Labelled): string {
  const bySentence = new Map(spans.map(span => [span.line, span]))
  const blocks = sentences.map(({ tokens }, line) =>
    tokens.map(({ text }, token) => `${text} -X- -X- ${toTag(bySentence.get(line), token)}\n`).join('') + '\n')
  return `-DOCSTART- -X- -X- O\n\n${blocks.join('')}`
}

/** IOB2: each span begins with B, whatever stands before it. */
function toTag (span: Span | undefined, token: number): string {
  if (span === undefined || token < span.first || token > span.last) return 'O'
  return `${token === span.first ? 'B' : 'I'}-${span.label.label.trim().replace(/\s+/g, '_')}`
}

/** The columns of Amazon Comprehend's annotations, to which the vendor's page «Export project» compares its own. */
function toComprehend ({ document, sentences, spans }: Labelled): string {
  const rows = spans.map(({ line, first, last, label }) => {
    const { tokens } = sentences[line]!
    return [document.name, line, tokens[first]!.start, tokens[last]!.start + tokens[last]!.text.length, label.label]
  })
  return toCsv([['File', 'Line', 'Begin Offset', 'End Offset', 'Type'], ...rows])
}
