import { randomStream, type RandomStream, type Seed } from '../../../../random/index.ts'
import type { Document, Label, LabelSetOfProject } from '../../projects/draft.ts'
import type { Sentence } from './text.ts'

/** A label on some tokens of one line. */
export interface Span {
  /** The index of the sentence. */
  line: number
  /** The index of the first token in the sentence. */
  first: number
  /** The index of the last token in the sentence. */
  last: number
  label: Label
  layer: number
}

/** The spans of a document are limited: they are examples, not the result of work. */
const maxSpans = 20

/**
 * Draws the labels on a document in the cabinet with this folder: at most one in a line, so that labels do not overlap, and at
 * least one in the document. A project without labels has none.
 */
export function spansOf (
  seed: Seed, { id }: Document, folder: string, sentences: readonly Sentence[], labelSets: readonly LabelSetOfProject[]
): Span[] {
  const labels = labelSets.flatMap(({ labels }, layer) => labels.map(label => ({ label, layer })))
  if (labels.length === 0) return []
  const random = randomStream(seed, `${id} labels ${folder}`)
  const spans: Span[] = []
  for (const [line, { tokens }] of sentences.entries()) {
    if (spans.length === maxSpans) break
    if (line > 0 && random.integer(1, 3) === 1) continue
    const first = random.integer(0, tokens.length - 1)
    const last = Math.min(first + random.integer(0, 1), tokens.length - 1)
    // there are labels
    spans.push({ line, first, last, ...pick(labels, random)! })
  }
  return spans
}

interface Cursor { sentenceId: number, tokenId: number }

/** The labels that clients have given to a document, by id. `l`: the id of the label in a label set of the project. */
export type GivenLabels = Readonly<Record<string, { l: string, layer: number, start: Cursor, end: Cursor }>>

/** The labels that clients have given, in the order of the text. One on several sentences is one on each (inferred). */
export function givenSpans (given: GivenLabels, sentences: readonly Sentence[], labelSets: readonly LabelSetOfProject[]): Span[] {
  const known = new Map(labelSets.flatMap(({ labels }) => labels.map(label => [String(label.id), label])))
  const spans = Object.values(given).flatMap(({ l, layer, start, end }) => {
    const label = known.get(l)
    if (label === undefined) return []
    return sentences.slice(start.sentenceId, end.sentenceId + 1).map(({ tokens }, index): Span => {
      const line = start.sentenceId + index
      return { line, first: index === 0 ? start.tokenId : 0, last: line === end.sentenceId ? end.tokenId : tokens.length - 1, label, layer }
    })
  })
  return spans.sort((one, other) => one.line - other.line || one.first - other.first)
}

/** The spans of each line. */
export function byLine (spans: readonly Span[]): (line: number) => readonly Span[] {
  const lines = new Map<number, Span[]>()
  for (const span of spans) {
    const known = lines.get(span.line)
    if (known === undefined) lines.set(span.line, [span])
    else known.push(span)
  }
  return line => lines.get(line) ?? []
}

/** Draws one of `choices`; undefined if there are none. */
export function pick<T> (choices: readonly T[], random: RandomStream): T | undefined {
  return choices.length === 0 ? undefined : choices[random.integer(0, choices.length - 1)]
}

/** A label on a rectangle of the first page. */
export interface Box { label: Label, x: number, y: number, width: number, height: number }

/** The size of the page that each document is taken to have: images are not read. */
export const page = { pageIndex: 0, pageHeight: 640, pageWidth: 640 }

/** Draws the boxes on a document in the cabinet with this folder. A project without labels has none. */
export function boxesOf (seed: Seed, { id }: Document, folder: string, labelSets: readonly LabelSetOfProject[]): Box[] {
  const labels = labelSets.flatMap(({ labels }) => labels)
  const random = randomStream(seed, `${id} boxes ${folder}`)
  return Array.from({ length: random.integer(1, 3) }, () => pick(labels, random)).filter(label => label !== undefined).map(label => ({
    label,
    x: random.integer(0, 400),
    y: random.integer(0, 400),
    width: random.integer(20, 240),
    height: random.integer(20, 240)
  }))
}
