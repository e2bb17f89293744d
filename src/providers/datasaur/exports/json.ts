import type { LabelledDocument, Span } from './labels.ts'

/**
 * The names are those that the vendor's own program reads (datasaur-ai/robosaur: labels, labelSets, sentences). So is the form of
 * a hash code: the program reads the position from its middle.
 */
export function toJsonAdvanced ({ project, document, cabinet: { role, userId }, sentences, spans }: LabelledDocument): string {
  return JSON.stringify({
    labelSets: project.labelSets.map(({ name, labels }) => ({
      label: name,
      config: { options: labels.map(({ id, label, color }) => ({ id, parentId: null, label, color })) }
    })),
    sentences: sentences.map(({ content, tokens }, id) => ({ id, content, tokens: tokens.map(({ text }) => text), metadata: [] })),
    labels: spans.map((span, index) => toLabel(span, index))
  })

  function toLabel (span: Span, index: number) {
    const position = {
      startCellLine: span.line,
      startCellIndex: 0,
      startTokenIndex: span.first,
      startCharIndex: 0,
      endCellLine: span.line,
      endCellIndex: 0,
      endTokenIndex: span.last,
      // the index of the last character; a span refers to tokens of the sentences
      endCharIndex: sentences[span.line]!.tokens[span.last]!.text.length - 1
    }
    return {
      id: String(index),
      type: 'SPAN',
      documentId: document.id,
      labelSetItemId: span.label.id,
      labelText: null,
      ...position,
      layer: span.layer,
      counter: 0,
      labeledBy: role,
      labeledByUserId: userId,
      acceptedByUserId: null,
      rejectedByUserId: null,
      status: role === 'REVIEWER' ? 'ACCEPTED' : 'LABELED',
      createdAt: project.createdDate,
      updatedAt: project.createdDate,
      hashCode: ['SPAN', span.label.id, ...Object.values(position), span.layer, 0].join(':')
    }
  }
}
