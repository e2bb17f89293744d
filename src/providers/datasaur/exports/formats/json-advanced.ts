import type { Version } from '../content/version.ts'
import { toSentenceLabel, toSpanLabel } from './labels.ts'

/** The names and their order are those of recorded exports. There are no comments. */
export function toJsonAdvanced (version: Version): string {
  const { project, cabinet, sentences, spans } = version
  const byLine = new Map(spans.map(span => [span.line, span]))
  return JSON.stringify({
    sentences: sentences.map(({ content, tokens }, line) => {
      const span = byLine.get(line)
      return {
        id: line,
        content,
        tokens: tokens.map(({ text }) => text),
        labels: span === undefined ? [] : [toSentenceLabel(version, span)],
        metadata: []
      }
    }),
    labelerInfo: cabinet.labeler,
    labelSets: project.labelSets.map(({ labels }, index) => ({
      index,
      labelItems: labels.map(({ id, label, parentId = null, color }) => ({ id, labelName: label, parentId, color }))
    })),
    labels: spans.map((span, index) => toSpanLabel(version, span, index)),
    comments: []
  })
}

/** Sentences with their labels by text and offset (inferred: no export in the format JSON is published). */
export function toJson ({ sentences, spans }: Version): string {
  const byLine = new Map(spans.map(span => [span.line, span]))
  return JSON.stringify(sentences.map(({ content, tokens }, line) => {
    const span = byLine.get(line)
    // a span refers to tokens of the sentences
    const [start, end] = span === undefined
      ? [0, 0]
      : [tokens[span.first]!.start, tokens[span.last]!.start + tokens[span.last]!.text.length]
    return { content, labels: span === undefined ? [] : [{ label: span.label.label, text: content.slice(start, end), start, end }] }
  }))
}
