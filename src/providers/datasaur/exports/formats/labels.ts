import type { Span } from '../content/labels.ts'
import type { Version } from '../content/version.ts'

/** Whose label it is, in every format. */
export function authorOf ({ cabinet: { role, labeler } }: Version) {
  return { labeledBy: role, labeledByUserId: labeler.id }
}

/** A label in the list of all labels, as in recorded exports. */
export function toSpanLabel (version: Version, span: Span, index: number) {
  const { document, project } = version
  const position = positionOf(version, span)
  const { startCellLine: line, startTokenIndex: first, endTokenIndex: last, endCharIndex: end } = position
  return {
    labelText: null,
    id: String(index),
    documentId: document.id,
    ...authorOf(version),
    ...position,
    layer: span.layer,
    counter: 0,
    acceptedByUserId: null,
    rejectedByUserId: null,
    originId: null,
    originNumber: '0',
    destinationId: null,
    destinationNumber: '0',
    type: 'SPAN',
    labelSetItemId: span.label.id,
    status: 'LABELED',
    createdAt: project.createdDate,
    updatedAt: project.createdDate,
    hashCode: hashOf(span, [line, 0, first, 0, line, 0, last, end])
  }
}

/** A label of a sentence, as in recorded exports. */
export function toSentenceLabel (version: Version, span: Span) {
  const { label: { id: l }, layer, line, first, last } = span
  const { endCharIndex: end } = positionOf(version, span)
  return {
    l,
    layer,
    id: [l, layer, line, first, 0, line, last, end, 0].join(':'),
    deleted: false,
    ...authorOf(version),
    hashCode: hashOf(span, [line, 0, first, 0, line, 0, last, end]),
    documentId: version.document.id,
    sidS: line,
    s: first,
    charS: 0,
    sidE: line,
    e: last,
    charE: end
  }
}

function positionOf ({ sentences }: Version, { line, first, last }: Span) {
  return {
    startCellIndex: 0,
    startCellLine: line,
    startTokenIndex: first,
    startCharIndex: 0,
    endCellIndex: 0,
    endCellLine: line,
    endTokenIndex: last,
    // the index of the last character; a span refers to tokens of the sentences
    endCharIndex: sentences[line]!.tokens[last]!.text.length - 1
  }
}

/** The last parts are those of an arrow. */
function hashOf ({ label, layer }: Span, position: readonly number[]): string {
  return ['SPAN', label.id, layer, ...position, 0, 'undefined', 'undefined'].join(':')
}
