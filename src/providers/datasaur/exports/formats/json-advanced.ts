import { byLine } from '../content/labels.ts'
import type { Version } from '../content/version.ts'
import { toSentenceLabel, toSpanLabel } from './labels.ts'

/** The names and their order are those of recorded exports. There are no comments. */
export function toJsonAdvanced (version: Version): string {
  const { project, cabinet, sentences, spans } = version
  const spansIn = byLine(spans)
  return JSON.stringify({
    sentences: sentences.map(({ content, tokens }, line) => {
      return {
        id: line,
        content,
        tokens: tokens.map(({ text }) => text),
        labels: spansIn(line).map(span => toSentenceLabel(version, span)),
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
  const spansIn = byLine(spans)
  return JSON.stringify(sentences.map(({ content, tokens }, line) => {
    const labels = spansIn(line).map(({ first, last, label: { label } }) => {
      // a span refers to tokens of the sentences
      const [start, end] = [tokens[first]!.start, tokens[last]!.start + tokens[last]!.text.length]
      return { label, text: content.slice(start, end), start, end }
    })
    return { content, labels }
  }))
}
